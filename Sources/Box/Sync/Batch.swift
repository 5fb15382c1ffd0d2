import HTTP
import Runtime

/// Rows on their way: a run of numbers, each a row's, or of one that is not there any more.
struct Batch: Sendable {
  /// How numbers without a row are told: as ranges that are gone, or, to a server that knows none, as rows of a kind of
  /// their own.
  enum Gaps: CaseIterable { case gone, skipped }

  /// What the box knows of itself while it sends.
  struct Sender: Sendable {
    var serial: String?
    var mode: String?
    var usagePoint: String?
    var now: Instant?
  }

  let range: ClosedRange<Int>
  let rows: [SentRow]
  let sender: Sender

  init(_ range: ClosedRange<Int>, _ rows: [SentRow], _ sender: Sender = Sender()) {
    (self.range, self.rows, self.sender) = (range, rows, sender)
  }

  var gone: [ClosedRange<Int>] {
    var gaps = SequenceRanges([range])
    for row in rows { gaps.remove(row.sequence...row.sequence) }
    return gaps.ranges
  }

  var hasGaps: Bool { rows.count < range.count }

  func json(_ gaps: Gaps) -> Bytes {
    var writer = JSONWriter(capacity: 128 * rows.count + 256)
    writer.object { writer in
      writer.name("boot")
      writer.write(boot)
      writer.name("first")
      writer.write(range.lowerBound)
      writer.name("last")
      writer.write(range.upperBound)
      writer.name("rows")
      writer.array { writer in
        for row in gaps == .gone ? rows : filled { Batch.write(row, &writer) }
      }
      if gaps == .gone, hasGaps { write(gone, &writer) }
      write(sender, &writer)
    }
    return writer.finish()
  }

  private var boot: String { rows.first?.boot ?? "none" }

  private var filled: [SentRow] {
    (rows + gone.joined().map { SentRow(sequence: $0, boot: boot) }).sorted { $0.sequence < $1.sequence }
  }

  private func write(_ gone: [ClosedRange<Int>], _ writer: inout JSONWriter) {
    writer.name("gone")
    writer.array { writer in
      for range in gone {
        writer.object { writer in
          writer.name("first")
          writer.write(range.lowerBound)
          writer.name("last")
          writer.write(range.upperBound)
        }
      }
    }
  }

  private func write(_ sender: Sender, _ writer: inout JSONWriter) {
    if sender.serial != nil || sender.mode != nil {
      writer.name("meter")
      writer.object { writer in
        for (name, value) in [
          ("serial", sender.serial), ("mode", sender.mode), ("usagePointId", sender.usagePoint),
        ] {
          writer.name(name)
          if let value { writer.write(value) } else { writer.null() }
        }
      }
    }
    guard let now = sender.now else { return }
    writer.name("sentAt")
    writer.write(now)
  }

  private static func write(_ row: SentRow, _ writer: inout JSONWriter) {
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
