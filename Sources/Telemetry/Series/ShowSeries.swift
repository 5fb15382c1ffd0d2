import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

/// GET /api/devices/{id}/metrics/{key}/series, as the documentation shows it.
struct SeriesShape: Codable, Sendable {
  let deviceId: Device.ID
  let key: MetricKey
  let unit: String
  let type: MetricType
  let resolution: SeriesResolution
  let from: Instant
  let to: Instant
  let points: [SeriesPoint]
  /// The samples there are, as a part of those that were to be expected.
  let coverage: Double
}

extension TelemetryFeature {
  func showSeries(_ call: Call<MetricPath, SeriesQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let (series, zone) = try await series(call.path, of: driver)
    let asked = try AskedWindow(call.query.from, call.query.to, in: zone, at: clock.now)
    let window = try await window(asked, call.query.resolution, of: [series], for: call.request)
    let reader = reader(of: series, window, call.request)
    let now = clock.now
    return try await answer(call.request, isLong: !window.isShort) { isCSV, write in
      if isCSV {
        try await write(Array(CSVLine(window.columns(of: series)).text.utf8))
        try await reader.writeLines(ofMany: false, write)
      } else {
        try await write(SeriesText.head(series, window))
        let coverage = try await reader.writePoints(at: now, write)
        try await write(SeriesText.tail(coverage))
      }
    }
  }

  func series(_ path: MetricPath, of driver: Driver) async throws -> (Series, Zone) {
    let found = try await database.readFirst(
      """
      select s.time_zone, m.id, m.device_id, m.key, m.period_seconds, m.precision
      from device_metrics m join devices d on d.id = m.device_id join sites s on s.id = d.site_id
        \(sql: SiteAccess.join(driver, site: "d.site_id"))
      where m.device_id = \(path.id) and m.key = \(path.key.rawValue)
      """
    ) { row in (zone: try Zone.ofSite(row.next()), series: try Series(&row)) }
    guard let found else { throw Problem(.notFound) }
    return (found.series, found.zone)
  }

  typealias WriteAnswer = @Sendable (_ isCSV: Bool, _ write: AsyncStreamedBody.Write) async throws -> Void

  func reader(of series: Series, _ window: SeriesWindow, _ request: Request) -> SeriesReader {
    SeriesReader(series: series, window: window, history: history, database: database, party: request.party)
  }

  /// Short answers are made in memory, so that an error is one; long ones are sent as they are read.
  func answer(_ request: Request, isLong: Bool, _ produce: @escaping WriteAnswer) async throws -> Response {
    let isCSV = request.preferredType == "text/csv"
    let type = isCSV ? MediaType.csv : .json
    let body = AsyncStreamedBody { write in try await produce(isCSV, write) }
    if isLong { return Response(.ok, .stream(body), type: type).header("Vary", "Accept") }
    let pieces = Pieces()
    try await body.produce { await pieces.add($0) }
    return Response(.ok, .bytes(Bytes(await pieces.all)), type: type).header("Vary", "Accept")
  }

  private actor Pieces {
    var all: [UInt8] = []
    func add(_ piece: [UInt8]) { all += piece }
  }
}

extension Zone {
  /// The machine's database may lack what a site was made with.
  static func ofSite(_ name: String) throws -> Zone {
    guard let zone = Zone.named(name) ?? Zone.named("Europe/Paris") else { throw Problem(.internal) }
    return zone
  }
}
