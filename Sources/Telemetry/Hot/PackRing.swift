import Postgres
import Runtime

/// An hour that has left the ring is packed into history, and its table is emptied for the hour that takes its place.
extension HotSamples {
  private static let seriesAtOnce = 200

  func packDue() async throws {
    let now = clock.now
    let emptied = try await database.query("select slot, hour from sample_ring") { row in
      (slot: try row.next(Int16.self), hour: try row.next(Instant.self))
    }
    let due = emptied.compactMap { RingSlot(rawValue: $0.slot) }.filter { slot in
      emptied.contains { $0.slot == slot.rawValue && $0.hour < slot.hour(at: now) }
    }
    if due.isEmpty { return }
    try await alone { _ in
      for slot in due { try await empty(slot, for: slot.hour(at: now)) }
    }
  }

  private func empty(_ slot: RingSlot, for hour: Instant) async throws {
    var packed: [SeriesNumber: Int] = [:]
    for part in try await series(in: slot).chunks(of: Self.seriesAtOnce) {
      let counts = try await pack(part, of: slot, in: database)
      packed.merge(counts) { $1 }
    }
    try await database.transaction(timeout: .seconds(120), attempts: 1) { [packed] transaction in
      try await transaction.execute("lock table \(sql: slot.table) in access exclusive mode")
      let missed = try await counts(in: slot, transaction).filter { packed[$0.key] != $0.value }
      for part in Array(missed.keys).sorted().chunks(of: Self.seriesAtOnce) {
        _ = try await pack(part, of: slot, in: transaction)
      }
      try await transaction.execute("truncate \(sql: slot.table)")
      try await transaction.execute("update sample_ring set hour = \(hour) where slot = \(slot.rawValue)")
    }
  }

  /// From one to the next along the index.
  private func series(in slot: RingSlot) async throws -> [SeriesNumber] {
    try await database.query(
      """
      with recursive found as (
        (select metric_id from \(sql: slot.table) order by metric_id limit 1)
        union all
        select (select s.metric_id from \(sql: slot.table) s where s.metric_id > f.metric_id order by s.metric_id limit 1)
        from found f where f.metric_id is not null
      ) select metric_id from found where metric_id is not null
      """
    ) { try $0.next(SeriesNumber.self) }
  }

  private func counts(in slot: RingSlot, _ transaction: Transaction) async throws -> [SeriesNumber: Int] {
    let rows = try await transaction.query("select metric_id, count(*) from \(sql: slot.table) group by metric_id") {
      row in
      (try row.next(SeriesNumber.self), try row.next(Int.self))
    }
    return Dictionary(rows) { first, _ in first }
  }

  /// How many samples of each were seen. Those of a series that is no more are seen, and let go of.
  private func pack(
    _ numbers: [SeriesNumber], of slot: RingSlot, in reader: some Querying
  ) async throws -> [SeriesNumber: Int] {
    let rows = try await reader.query(
      "select metric_id, at, value from \(sql: slot.table) where metric_id = any(\(numbers)) order by metric_id, at"
    ) { row in (try row.next(SeriesNumber.self), Sample(at: try row.next(), value: try row.next())) }
    let samples = Dictionary(grouping: rows) { $0.0 }.mapValues { $0.map(\.1) }
    let known = try await series(numbers)
    let hours = numbers.flatMap { number in
      known[number].map { FilledHour.split(samples[number] ?? [], of: $0) } ?? []
    }
    try await history.merge(hours)
    return samples.mapValues(\.count)
  }
}

extension Array {
  func chunks(of length: Int) -> [[Element]] {
    stride(from: 0, to: count, by: length).map { Array(self[$0..<Swift.min($0 + length, count)]) }
  }
}
