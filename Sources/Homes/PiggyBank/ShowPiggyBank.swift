import Accounts
import Charts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/homes/{id}/piggy-bank.
struct PiggyQuery: Decodable, Sendable {
  let period: PiggyPeriod?
  let from: WallMoment?
  let to: WallMoment?
}

struct PiggyChartQuery: Decodable, Sendable {
  let period: PiggyPeriod?
  let from: WallMoment?
  let to: WallMoment?
  let width: Int?
  let height: Int?
  let scale: Int?
  let theme: Theme?

  func picture() throws -> Picture { try Picture(width: width, height: height, scale: scale, theme: theme) }
}

extension HomesFeature {
  func showPiggyBank(_ call: Call<HomePath, PiggyQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let bank = try await piggyBank(call.path.id, call.query, driver)
    if call.request.wantsCSV { return bank.csv }
    return try .json(bank).header("Vary", "Accept")
  }

  func piggyBank(_ id: Home.ID, _ query: PiggyQuery, _ driver: Driver) async throws -> PiggyBank {
    let home = try await home(id, of: driver, in: database)
    let period = query.period ?? .day
    let window = try DayWindow(query.from, query.to, back: period.back, at: clock.now)
    return PiggyBank(try await piggyDays(of: home.id, window.kept), period, window)
  }

  /// Of each day and direction the best figure there is: certified by the day or by its curve, read on the spot,
  /// brought by hand.
  private func piggyDays(of home: Home.ID, _ days: Range<CivilDay>) async throws -> [PiggyDay] {
    try await database.query(
      """
      with figures as (
        select direction, day, wh, case quality when 'certified' then 0 else 3 end as rank from home_days
        where home_id = \(home) and day >= \(days.lowerBound) and day < \(days.upperBound) and quality <> 'local'
        union all
        select c.direction, c.day, sum(coalesce(w, 0) * c.step::bigint) / 60,
          case c.quality when 'certified' then 1 else 2 end
        from curve_days c cross join lateral unnest(c.watts) as w
        where c.home_id = \(home) and c.day >= \(days.lowerBound) and c.day < \(days.upperBound)
          and c.quality in ('certified', 'local')
        group by c.direction, c.day, c.quality
        having sum(c.step) filter (where w is not null) * 60 >= case c.quality when 'certified' then 1 else 0.9 end
          * (extract(epoch from (c.day + 1)::timestamp at time zone 'Europe/Paris')
            - extract(epoch from c.day::timestamp at time zone 'Europe/Paris'))
      ), best as (
        select distinct on (direction, day) direction, day, wh, rank from figures order by direction, day, rank
      )
      select i.day, i.wh::bigint, d.wh::bigint, greatest(i.rank, d.rank) <= 1
      from best i join best d on d.day = i.day and d.direction = 'drawn'
      where i.direction = 'injected' order by i.day
      """
    ) { row in
      PiggyDay(day: try row.next(), injectedWh: try row.next(), drawnWh: try row.next(), isCertified: try row.next())
    }
  }
}

extension PiggyBank {
  fileprivate var csv: Response {
    let head = CSVLine([period.rawValue, "injectedWh", "drawnWh", "wh", "closed"])
    let lines = items.map { item in
      CSVLine([
        item.day ?? item.month ?? item.year ?? "", "\(item.injectedWh)", "\(item.drawnWh)", "\(item.wh)",
        "\(item.closed)",
      ])
    }
    let text = ([head] + lines).map(\.text).joined()
    return Response(.ok, .bytes(Bytes(text)), type: .csv).header("Vary", "Accept")
  }
}
