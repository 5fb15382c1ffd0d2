import HTTP
import Runtime

/// Rows on their way: a run of numbers without a gap.
struct Batch: Sendable {
  let rows: [Store.SentRow]

  var range: ClosedRange<Int>? {
    guard let first = rows.first, let last = rows.last else { return nil }
    return first.sequence...last.sequence
  }

  func json() -> Bytes {
    var writer = JSONWriter(capacity: 128 * rows.count + 128)
    writer.object { writer in
      writer.name("boot")
      writer.write(rows.first?.boot ?? "none")
      writer.name("first")
      writer.write(rows.first?.sequence ?? 0)
      writer.name("last")
      writer.write(rows.last?.sequence ?? 0)
      writer.name("rows")
      writer.array { writer in for row in rows { Batch.write(row, &writer) } }
    }
    return writer.finish()
  }

  private static func write(_ row: Store.SentRow, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("sequence")
      writer.write(row.sequence)
      writer.name("boot")
      writer.write(row.boot)
      writer.name("monotonicMs")
      writer.write(row.monotonic)
      writer.name("at")
      if let at = row.at { writer.write(at) } else { writer.null() }
      writer.name("clock")
      writer.write(row.clock.name)
      writer.name("kind")
      writer.write(row.kind?.name ?? "skipped")
      writer.name("value")
      writer.write(row.value)
      if let serial = row.serial {
        writer.name("serial")
        writer.write(serial)
      }
      if let cause = row.cause {
        writer.name("cause")
        writer.write(cause)
      }
    }
  }
}
