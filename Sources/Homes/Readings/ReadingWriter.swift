import HTTP
import Runtime

/// An answer of readings, piece by piece, as JSON or as CSV.
struct ReadingWriter: Sendable {
  let window: ReadingWindow
  private let isCSV: Bool
  private var isFirst = true

  init(_ window: ReadingWindow, isCSV: Bool) { (self.window, self.isCSV) = (window, isCSV) }

  func head() -> [UInt8] {
    if isCSV {
      let columns = window.series.kind == .maxPower ? ["at", "va"] : ["startsAt", "endsAt", unitColumn]
      return Array(CSVLine(columns + ["quality"]).text.utf8)
    }
    var json = JSONWriter()
    json.object { json in
      json.name("kind")
      json.write(window.series.kind.rawValue)
      json.name("direction")
      json.write(window.series.direction.rawValue)
      json.name("unit")
      json.write(window.unit)
      json.name("resolution")
      json.write(window.resolutionName)
      json.name("from")
      json.write(window.span.lowerBound)
      json.name("to")
      json.write(window.span.upperBound)
    }
    return json.finish().array.dropLast() + Array(",\"items\":[".utf8)
  }

  private var unitColumn: String { window.series.kind == .curve ? "watts" : "wh" }

  mutating func piece(_ items: [CurveReading]) -> [UInt8] {
    if isCSV {
      return lines(items.map { [$0.startsAt.onTheWall, $0.endsAt.onTheWall, "\($0.watts)", $0.quality.rawValue] })
    }
    return elements(items) { item, json in
      Self.write(item.startsAt, item.endsAt, to: &json)
      json.name("watts")
      json.write(item.watts)
      json.name("quality")
      json.write(item.quality.rawValue)
    }
  }

  mutating func piece(_ items: [DayReading]) -> [UInt8] {
    if isCSV { return lines(items.map(cells)) }
    return elements(items) { item, json in
      if let at = item.at {
        json.name("at")
        json.write(at)
        json.name("va")
      } else {
        Self.write(item.span.lowerBound, item.span.upperBound, to: &json)
        json.name("wh")
      }
      json.write(item.value)
      json.name("quality")
      json.write(item.quality.rawValue)
    }
  }

  private func cells(_ item: DayReading) -> [String] {
    let times = item.at.map { [$0] } ?? [item.span.lowerBound, item.span.upperBound]
    return times.map(\.onTheWall) + ["\(item.value)", item.quality.rawValue]
  }

  private static func write(_ from: Instant, _ to: Instant, to json: inout JSONWriter) {
    json.name("startsAt")
    json.write(from)
    json.name("endsAt")
    json.write(to)
  }

  private func lines(_ rows: [[String]]) -> [UInt8] { rows.flatMap { Array(CSVLine($0).text.utf8) } }

  private mutating func elements<Item>(_ items: [Item], _ write: (Item, inout JSONWriter) -> Void) -> [UInt8] {
    guard !items.isEmpty else { return [] }
    var json = JSONWriter(capacity: items.count * 120)
    json.array { json in
      for item in items { json.object { write(item, &$0) } }
    }
    defer { isFirst = false }
    // Without the brackets, which belong to the whole.
    return (isFirst ? [] : [UInt8(ascii: ",")]) + json.finish().array.dropFirst().dropLast()
  }

  func tail(_ found: (gaps: [ReadingGap], coverage: Double)) -> [UInt8] {
    if isCSV { return [] }
    var json = JSONWriter()
    json.object { json in
      json.name("gaps")
      json.array { json in
        for gap in found.gaps {
          json.object { json in
            json.name("from")
            json.write(gap.from)
            json.name("to")
            json.write(gap.to)
          }
        }
      }
      json.name("coverage")
      json.write(found.coverage)
    }
    return Array("],".utf8) + json.finish().array.dropFirst()
  }
}
