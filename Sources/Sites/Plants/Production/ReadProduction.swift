import Accounts
import Charts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/plants/{id}/production: the latest first.
struct ProductionQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let cursor: Cursor<Production>?
  let limit: PageLimit?
}

extension SitesFeature {
  func listProduction(_ call: Call<PlantPath, ProductionQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let held = try await visible(call.path.id, for: driver)
    let limit = call.query.limit?.count ?? 50
    var condition: SQL = "true"
    if let from = try call.query.from?.resolved(in: held.zone, "?from") {
      condition = "\(sql: condition) and upper(e.during) > \(from)"
    }
    if let to = try call.query.to?.resolved(in: held.zone, "?to") {
      condition = "\(sql: condition) and lower(e.during) < \(to)"
    }
    if call.request.wantsCSV {
      return lines(try await production(of: held.id, where: condition, limit: Self.mostLines), in: held.zone)
    }
    if let last = call.query.cursor?.id {
      condition = """
        \(sql: condition) and (lower(e.during), e.id) < (
          select lower(c.during), c.id from plant_production c where c.id = \(last) and c.plant_id = \(held.id))
        """
    }
    let found = try await production(of: held.id, where: condition, limit: limit + 1)
    return try Page(found, limit: limit, at: "/api/plants/\(held.id)/production", call.request) {
      Cursor(id: $0.id)
    }.response().header("Vary", "Accept")
  }

  private static let mostLines = 100_000

  /// All of the window as a file, in the order of the list.
  private func lines(_ all: [Production], in zone: Zone) -> Response {
    let rows = all.map { CSVLine([$0.from.text(in: zone), $0.to.text(in: zone), "\($0.wh)"]).text }
    let bytes = Bytes(([CSVLine(["from", "to", "wh"]).text] + rows).joined())
    return Response(.ok, .bytes(bytes), type: .csv).header("Vary", "Accept")
  }

  func showProduction(_ call: Call<ProductionPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    _ = try await plant(call.path.id, for: driver, in: database)
    let found = try await production(of: call.path.id, where: "e.id = \(call.path.productionId)", limit: 1)
    guard let one = found.first else { throw Problem(.notFound) }
    return try .json(one)
  }

  private func production(of plant: Plant.ID, where condition: SQL, limit: Int) async throws -> [Production] {
    try await database.query(
      """
      select \(sql: Production.columns) from plant_production e
      where e.plant_id = \(plant) and \(sql: condition) order by lower(e.during) desc, e.id desc limit \(limit)
      """
    ) { try Production(&$0) }
  }

  /// GET …/chart.svg and .png: a bar for each time, as high as its mean power.
  func drawProduction(
    _ call: Call<PlantPath, LevelChartQuery, NoBody>, _ format: PictureFormat, _ driver: Driver
  ) async throws -> Response {
    let picture = try call.query.picture()
    let held = try await visible(call.path.id, for: driver)
    let span = try LevelsWindow.span(call.query.from, call.query.to, in: held.zone, now: clock.now)
    let drawn = span.lowerBound..<max(span.upperBound, span.lowerBound + .seconds(60))
    let found = try await production(of: held.id, where: "e.during && \(drawn)", limit: 2000)
    let steps = found.reversed().map { one in
      Step(
        one.from.clamped(to: drawn)..<one.to.clamped(to: drawn), Double(one.wh) / (one.to - one.from).inSeconds * 3.6)
    }
    let name = held.before.plant.name
    let sum = found.reduce(0) { $0 + $1.wh }
    let words = Text(fr: "Production de \(name)", en: "Production of \(name)")(in: call.request.language)
    var chart = Chart(
      title: words,
      description: Text(fr: "\(sum) Wh déclarés.", en: "\(sum) Wh declared.")(in: call.request.language),
      time: TimeAxis(drawn, zone: held.zone), values: ValueAxis(unit: "kW", around: steps.map(\.value)),
      marks: [.bars(steps, .solar)])
    chart.legend = [LegendEntry(words, .solar)]
    var response = try await chart.drawn(format, picture, for: call.request)
    response.headers.set("Cache-Control", CachePolicy.personal.text)
    return response
  }
}

extension Instant {
  fileprivate func clamped(to span: Range<Instant>) -> Instant { min(max(self, span.lowerBound), span.upperBound) }
}
