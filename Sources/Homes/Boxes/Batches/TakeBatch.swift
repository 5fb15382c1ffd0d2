import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/box/batches. What is sent again changes nothing, but for a time that was not known yet.
struct TakenBatch: Codable, Sendable {
  /// All rows from 1 up to here have come, refused ones included.
  let sequence: Int
  let serverTime: Instant
  let refused: [RefusedRow]
}

struct RefusedRow: Codable, Sendable {
  let sequence: Int
  let code: String
}

extension HomesFeature {
  /// Unpacking half a megabyte of rows is too long for the loop.
  private static let unpacking = Workers(name: "box-batches", threads: 1, queueLimit: 64)

  func takeBatch(_ call: Call<Nothing, Nothing, PackedBody<Batch>>, _ caller: BoxCaller) async throws -> Response {
    let packed = call.body
    let batch = try await Self.unpacking.run { try packed.value(limit: Batch.mostBytes) }
    try batch.check()
    let now = clock.now
    let sorted = batch.sorted(at: now)
    let sequence = try await database.transaction { transaction in
      let serial = try await hold(caller, in: transaction)
      let meter = try await meter(batch.meter?.serial?.text ?? serial, of: caller, in: transaction)
      let written = try await store(sorted.rows, of: caller, meter, in: transaction)
      try await readOut(written, of: caller, in: transaction)
      try await noteMeter(batch.meter, of: caller, in: transaction)
      try await noteRelay(sorted.rows, of: caller, in: transaction)
      try await noteAlarms(sorted.rows, of: caller, in: transaction)
      return try await noteReceived(batch, of: caller, in: transaction)
    }
    return try .json(TakenBatch(sequence: sequence, serverTime: now, refused: sorted.refused))
  }

  /// One batch of a box at a time, and the meter that it named last. The key may have ended since it was looked at.
  private func hold(_ caller: BoxCaller, in transaction: Transaction) async throws -> String? {
    let found = try await transaction.first(
      "select meter_serial from boxes where id = \(caller.id) and key_digest is not null for update"
    ) { try $0.next(String?.self) }
    guard let found else { throw Problem(.boxUnknown) }
    return found
  }

  /// More ranges than these are forgotten, the highest first: their rows are here all the same, and a box that is told a lower
  /// number than it knows sends them again.
  static let mostRanges: Int32 = 256

  private func noteReceived(_ batch: Batch, of caller: BoxCaller, in transaction: Transaction) async throws -> Int {
    let offset = batch.sentAt.map { Int(($0 - clock.now).inSeconds * 1000) }
    let sequence = try await transaction.first(
      """
      with sum as (
        select lowest_ranges(
          received + int8multirange(int8range(\(batch.first), \(batch.last + 1))), \(Self.mostRanges)) as received
        from boxes where id = \(caller.id)
      )
      update boxes b set received = sum.received, seen_at = \(clock.now),
        contiguous = coalesce((select upper(r) - 1 from unnest(sum.received) as r where lower(r) = 1), 0),
        clock_offset_ms = coalesce(\(offset), b.clock_offset_ms)
      from sum where b.id = \(caller.id) returning b.contiguous
      """
    ) { try $0.next(Int.self) }
    return sequence ?? 0
  }
}

extension Batch {
  fileprivate func sorted(at now: Instant) -> (rows: [BoxRow], refused: [RefusedRow]) {
    var (sound, refused): ([BoxRow], [RefusedRow]) = ([], [])
    for row in rows {
      do throws(RowFault) {
        sound.append(try BoxRow(row, boot: boot.text, at: now))
      } catch {
        refused.append(RefusedRow(sequence: row.sequence ?? 0, code: error.code))
      }
    }
    return (sound, refused)
  }
}
