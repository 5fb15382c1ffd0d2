import Accounts
import Charts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

/// GET /api/subscriptions/{id}/series, as the documentation shows it. All series have one resolution, which the one with the
/// most samples decides.
struct SubscriptionSeriesShape: Codable, Sendable {
  struct Item: Codable, Sendable {
    let deviceId: Device.ID
    let key: MetricKey
    let unit: String
    let type: MetricType
    let points: [SeriesPoint]
    let coverage: Double
  }

  let id: Subscription.ID
  let resolution: SeriesResolution
  let from: Instant
  let to: Instant
  let series: [Item]
}

extension TelemetryFeature {
  func showSubscriptionSeries(
    _ call: Call<SubscriptionPath, SeriesQuery, NoBody>, _ driver: Driver
  ) async throws -> Response {
    _ = try await nameOfSubscription(call.path.id, of: driver)
    let all = try await series(of: call.path.id, driver)
    let asked = try AskedWindow(call.query.from, call.query.to, in: try zone(of: all), at: clock.now)
    let window = try await window(asked, call.query.resolution, of: all.map(\.series), for: call.request)
    let readers = all.map { reader(of: $0.series, window, call.request) }
    let (id, now) = (call.path.id, clock.now)
    return try await answer(call.request, isLong: readers.count > 4 || !window.isShort) { isCSV, write in
      if isCSV {
        try await write(Array(CSVLine(["deviceId", "key"] + window.columns(of: nil)).text.utf8))
        for reader in readers { try await reader.writeLines(ofMany: true, write) }
      } else {
        try await write(SeriesText.head(id, window))
        for (place, reader) in readers.enumerated() {
          try await write((place == 0 ? [] : [UInt8(ascii: ",")]) + SeriesText.head(reader.series))
          try await write(SeriesText.tail(reader.writePoints(at: now, write)))
        }
        try await write(Array("]}".utf8))
      }
    }
  }

  /// Days are those of the first site.
  private func zone(of all: [(series: Series, zone: String)]) throws -> Zone {
    try Zone.ofSite(all.first?.zone ?? "Europe/Paris")
  }

  /// A picture has one unit: the one that most of the series have.
  func drawSubscription(
    _ call: Call<SubscriptionPath, SeriesPicture, NoBody>, _ driver: Driver, _ format: PictureFormat
  ) async throws -> Response {
    let picture = try call.query.picture()
    let name = try await nameOfSubscription(call.path.id, of: driver)
    let all = try await series(of: call.path.id, driver)
    let unit = Self.pictured(all.map(\.series.unit))
    let shown = all.map(\.series).filter { $0.unit == unit }.prefix(12)
    let window = try await window(call.query, in: try zone(of: all), of: Array(shown), for: call.request)
    var drawn: [Drawn] = []
    for one in shown { drawn.append(try await self.drawn(one, window, for: call.request)) }
    return try await draw(drawn, "\(name) (\(unit))", unit, window, picture, format, call.request)
  }

  static func pictured(_ units: [String]) -> String {
    let counted = Dictionary(units.map { ($0, 1) }, uniquingKeysWith: +)
    return counted.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
  }
}

extension SeriesText {
  fileprivate static func head(_ id: Subscription.ID, _ window: SeriesWindow) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.name("id")
      json.write(id)
      json.name("resolution")
      json.write(window.resolution.rawValue)
      json.name("from")
      json.write(window.span.lowerBound)
      json.name("to")
      json.write(window.span.upperBound)
    }
    return json.finish().array.dropLast() + Array(",\"series\":[".utf8)
  }
}
