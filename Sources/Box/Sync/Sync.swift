import HTTP
import Runtime
import Synchronization

/// The relay as the app has it: armed there by somebody who has understood the warning.
struct ServersRelay: Equatable, Sendable {
  let declaredWatts: Int
  let isArmed: Bool

  init?(_ json: JSON?) {
    guard let watts = json?["declaredWatts"]?.integer, case .bool(let isArmed) = json?["armed"] else { return nil }
    (declaredWatts, self.isArmed) = (watts, isArmed)
  }
}

/// Brings rows to the server and fetches its orders, as long as there is a server and a way to it.
final class Sync: Sendable {
  struct Failed: Error, CustomStringConvertible { let description: String }

  /// What the rest of the box does with what the server says.
  struct Ear: Sendable {
    let serverTime: @Sendable (Instant) -> Void
    /// What it makes of an order; nil for one that it has seen.
    let order: @Sendable (Order, Pairing) -> OrderAnswer?
    /// What the home has set in the app; nil where it has said nothing.
    let relay: @Sendable (ServersRelay?) -> Void
    /// Whether what was read here and what was certified are too far apart.
    let diverging: @Sendable (Bool) -> Void
    let sender: @Sendable () -> Batch.Sender
  }

  static let batchesARound = 200

  let store: Store
  let log: Log
  let ear: Ear
  /// Asked for by the command line; else the server that the box was paired with.
  private let server: String?
  /// What the server has asked us to wait for.
  private let notBefore = Mutex(ContinuousClock.now)
  private let answers = Mutex(OrderAnswers())

  init(store: Store, server: String?, log: Log, ear: Ear) {
    (self.store, self.server, self.log, self.ear) = (store, server, log, ear)
  }

  /// What a round does blocks its thread.
  func work(on workers: Workers, every pause: Duration) -> BackgroundWork {
    BackgroundWork("sync", every: pause, longestPause: .seconds(900)) { [self] in
      try await workers.run { try self.round() }
    }
  }

  func round() throws {
    guard notBefore.withLock({ $0 <= .now }), let pairing = try pairing() else { return }
    let transfer = ServerTransfer(server: server ?? pairing.server, key: pairing.key)
    var round = RowsRound(sync: self, transfer: transfer)
    // What has just been measured, then what is asked of us, then what is old.
    var hasMore = try round.push()
    try pull(transfer, pairing)
    for _ in 0..<Sync.batchesARound where hasMore { hasMore = try round.push() }
    try round.end()
  }

  private func pairing() throws -> Pairing? {
    try store.state.withLock { state throws(SQLite.Failure) in
      if try state.database.setting("pairing.ended") != nil { return nil }
      return try Pairing(state.database)
    }
  }

  func wait(_ answer: ServerTransfer.Answer) throws {
    let seconds = min(answer.retryAfter ?? 0, 3600)
    notBefore.withLock { $0 = .now + .seconds(seconds) }
    throw Failed(description: "the server answered \(answer.status)")
  }

  /// Removed in the app: the box keeps what it has and waits for another code.
  func end() throws -> Bool {
    log.error("the server does not know this box any more: pair it anew", [:])
    try store.set("pairing.ended", "1")
    return false
  }

  // MARK: Orders

  private func pull(_ transfer: ServerTransfer, _ pairing: Pairing) throws {
    let answer = try transfer.get("/api/box/orders")
    switch answer.status {
    case 200:
      ear.relay(ServersRelay(answer.json["relay"]))
      ear.diverging(answer.json["divergingDay"]?.string != nil)
      let orders = answer.json["items"]?.items.compactMap(Order.init) ?? []
      for order in orders {
        if let made = ear.order(order, pairing) { answers.withLock { $0.note(order.id, made) } }
      }
      try tell(transfer, of: orders.map(\.id))
    case 401: _ = try end()
    default: try wait(answer)
    }
  }

  /// What becomes of orders, so that whoever gave one sees it. A server that does not want to know is told no more.
  private func tell(_ transfer: ServerTransfer, of orders: [String]) throws {
    let waiting = answers.withLock(\.waiting)
    guard !waiting.isEmpty else { return }
    let answer = try transfer.post("/api/box/orders/answers", OrderAnswers.json(waiting).serialized())
    switch answer.status {
    case 204, 400, 404, 405, 422: answers.withLock { $0.hasTold(waiting, stillGiven: orders) }
    case 401: _ = try end()
    default: try wait(answer)
    }
  }
}
