/// The right to use a connection alone. It cannot be copied and returns the connection when it ends, exactly once,
/// whichever way its owner is left.
struct Lease: ~Copyable, Sendable {
  struct Grant: Sendable {
    let slot: PoolState.Slot
    let connection: Connection
  }

  private let grant: Grant
  private let pool: Pool

  init(_ grant: Grant, of pool: Pool) {
    self.grant = grant
    self.pool = pool
  }

  deinit { pool.giveBack(grant) }

  borrowing func withConnection<Outcome>(_ body: (Connection) async throws -> Outcome) async rethrows -> Outcome {
    try await body(grant.connection)
  }
}
