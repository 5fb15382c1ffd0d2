import Postgres
import Runtime

extension HomesFeature {
  /// Puts verdicts down. One that was given before keeps its threshold, whatever the figures have become.
  func judge(_ figures: [DayFigures], of home: Home.ID, in database: some Querying) async throws {
    let today = Paris.zone.local(clock.now).day
    let judged = figures.filter { [.agreed, .diverging].contains($0.verdict(today: today)) }
    guard !judged.isEmpty else { return }
    try await database.execute(
      """
      insert into home_agreements as a (home_id, direction, day, verdict, source, local_wh, certified_wh, threshold_wh,
        threshold_id, coverage, judged_at)
      select \(home), j.direction, j.day, j.verdict, j.source, j.local_wh, j.certified_wh, j.threshold_wh, j.threshold_id,
        j.coverage, \(clock.now)
      from unnest(\(judged.map(\.direction.rawValue)), \(judged.map(\.day)),
        \(judged.map { $0.verdict(today: today).rawValue }), \(judged.map(\.source.rawValue)),
        \(judged.map { $0.localWh ?? 0 }), \(judged.map { $0.certifiedWh ?? 0 }), \(judged.map { $0.allowedWh ?? 0 }),
        \(judged.map(\.threshold.id)), \(judged.map(\.coverage)))
        as j(direction, day, verdict, source, local_wh, certified_wh, threshold_wh, threshold_id, coverage)
      on conflict (home_id, direction, day) do update set verdict = excluded.verdict, local_wh = excluded.local_wh,
        certified_wh = excluded.certified_wh, threshold_wh = excluded.threshold_wh, coverage = excluded.coverage,
        judged_at = excluded.judged_at
      where (a.verdict, a.local_wh, a.certified_wh, a.coverage)
        is distinct from (excluded.verdict, excluded.local_wh, excluded.certified_wh, excluded.coverage)
      """)
  }

  /// How far back days may still get their figures.
  private static let lookBack = 35

  /// The last weeks of all homes that have a box, also of those that nobody looks at.
  func judgeWhatIsNew() async throws {
    let today = Paris.zone.local(clock.now).day
    var last = Home.ID(high: 0, low: 0)
    while true {
      let homes = try await database.query(
        """
        select distinct home_id from curve_days
        where quality = 'local' and home_id > \(last) and day >= \(today.adding(-Self.lookBack)) order by 1 limit 200
        """
      ) { try $0.next(Home.ID.self) }
      for home in homes {
        let figures = try await figures(of: home, today.adding(-Self.lookBack)..<today, in: database)
        try await judge(figures, of: home, in: database)
      }
      guard let end = homes.last, homes.count == 200 else { return }
      last = end
    }
  }

  /// The same lengths as of readings: 24 months of half-hours, 36 of days.
  func purgeAgreements() async throws {
    let today = Paris.zone.local(clock.now).day
    try await database.execute("delete from production_days where day < \(today.yearsAgo(2))")
    try await database.execute("delete from home_agreements where day < \(today.yearsAgo(3))")
  }
}
