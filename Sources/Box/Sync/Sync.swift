import HTTP
import Runtime
import Synchronization

/// Brings rows to the server and fetches its orders, as long as there is a server and a way to it.
final class Sync: Sendable {
  struct Failed: Error, CustomStringConvertible { let description: String }

  /// What the rest of the box does with what the server says.
  struct Ear: Sendable {
    let serverTime: @Sendable (Instant) -> Void
    let order: @Sendable (Order, Pairing) -> Void
  }

  private static let mostPacked = 64 * 1024
  private static let batchesARound = 200

  private let store: Store
  private let log: Log
  private let ear: Ear
  /// Asked for by the command line; else the server that the box was paired with.
  private let server: String?
  /// What the server has asked us to wait for.
  private let notBefore = Mutex(ContinuousClock.now)

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
    // What has just been measured, then what is asked of us, then what is old.
    var hasMore = try push(transfer)
    try pull(transfer, pairing)
    for _ in 0..<Sync.batchesARound where hasMore { hasMore = try push(transfer) }
  }

  private func pairing() throws -> Pairing? {
    try store.state.withLock { state throws(SQLite.Failure) in
      if try state.database.setting("pairing.ended") != nil { return nil }
      return try Pairing(state.database)
    }
  }

  // MARK: Rows

  /// Sends the newest batch that is not there yet. False when nothing is left, or when it must wait.
  private func push(_ transfer: ServerTransfer) throws -> Bool {
    guard let range = store.nextToSend() else { return false }
    return try push(range, transfer)
  }

  private func push(_ range: ClosedRange<Int>, _ transfer: ServerTransfer) throws -> Bool {
    let batch = Batch(rows: try store.rows(range))
    guard let answer = try send(batch, transfer) else { return try halve(range, transfer) }
    switch answer.status {
    case 200: try accept(answer.json, range)
    case 401: return try end()
    // What is wrong with the rows; all else is wrong with the way, and waits.
    case 400, 413, 422:
      if range.count > 1 { return try halve(range, transfer) }
      try refuse(batch, answer, transfer)
    default: try wait(answer)
    }
    return store.nextToSend() != nil
  }

  /// Nil for more than a batch may hold.
  private func send(_ batch: Batch, _ transfer: ServerTransfer) throws -> ServerTransfer.Answer? {
    guard let packed = Gzip.compress(batch.json(), level: 6) else { throw Failed(description: "out of memory") }
    if packed.count > Sync.mostPacked, batch.rows.count > 1 { return nil }
    return try transfer.post("/api/box/batches", packed, isPacked: true)
  }

  private func accept(_ json: JSON, _ range: ClosedRange<Int>) throws {
    guard let contiguous = json["sequence"]?.integer, contiguous >= 0 else {
      throw Failed(description: "the server's answer names no sequence")
    }
    for row in json["refused"]?.items ?? [] {
      guard let sequence = row["sequence"]?.integer, range.contains(sequence) else { continue }
      try store.setAside(sequence, row["code"]?.string ?? "refused")
      log.warning(
        "the server refused a row", ["sequence": .integer(sequence), "code": .text(row["code"]?.string ?? "")])
    }
    try store.acknowledge(range, upTo: contiguous)
    if let time = json["serverTime"]?.string.flatMap({ Instant(rfc3339: $0) }) { ear.serverTime(time) }
  }

  /// One row may spoil a batch: it is looked for by halves.
  private func halve(_ range: ClosedRange<Int>, _ transfer: ServerTransfer) throws -> Bool {
    let middle = range.lowerBound + range.count / 2
    _ = try push(middle...range.upperBound, transfer)
    return try push(range.lowerBound...middle - 1, transfer)
  }

  /// A single row that is not taken is set aside, and its number sent as skipped. Where not even that is taken the fault is
  /// not the row's.
  private func refuse(_ batch: Batch, _ answer: ServerTransfer.Answer, _ transfer: ServerTransfer) throws {
    let skipped = Batch(rows: batch.rows.map { Store.SentRow(sequence: $0.sequence, boot: $0.boot) })
    guard let range = batch.range, let second = try send(skipped, transfer), second.status == 200 else {
      throw Failed(description: "the server takes no rows: \(answer.status)")
    }
    let code = answer.json["errors"]?.items.first?["code"]?.string ?? "\(answer.status)"
    log.warning("a row is set aside", ["sequence": .integer(range.lowerBound), "code": .text(code)])
    try store.setAside(range.lowerBound, code)
    try accept(second.json, range)
  }

  private func wait(_ answer: ServerTransfer.Answer) throws {
    let seconds = min(answer.retryAfter ?? 0, 3600)
    notBefore.withLock { $0 = .now + .seconds(seconds) }
    throw Failed(description: "the server answered \(answer.status)")
  }

  /// Removed in the app: the box keeps what it has and waits for another code.
  private func end() throws -> Bool {
    log.error("the server does not know this box any more: pair it anew", [:])
    try store.set("pairing.ended", "1")
    return false
  }

  // MARK: Orders

  private func pull(_ transfer: ServerTransfer, _ pairing: Pairing) throws {
    let answer = try transfer.get("/api/box/orders")
    switch answer.status {
    case 200:
      for order in answer.json["items"]?.items.compactMap(Order.init) ?? [] { ear.order(order, pairing) }
    case 401: _ = try end()
    default: try wait(answer)
    }
  }
}
