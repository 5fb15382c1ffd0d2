import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/homes/{id}/agreement: what a box read beside what the grid's operator certified, day by day.
struct Agreement: Codable, Sendable {
  let unit: String
  let resolution: String
  let from: Instant
  let to: Instant
  /// Of the half-hours of these days, the share that was read on the spot.
  let coverage: Double
  let items: [AgreementDay]
}

struct AgreementDay: Codable, Sendable {
  let day: String
  let direction: Direction
  let verdict: Verdict
  let source: LocalSource
  let localWh: Int?
  /// Of the whole day.
  let certifiedWh: Int?
  /// How far apart the day's sums may be: a share of `certifiedWh`, or so many Wh.
  let thresholdWh: Int?
  /// On a day that was read with gaps: what the operator's curve has for the half-hours that were read, which `localWh` is
  /// held against; null where whole days are compared.
  let comparedWh: Int?
  let coverage: Double
  /// Half-hours that are farther apart than they should be: listed, not judged.
  let halfHours: [ApartHalfHour]
  /// The points of the operator's own curve that the meter told on its wire, which must be the same to 1 W; null
  /// without any.
  let meterCurve: MeterCurve?
}

struct ApartHalfHour: Codable, Sendable {
  let startsAt: Instant
  let localWh: Int
  let certifiedWh: Int
  let thresholdWh: Int
}

struct MeterCurve: Codable, Sendable {
  let compared: Int
  let differing: Int
}

extension HomesFeature {
  func showAgreement(_ call: Call<HomePath, DaysQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let home = try await home(call.path.id, of: driver, in: database)
    let window = try DayWindow(call.query.from, call.query.to, back: 30, at: clock.now)
    let agreement = try await agreement(of: home.id, window)
    if call.request.wantsCSV { return agreement.csv }
    return try .json(agreement).header("Vary", "Accept")
  }

  /// Up to yesterday: today is not over.
  func agreement(of home: Home.ID, _ window: DayWindow) async throws -> Agreement {
    let today = Paris.zone.local(clock.now).day
    let days = min(window.kept.lowerBound, today)..<min(window.kept.upperBound, today)
    let figures = days.isEmpty ? [] : try await figures(of: home, days, in: database)
    try await judge(figures, of: home, in: database)
    let apart = days.isEmpty ? [:] : try await halfHoursApart(home, days)
    let curves = days.isEmpty ? [:] : try await meterCurves(home, days)
    let items = figures.map { day -> AgreementDay in
      let key = DayKey(day: day.day, direction: day.direction)
      return AgreementDay(
        day: day.day.text, direction: day.direction, verdict: day.verdict(today: today), source: day.source,
        localWh: day.localWh, certifiedWh: day.certifiedWh, thresholdWh: day.allowedWh,
        comparedWh: day.comparedWh, coverage: day.coverage,
        halfHours: apart[key] ?? [], meterCurve: curves[key])
    }
    let (read, expected) = figures.reduce((0, 0)) { ($0.0 + $1.read, $0.1 + $1.expected) }
    return Agreement(
      unit: "Wh", resolution: "P1D", from: window.span.lowerBound, to: window.span.upperBound,
      coverage: expected == 0 ? 0 : Double(read) / Double(expected), items: items)
  }

  private struct DayKey: Hashable {
    let day: CivilDay
    let direction: Direction
  }

  private func halfHoursApart(_ home: Home.ID, _ days: Range<CivilDay>) async throws -> [DayKey: [ApartHalfHour]] {
    let limits = try await threshold(in: database)
    let found = try await database.query(
      """
      select o.day, o.direction, (p.i - 1)::integer, p.ours / 2, p.theirs / 2,
        greatest(p.theirs * \(limits.halfHourPermille) / 2000, \(limits.halfHourWh))
      from curve_days o join curve_days c on c.home_id = o.home_id and c.direction = o.direction and c.day = o.day
          and c.quality = 'certified' and c.step = 30
        cross join lateral unnest(o.watts, c.watts) with ordinality as p(ours, theirs, i)
      where o.home_id = \(home) and o.quality = 'local' and o.step = 30 and o.day >= \(days.lowerBound)
        and o.day < \(days.upperBound)
        and abs(p.ours - p.theirs) > greatest(p.theirs * \(limits.halfHourPermille) / 1000, 2 * \(limits.halfHourWh))
      order by o.day, o.direction, p.i limit 5000
      """
    ) { row in
      let key = DayKey(day: try row.next(), direction: try row.word())
      let start = key.day.span.lowerBound + .seconds(1800 * (try row.next(Int.self)))
      let halfHour = ApartHalfHour(
        startsAt: start, localWh: try row.next(), certifiedWh: try row.next(), thresholdWh: try row.next())
      return (key: key, halfHour: halfHour)
    }
    return Dictionary(grouping: found, by: \.key).mapValues { $0.map(\.halfHour) }
  }

  private func meterCurves(_ home: Home.ID, _ days: Range<CivilDay>) async throws -> [DayKey: MeterCurve] {
    let span = days.lowerBound.span.lowerBound..<days.upperBound.span.lowerBound
    let found = try await database.query(
      """
      select c.day, c.direction, count(*), count(*) filter (where abs(r.value - c.watts) > 1)
      from home_curve c join boxes b on b.home_id = c.home_id
        join box_rows r on r.box_id = b.id and r.at = c.ends_at
          and r.kind = case c.direction when 'drawn' then 'curveDrawn' else 'curveInjected' end
      where c.home_id = \(home) and c.quality = 'certified' and c.day >= \(days.lowerBound) and c.day < \(days.upperBound)
        and r.at > \(span.lowerBound) and r.at <= \(span.upperBound)
      group by c.day, c.direction
      """
    ) { row in
      let key = DayKey(day: try row.next(), direction: try row.word())
      return (key, MeterCurve(compared: try row.next(), differing: try row.next()))
    }
    return Dictionary(uniqueKeysWithValues: found)
  }
}

extension Agreement {
  fileprivate var csv: Response {
    let head = CSVLine([
      "day", "direction", "verdict", "source", "localWh", "certifiedWh", "thresholdWh", "coverage", "comparedWh",
    ])
    let lines = items.map { item in
      CSVLine([
        item.day, item.direction.rawValue, item.verdict.rawValue, item.source.rawValue, item.localWh.cell,
        item.certifiedWh.cell, item.thresholdWh.cell, "\(item.coverage)", item.comparedWh.cell,
      ])
    }
    let text = ([head] + lines).map(\.text).joined()
    return Response(.ok, .bytes(Bytes(text)), type: .csv).header("Vary", "Accept")
  }
}

extension Int? {
  fileprivate var cell: String { map { "\($0)" } ?? "" }
}
