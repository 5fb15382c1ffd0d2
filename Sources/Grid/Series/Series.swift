import HTTP
import Postgres
import Resources
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
  /// It stands in a file that has readings at half-hours alone.
  var isHalfHourly: Bool { get }
  /// How many half-hourly readings it stands for.
  var readings: Int { get }
  static var columns: [String] { get }
  var cells: [String] { get }
  func write(to json: inout JSONWriter)
}

/// A few items of a series, and the moment from which on there may be more; nil at the end.
struct SeriesPart<Item: Sendable>: Sendable {
  let items: [Item]
  let rest: Instant?
}

/// Reads about so many items from a moment on.
typealias SeriesPages<Item: Sendable> = @Sendable (_ from: Instant, _ limit: Int) async throws -> SeriesPart<Item>

/// What is known of a perimeter's series as a whole.
struct SeriesSource: Sendable {
  let updatedAt: Instant?
  let isMadeUp: Bool
  /// The first and the last row; nil where there is none. Nothing else is looked for, however long a window is.
  let known: ClosedRange<Instant>?

  var name: String { isMadeUp ? "Watts Up, démonstration" : "RTE, eCO2mix (Licence Ouverte 2.0)" }

  /// The version of an answer before it is made: what was asked for, and when anything of it changed last.
  func tag(of window: SeriesWindow, _ columns: [String], isCSV: Bool) -> EntityTag {
    let asked = [
      window.resolution.rawValue, window.perimeter.rawValue, window.span.lowerBound.description,
      window.span.upperBound.description, isCSV ? "csv" : "json",
    ]
    let state = [
      updatedAt?.description, known?.lowerBound.description, known?.upperBound.description, isMadeUp.description,
    ]
    return EntityTag(of: Bytes((asked + columns + state.map { $0 ?? "" }).joined(separator: " ")))
  }
}

extension GridFeature {
  func seriesSource(_ perimeter: Perimeter) async throws -> SeriesSource {
    let found = try await database.readFirst(
      """
      select (select u.updated_at from grid_updates u where u.perimeter = \(perimeter.rawValue)),
        exists (select from grid_readings where nature = 0 and perimeter = \(perimeter.rawValue)),
        (select min(at) from grid_readings where perimeter = \(perimeter.rawValue)),
        (select max(at) from grid_readings where perimeter = \(perimeter.rawValue))
      """
    ) { row in
      let (at, isMadeUp) = (try row.next(Instant?.self), try row.next(Bool.self))
      let (first, last) = (try row.next(Instant?.self), try row.next(Instant?.self))
      let known = first.flatMap { first in last.map { first...$0 } }
      return SeriesSource(updatedAt: at, isMadeUp: isMadeUp, known: known)
    }
    return found ?? SeriesSource(updatedAt: nil, isMadeUp: false, known: nil)
  }

  /// Short answers are made in memory, long ones are sent as they are read.
  func answer<Item: SeriesItem>(
    _ window: SeriesWindow, of source: SeriesSource, _ request: Request, _ pages: @escaping SeriesPages<Item>
  ) async throws -> Response {
    let isCSV = request.wantsCSV
    let body: @Sendable (AsyncStreamedBody.Write) async throws -> Void = { write in
      if isCSV {
        try await writeCSV(window, source, pages, write)
      } else {
        try await writeJSON(window, source, pages, write)
      }
    }
    let type = isCSV ? MediaType.csv : .json
    if window.most > 4_000 {
      return Response(.ok, .stream(AsyncStreamedBody(body)), type: type, cache: .revalidated)
        .tagged(source.tag(of: window, Item.columns, isCSV: isCSV)).header("Vary", "Accept")
    }
    let pieces = Pieces()
    try await body { await pieces.add($0) }
    let bytes = Bytes(await pieces.all)
    return Response(.ok, .bytes(bytes), type: type, cache: .revalidated).tagged(EntityTag(of: bytes))
      .header("Vary", "Accept")
  }

  private actor Pieces {
    var all: [UInt8] = []
    func add(_ piece: [UInt8]) { all += piece }
  }

  /// A page is made in about a millisecond: nobody waits longer for somebody else's long series.
  private static var pageLength: Int { 1_000 }

  private func forEachPart<Item: Sendable>(
    _ window: SeriesWindow, of source: SeriesSource, _ pages: SeriesPages<Item>, _ take: ([Item]) async throws -> Void
  ) async throws {
    guard let known = source.known else { return }
    var next = Instant?.some(max(window.span.lowerBound, known.lowerBound))
    while let from = next, from <= min(known.upperBound, window.span.upperBound) {
      let part = try await pages(from, Self.pageLength)
      try await take(part.items)
      next = part.rest
    }
  }

  /// All of a series that is known to be short.
  func all<Item: Sendable>(
    _ window: SeriesWindow, of source: SeriesSource, _ pages: SeriesPages<Item>
  ) async throws -> [Item] {
    var items: [Item] = []
    try await forEachPart(window, of: source, pages) { items += $0 }
    return items
  }

  private func writeCSV<Item: SeriesItem>(
    _ window: SeriesWindow, _ source: SeriesSource, _ pages: SeriesPages<Item>, _ write: AsyncStreamedBody.Write
  ) async throws {
    try await write(Array(CSVLine(Item.columns).text.utf8))
    try await forEachPart(window, of: source, pages) { items in
      let lines = items.filter(\.hasValue).map { CSVLine($0.cells).text }
      if !lines.isEmpty { try await write(Array(lines.joined().utf8)) }
    }
  }

  private func writeJSON<Item: SeriesItem>(
    _ window: SeriesWindow, _ source: SeriesSource, _ pages: SeriesPages<Item>, _ write: AsyncStreamedBody.Write
  ) async throws {
    try await write(head(window))
    var (isFirst, readings, gaps) = (true, 0, GapFinder(window))
    try await forEachPart(window, of: source, pages) { items in
      var json = JSONWriter(capacity: items.count * 100)
      json.array { json in
        for item in items {
          gaps.pass(item.at, hasValue: item.hasValue, isHalfHourly: item.isHalfHourly)
          readings += item.readings
          if item.hasValue { item.write(to: &json) }
        }
      }
      // Without the brackets, which belong to the whole.
      let piece = json.finish().array.dropFirst().dropLast()
      guard !piece.isEmpty else { return }
      try await write((isFirst ? [] : [UInt8(ascii: ",")]) + piece)
      isFirst = false
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
      json.write(source.name)
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
