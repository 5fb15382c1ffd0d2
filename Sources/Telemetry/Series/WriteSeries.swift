import HTTP
import Runtime
import Sites

/// The parts of a series in JSON, around its points.
enum SeriesText {
  static func head(_ series: Series, _ window: SeriesWindow) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      name(series, into: &json)
      json.name("resolution")
      json.write(window.resolution.rawValue)
      json.name("from")
      json.write(window.span.lowerBound)
      json.name("to")
      json.write(window.span.upperBound)
    }
    return json.finish().array.dropLast() + Array(",\"points\":[".utf8)
  }

  /// One of many.
  static func head(_ series: Series) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in name(series, into: &json) }
    return json.finish().array.dropLast() + Array(",\"points\":[".utf8)
  }

  static func tail(_ coverage: Double) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.name("coverage")
      json.write(coverage)
    }
    return Array("],".utf8) + json.finish().array.dropFirst()
  }

  private static func name(_ series: Series, into json: inout JSONWriter) {
    json.name("deviceId")
    json.write(series.device)
    json.name("key")
    json.write(series.key.rawValue)
    json.name("unit")
    json.write(series.unit)
    json.name("type")
    json.write(series.type.rawValue)
  }
}

extension SeriesReader {
  /// Writes the points with commas between them, and says what part of the window they cover.
  func writePoints(at now: Instant, _ write: AsyncStreamedBody.Write) async throws -> Double {
    var isFirst = true
    var coverage = Coverage(of: window, period: series.period, at: now)
    try await read { points in
      for point in points { coverage.add(point) }
      if points.isEmpty { return }
      var json = JSONWriter(capacity: points.count * 60)
      json.array { json in for point in points { point.write(to: &json) } }
      try await write((isFirst ? [] : [UInt8(ascii: ",")]) + json.finish().array.dropFirst().dropLast())
      isFirst = false
    }
    return coverage.part
  }

  /// Lines of a file for people, by the clock on the wall; of many series each line says whose it is.
  func writeLines(ofMany: Bool, _ write: AsyncStreamedBody.Write) async throws {
    let whose = ofMany ? [series.device.description, series.key.rawValue] : []
    try await read { points in
      let lines = points.map { CSVLine(whose + $0.cells(of: ofMany ? nil : series, in: window.zone)).text }
      try await write(Array(lines.joined().utf8))
    }
  }
}

extension SeriesWindow {
  func columns(of series: Series?) -> [String] {
    if resolution == .raw { return ["at", "value"] }
    let isCounter = series.map(\.isCounter) ?? true
    return ["at", "min", "mean", "max", "last", "count"] + (isCounter ? ["delta", "resets"] : [])
  }
}

extension SeriesPoint {
  /// As many as `SeriesWindow.columns` names: among those of many series a level leaves its growth empty.
  fileprivate func cells(of series: Series?, in zone: Zone) -> [String] {
    let time = at.text(in: zone)
    switch self {
    case .measured(let point): return [time, point.value.text]
    case .rolled(let point):
      let isCounter = series.map(\.isCounter) ?? true
      let growth = isCounter ? [point.delta?.text ?? "", point.resets.map(String.init) ?? ""] : []
      return [time, point.min.text, point.mean.text, point.max.text, point.last.text, "\(point.count)"] + growth
    }
  }
}

extension Double {
  /// 90 and not 90.0.
  var text: String {
    if let whole = Int(exactly: self), whole.magnitude < 1 << 53 { return "\(whole)" }
    return description
  }
}

extension Instant {
  /// `2025-01-01T06:00:00+01:00`, by the clock on the wall and with its offset.
  func text(in zone: Zone) -> String {
    let offset = zone.offset(at: self)
    let shifted = (self + .seconds(offset)).description.dropLast()
    let minutes = offset.magnitude / 60
    func two(_ number: UInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(shifted)\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
  }
}
