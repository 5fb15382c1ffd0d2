import Postgres
import Runtime

/// A long batch that the ring takes as a whole goes there by COPY, which knows no duplicates: where a moment has a value
/// already the server stops at once, and the batch goes by the statement that looks at each.
extension CommitBatch {
  private static let many = 1000
  private static let uniqueViolation = "23505"

  /// Nil where the batch has to go the other way. Nothing of it is stored then.
  func copy(_ rows: [BatchRows.Row], _ batch: [Submission], at now: Instant) async throws -> Written? {
    guard rows.count >= Self.many, rows.allSatisfy({ $0.slot != nil }) else { return nil }
    do {
      return try await database.transaction(attempts: 1) { transaction in
        let written = try await Self.known(rows, batch, in: transaction)
        let fit = written.parties.count == batch.count ? rows : rows.filter { written.parties.contains($0.party) }
        for slot in RingSlot.allCases {
          let samples = SampleRows(fit.filter { $0.slot == slot })
          if samples.isEmpty { continue }
          try await transaction.copyIn("copy \(sql: slot.table) from stdin (format binary)") { writer in
            try await writer.write(samples.finished)
          }
        }
        try await transaction.execute(Self.newest(fit, at: now))
        return written
      }
    } catch let error as PostgresError where error.sqlState == Self.uniqueViolation {
      return nil
    }
  }

  private static func known(
    _ rows: [BatchRows.Row], _ batch: [Submission], in transaction: Transaction
  ) async throws -> Written {
    let series = newest(of: rows).map(\.series)
    let found = try await transaction.first(
      """
      with party as materialized (
        \(sql: parties(of: batch))
      ), known as materialized (
        select metric_id, at from metric_latest where metric_id = any(\(series))
      )
      select (select array_agg(number) from party),
        (select array_agg(metric_id order by metric_id) from known), (select array_agg(at order by metric_id) from known)
      """
    ) { row in
      (
        parties: try row.next([Int]?.self), series: try row.next([SeriesNumber]?.self),
        at: try row.next([Instant]?.self)
      )
    }
    var written = Written()
    written.parties = Set((found?.parties ?? []).map { $0 - 1 })
    written.latest = Dictionary(zip(found?.series ?? [], found?.at ?? [])) { first, _ in first }
    return written
  }

  private static func newest(_ rows: [BatchRows.Row], at now: Instant) -> SQL {
    let newest = newest(of: rows)
    return """
      insert into metric_latest as l (metric_id, at, value, received_at)
      select i.metric_id, i.at, i.value, \(now)
      from unnest(\(newest.map(\.series)), \(newest.map(\.sample.at)), \(newest.map(\.sample.value))) as i(metric_id, at, value)
        join device_metrics m on m.id = i.metric_id order by i.metric_id
      on conflict (metric_id) do update set at = excluded.at, value = excluded.value, received_at = excluded.received_at
        where excluded.at > l.at
      """
  }

  /// The last row of each series, of rows in the order of series and time.
  private static func newest(of rows: [BatchRows.Row]) -> [BatchRows.Row] {
    rows.indices.filter { $0 + 1 == rows.count || rows[$0 + 1].series != rows[$0].series }.map { rows[$0] }
  }
}

/// Rows of the ring as a binary COPY takes them.
private struct SampleRows {
  // The signature, and 8 bytes without meaning.
  private static let head: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)
  private static let lengthOfRow = 34
  private static let before2000: Int64 = 946_684_800_000_000

  private var bytes = head
  let isEmpty: Bool

  init(_ rows: [BatchRows.Row]) {
    isEmpty = rows.isEmpty
    bytes.reserveCapacity(Self.head.count + rows.count * Self.lengthOfRow + 2)
    for row in rows {
      append(Int16(3))
      append(Int32(4))
      append(row.series)
      append(Int32(8))
      append(row.sample.at.microseconds - Self.before2000)
      append(Int32(8))
      append(row.sample.value.bitPattern)
    }
  }

  /// With the mark of its end.
  var finished: [UInt8] { bytes + [0xFF, 0xFF] }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
