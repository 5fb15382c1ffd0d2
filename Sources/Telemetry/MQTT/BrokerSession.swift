import Postgres
import Runtime

/// Which server has the session at the broker: one at a time, for as long as it says so every second.
struct BrokerSession: Sendable {
  static let renewal = Duration.seconds(1)

  /// The subject of the ids of those who hold it.
  enum Holder {}

  let database: Database
  let holder: Identifier<Holder>

  /// The client's name at the broker; nil while another server has the session. By the database's clock, which is one for all.
  func take() async throws -> String? {
    try await database.first(
      """
      update broker_session set holder = \(holder), held_until = clock_timestamp() + interval '5 seconds'
      where holder = \(holder) or held_until < clock_timestamp() returning client
      """
    ) { try $0.next(String.self) }
  }

  /// Until another server has it. A database that is away gives it to nobody.
  func hold() async throws {
    while true {
      try await Task.sleep(for: Self.renewal)
      do {
        guard try await take() != nil else { return }
      } catch let error where !(error is CancellationError) {
        continue
      }
    }
  }

  func leave() async {
    _ = try? await database.execute(
      "update broker_session set held_until = '-infinity' where holder = \(holder)")
  }
}
