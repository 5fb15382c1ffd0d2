import Postgres
import Runtime

extension HomesFeature {
  private static let batch = 5000

  /// Curves are kept for 24 months, days for 36, calls for a day. Any number of instances may do it.
  func purge() async throws {
    let today = Paris.zone.local(clock.now).day
    let (curves, days) = (today.yearsAgo(2), today.yearsAgo(3))
    while try await database.execute(
      """
      delete from curve_days where ctid = any(array(
        select ctid from curve_days where day < \(curves) limit \(Self.batch) for update skip locked))
      """) == Self.batch
    {}
    while try await database.execute(
      """
      delete from day_readings where ctid = any(array(
        select ctid from day_readings where day < \(days) limit \(Self.batch) for update skip locked))
      """) == Self.batch
    {}
    try await database.execute(
      "delete from home_gaps where day < case when kind = 'curve' then \(curves) else \(days) end")
    try await database.execute("delete from enedis_calls where at < \(clock.now - .seconds(86_400))")
    try await database.execute("delete from enedis_pauses where until < \(clock.now)")
  }
}

extension CivilDay {
  func yearsAgo(_ years: Int) -> CivilDay {
    let length = CivilDay.length(ofMonth: month, year: year - years)
    return CivilDay(year: year - years, month: month, day: min(day, length))
  }
}
