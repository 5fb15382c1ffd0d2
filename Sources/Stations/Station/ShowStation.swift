import HTTP
import Postgres
import Runtime
import Secrets

/// GET /api/stations/{id}: a station with its points, as everybody sees it.
struct StationPath: Decodable, Sendable {
  let id: Station.ID
}

extension StationsFeature {
  func showStation(_ call: Call<StationPath, Nothing, NoBody>, _: Void) async throws -> Response {
    let now = clock.now
    var (station, width) = (Station?.none, 0)
    var points: [PointView] = []
    _ = try await database.read(
      """
      select s.*, p.id is not null, \(sql: ChargePoint.columns), t.condition, t.occupancy, t.at,
        b.state, b.since, b.until, n.number
      from (select \(sql: Station.columns) from \(sql: Station.source) where s.id = \(call.path.id)) as s
        left join lateral (\(sql: PointNumber.numbers(of: "s.id"))) n on true
        left join charge_points p on p.id = n.id
        left join terms on terms.id = p.terms_id
        left join point_status t on t.point_id = p.id
        left join lateral (\(sql: PointView.CurrentReservation.current(at: now))) b on true
      order by n.number
      """
    ) { row in
      // The station's columns are the same in every row.
      if station == nil { station = try Station(&row) } else { row.skip(width) }
      width = row.columnsRead
      guard try row.next(Bool.self) else { return }
      points.append(
        PointView(
          try ChargePoint(&row), try PointStatus.Report(&row), try PointView.CurrentReservation(&row), try row.next(),
          at: now, in: station?.timeZone ?? ""))
    }
    guard let station else { throw Problem(.notFound) }
    if let day = station.withdrawnAt { throw Problem.withdrawn(day) }
    var json = JSONWriter(capacity: 1024 + points.count * 512)
    StationView(station: station, summary: StationSummary(points), now: now).write(into: &json, points: points)
    let body = json.finish()
    // Status and hours change without a version: the content itself is what is compared.
    let tag = EntityTag(Base64.url.encode(Array(Digest.sha256(body.array).prefix(12))))
    return Response(.ok, .bytes(body), type: .json, cache: .revalidated).tagged(tag)
  }
}

extension Problem {
  fileprivate static func withdrawn(_ instant: Instant) -> Problem {
    let day = instant.description.prefix(10)
    return Problem(
      .notFound,
      Text(
        fr: "Cette station a été retirée le \(day) : elle n'est plus proposée.",
        en: "This station was withdrawn on \(day): it is no longer offered."))
  }
}
