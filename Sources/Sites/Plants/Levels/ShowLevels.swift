import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/plants/{id}/levels: short answers are made in memory, long ones are sent as they are read.
extension SitesFeature {
  func showLevels(_ call: Call<PlantPath, LevelsQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let held = try await visible(call.path.id, for: driver)
    try held.requireReserve()
    let window = try await levelsWindow(of: held, call.query.from, call.query.to, call.query.resolution?.wanted)
    let isCSV = call.request.wantsCSV
    let body: @Sendable (AsyncStreamedBody.Write) async throws -> Void = { write in
      if isCSV {
        try await writeCSV(window, write)
      } else {
        try await writeJSON(window, write)
      }
    }
    let type = isCSV ? MediaType.csv : .json
    if window.most > 4000 {
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

  private func writeCSV(_ window: LevelsWindow, _ write: AsyncStreamedBody.Write) async throws {
    try await write(Array(CSVLine(LevelItem.columns).text.utf8))
    try await readLevels(window) { items in
      let lines = items.map { CSVLine($0.cells(in: window.zone)).text }
      if !lines.isEmpty { try await write(Array(lines.joined().utf8)) }
    }
  }

  private func writeJSON(_ window: LevelsWindow, _ write: AsyncStreamedBody.Write) async throws {
    try await write(head(window, try await capacities(window)))
    var isFirst = true
    try await readLevels(window) { items in
      guard !items.isEmpty else { return }
      var json = JSONWriter(capacity: items.count * 110)
      json.array { json in for item in items { item.write(to: &json) } }
      // Without the brackets, which belong to the whole.
      try await write((isFirst ? [] : [UInt8(ascii: ",")]) + json.finish().array.dropFirst().dropLast())
      isFirst = false
    }
    try await write(Array("]}".utf8))
  }

  private func head(_ window: LevelsWindow, _ capacities: [CapacityStep]) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.name("from")
      json.write(window.span.lowerBound)
      json.name("to")
      json.write(window.span.upperBound)
      json.name("unit")
      json.write("Wh")
      json.name("resolution")
      json.write(window.resolution.rawValue)
      json.name("coverage")
      json.write(window.coverage)
      json.name("capacities")
      json.array { json in for step in capacities { step.write(to: &json) } }
    }
    return json.finish().array.dropLast() + Array(",\"items\":[".utf8)
  }
}

extension CapacityStep {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.name("at")
      json.write(at)
      json.name("wh")
      json.write(wh)
    }
  }
}

extension Instant {
  /// `2025-01-01T06:00:00+01:00`, by the clock on the wall and with its offset.
  func text(in zone: Zone) -> String {
    let offset = zone.offset(at: self)
    let shifted = Instant(microseconds: microseconds + Int64(offset) * 1_000_000).description.dropLast()
    let minutes = offset.magnitude / 60
    func two(_ number: UInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(shifted)\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
  }
}
