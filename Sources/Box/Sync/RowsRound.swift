import HTTP
import Runtime

/// One round of bringing rows to the server: a row that spoils its batch is looked for by halves and set aside.
struct RowsRound {
  private static let mostPacked = 64 * 1024

  let sync: Sync
  let transfer: ServerTransfer
  private static let mostGivenUp = 20
  private var hasAccepted = false
  /// Numbers that were taken in no form. The fault is theirs where others are taken in the same round, else the way's.
  private var suspects: [(sequence: Int, code: String)] = []
  private var givenUp = 0

  init(sync: Sync, transfer: ServerTransfer) { (self.sync, self.transfer) = (sync, transfer) }

  /// Sends the newest batch that is not there yet. False when nothing is left.
  mutating func push() throws -> Bool {
    guard let range = try sync.store.nextToSend(), try push(range) else { return false }
    return try suspects.isEmpty && sync.store.nextToSend() != nil
  }

  func end() throws {
    guard suspects.isEmpty else {
      throw Sync.Failed(description: "the server takes no rows: \(suspects[0].code)")
    }
  }

  private mutating func giveUpSuspects() throws {
    guard hasAccepted else { return }
    for suspect in suspects {
      if givenUp == RowsRound.mostGivenUp { throw Sync.Failed(description: "the server refuses row after row") }
      givenUp += 1
      setAside(suspect.sequence, suspect.code)
      try sync.store.giveUp(suspect.sequence)
    }
    suspects = []
  }

  /// False when the server has ended the pairing.
  private mutating func push(_ range: ClosedRange<Int>) throws -> Bool {
    let batch = Batch(range, try sync.store.rows(range), sync.ear.sender())
    guard let answer = try send(batch) else { return try halve(range) }
    switch answer.status {
    case 200: try accept(answer.json, batch)
    case 401: return try sync.end()
    // What is wrong with the rows; all else is wrong with the way, and waits.
    case 400, 413, 422:
      if range.count > 1 { return try halve(range) }
      return try refuse(batch, answer)
    default: try sync.wait(answer)
    }
    return true
  }

  /// Nil for more than a batch may hold. A server that does not know of gaps is told of them in the other form.
  private func send(_ batch: Batch) throws -> ServerTransfer.Answer? {
    var answer: ServerTransfer.Answer?
    for gaps in Batch.Gaps.allCases {
      if gaps == .skipped, batch.range.count > Store.most { return nil }
      guard let packed = Gzip.compress(batch.json(gaps), level: 6) else {
        throw Sync.Failed(description: "out of memory")
      }
      if packed.count > RowsRound.mostPacked, batch.range.count > 1 { return nil }
      answer = try transfer.post("/api/box/batches", packed, isPacked: true)
      guard batch.hasGaps, let answer, [400, 413, 422].contains(answer.status) else { return answer }
    }
    return answer
  }

  private mutating func accept(_ json: JSON, _ batch: Batch) throws {
    guard let contiguous = json["sequence"]?.integer, contiguous >= 0 else {
      throw Sync.Failed(description: "the server's answer names no sequence")
    }
    hasAccepted = true
    for row in json["refused"]?.items ?? [] {
      guard let sequence = row["sequence"]?.integer, batch.rows.contains(where: { $0.sequence == sequence }) else {
        continue
      }
      setAside(sequence, row["code"]?.string ?? "refused")
    }
    try sync.store.acknowledge(batch.range, upTo: contiguous)
    try giveUpSuspects()
    if let time = json["serverTime"]?.string.flatMap({ Instant(rfc3339: $0) }) { sync.ear.serverTime(time) }
  }

  private mutating func halve(_ range: ClosedRange<Int>) throws -> Bool {
    let middle = range.lowerBound + range.count / 2
    return try push(middle...range.upperBound) && push(range.lowerBound...middle - 1)
  }

  /// A single row that is not taken: its number is sent without it.
  private mutating func refuse(_ batch: Batch, _ answer: ServerTransfer.Answer) throws -> Bool {
    let sequence = batch.range.lowerBound
    let code = answer.json["errors"]?.items.first?["code"]?.string ?? "\(answer.status)"
    let empty = Batch(batch.range, [], batch.sender)
    if batch.hasGaps {
      suspects.append((sequence, code))
    } else if let second = try send(empty), second.status == 200 {
      setAside(sequence, code)
      try accept(second.json, empty)
    } else {
      suspects.append((sequence, code))
    }
    try giveUpSuspects()
    return true
  }

  private func setAside(_ sequence: Int, _ code: String) {
    sync.log.warning("a row is set aside", ["sequence": .integer(sequence), "code": .text(code)])
    do { try sync.store.setAside(sequence, code) } catch {
      sync.log.error("the store fails", ["error": .text(String(describing: error))])
    }
  }
}
