import HTTP
import Postgres
import Runtime

/// A series as the documentation shows it.
struct SeriesShape<Item: Codable & Sendable>: Codable, Sendable {
  let from: Instant
  let to: Instant
  let unit: String
  let resolution: Resolution
  let perimeter: Perimeter
  let items: [Item]
  let gaps: [Gap]
  /// The half-hourly readings there are, as a part of those there should be.
  let coverage: Double
  let updatedAt: Instant?
  let source: String
}

/// An item on its way into an answer.
protocol SeriesItem: Encodable, Sendable {
  var at: Instant { get }
  /// False for a row that says nothing.
  var hasValue: Bool { get }
  /// How many half-hourly readings it stands for.
  var readings: Int { get }
  static var columns: [String] { get }
  var cells: [String] { get }
  func write(to json: inout JSONWriter)
}

/// Reads so many items behind a moment.
typealias SeriesPage<Item> = @Sendable (_ after: Instant?, _ limit: Int) async throws -> [Item]

/// What is known of a perimeter's series as a whole.
struct SeriesSource: Sendable {
  let updatedAt: Instant?
  let source: String
}

extension GridFeature {
  func seriesSource(_ perimeter: Perimeter) async throws -> SeriesSource {
    let found = try await database.readFirst(
      """
      select (select u.updated_at from grid_updates u where u.perimeter = \(perimeter.rawValue)),
        exists (select from grid_readings where perimeter = \(perimeter.rawValue) and nature = 0)
      """
    ) { row in (at: try row.next(Instant?.self), isMadeUp: try row.next(Bool.self)) }
    let name = found?.isMadeUp == true ? "Watts Up, démonstration" : "RTE, eCO2mix (Licence Ouverte 2.0)"
    return SeriesSource(updatedAt: found?.at, source: name)
  }

  /// Short answers are made in memory, long ones are sent as they are read.
  func answer<Item: SeriesItem>(
    _ window: SeriesWindow, _ request: Request, _ page: @escaping SeriesPage<Item>
  ) async throws -> Response {
    let isCSV = request.prefers(.csv)
    let source = try await seriesSource(window.perimeter)
    let body: @Sendable (AsyncStreamedBody.Write) async throws -> Void = { write in
      if isCSV {
        try await writeCSV(page, write)
      } else {
        try await writeJSON(window, source, page, write)
      }
    }
    let type = isCSV ? MediaType.csv : .json
    if window.most > 4_000 {
      return Response(.ok, .stream(AsyncStreamedBody(body)), type: type).header("Vary", "Accept")
    }
    let pieces = Pieces()
    try await body { await pieces.add($0) }
    return Response(.ok, .bytes(Bytes(await pieces.all)), type: type).header("Vary", "Accept")
  }

  private actor Pieces {
    var all: [UInt8] = []
    func add(_ piece: [UInt8]) { all += piece }
  }

  private static var pageLength: Int { 2_000 }

  private func writeCSV<Item: SeriesItem>(
    _ page: SeriesPage<Item>, _ write: AsyncStreamedBody.Write
  ) async throws {
    try await write(Array(CSVLine(Item.columns).text.utf8))
    var after: Instant?
    while true {
      let items = try await page(after, Self.pageLength)
      let lines = items.filter(\.hasValue).map { CSVLine($0.cells).text }
      try await write(Array(lines.joined().utf8))
      guard items.count == Self.pageLength else { return }
      after = items.last?.at
    }
  }

  private func writeJSON<Item: SeriesItem>(
    _ window: SeriesWindow, _ source: SeriesSource, _ page: SeriesPage<Item>, _ write: AsyncStreamedBody.Write
  ) async throws {
    try await write(head(window))
    var (after, isFirst, readings, gaps) = (Instant?.none, true, 0, GapFinder(window))
    while true {
      let items = try await page(after, Self.pageLength)
      var json = JSONWriter(capacity: items.count * 100)
      json.array { json in
        for item in items {
          gaps.pass(item.at, hasValue: item.hasValue)
          readings += item.readings
          if item.hasValue { item.write(to: &json) }
        }
      }
      // Without the brackets, which belong to the whole.
      let piece = json.finish().array.dropFirst().dropLast()
      if !piece.isEmpty {
        try await write((isFirst ? [] : [UInt8(ascii: ",")]) + piece)
        isFirst = false
      }
      guard items.count == Self.pageLength else { break }
      after = items.last?.at
    }
    try await write(tail(window, source, readings, gaps.finish()))
  }

  private func head(_ window: SeriesWindow) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.name("from")
      json.write(window.span.lowerBound)
      json.name("to")
      json.write(window.span.upperBound)
      json.name("unit")
      json.write("W")
      json.name("resolution")
      json.write(window.resolution.rawValue)
      json.name("perimeter")
      json.write(window.perimeter.rawValue)
    }
    return json.finish().array.dropLast() + Array(",\"items\":[".utf8)
  }

  private func tail(_ window: SeriesWindow, _ source: SeriesSource, _ readings: Int, _ gaps: [Gap]) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.name("gaps")
      json.array { json in for gap in gaps { gap.write(to: &json) } }
      json.name("coverage")
      json.write(window.expected > 0 ? min(1, Double(readings) / Double(window.expected)) : 0)
      json.name("updatedAt")
      if let at = source.updatedAt { json.write(at) } else { json.null() }
      json.name("source")
      json.write(source.source)
    }
    return Array("],".utf8) + json.finish().array.dropFirst()
  }
}

extension Gap {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.name("from")
      json.write(from)
      json.name("to")
      json.write(to)
      json.name("reason")
      json.write(reason.rawValue)
    }
  }
}

extension Request {
  /// Whether a form of the answer is wanted before JSON.
  func prefers(_ type: MediaType) -> Bool {
    let wanted = String(type.text.split(separator: ";")[0])
    for part in (headers["Accept"] ?? "").lowercased().split(separator: ",") {
      let name = part.split(separator: ";")[0].filter { $0 != " " }
      if name == wanted { return true }
      if name == "application/json" || name == "*/*" { return false }
    }
    return false
  }
}

extension Instant {
  /// `2025-01-01T06:00:00+01:00`, by the clock on the wall and with its offset.
  func text(in zone: Zone) -> String {
    let offset = zone.offset(at: self)
    let shifted = Instant(seconds: seconds + Int64(offset)).description.dropLast()
    let minutes = offset.magnitude / 60
    func two(_ number: UInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(shifted)\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
  }
}
