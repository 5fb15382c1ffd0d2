import HTTP
import Postgres
import Runtime

/// A half-hour of a charge: its energy, what the home had to spare then, and how the grid was.
private struct ChargeSlice: Sendable {
  let charge: Identifier<BookedCharge>
  let player: Player.ID
  let startedAt: Instant
  let start: Instant
  let wh: Int
  let surplusWh: Int
  let isGreen: Bool
  let isTense: Bool
  /// Whether the grid's readings of the time are there.
  let isKnown: Bool
  let isOld: Bool

  init(_ row: inout Row) throws {
    (charge, player, startedAt, start) = (try row.next(), try row.next(), try row.next(), try row.next())
    (wh, surplusWh) = (try row.next(), try row.next())
    (isGreen, isTense, isKnown, isOld) = (try row.next(), try row.next(), try row.next(), try row.next())
  }

  func sunWh(_ peaks: [PeakHours]) -> Int { isPeak(peaks) ? 0 : isGreen ? wh : min(wh, surplusWh) }

  func isPeak(_ peaks: [PeakHours]) -> Bool {
    isTense && peaks.contains { $0.contains(France.zone.local(start).second) }
  }
}

/// Charges of the car that followed the sun, or did not.
extension CommunityFeature {
  /// What is final is reckoned no more: the grid's limits move on from year to year.
  func chargesDue(_ season: Season, at now: Instant, in transaction: Transaction) async throws -> [DuePoints] {
    let slices = try await slices(season, at: now, in: transaction)
    let peaks = season.rules.peaks
    return try Dictionary(grouping: slices, by: \.charge).sorted { $0.key < $1.key }.compactMap { charge, slices in
      guard let first = slices.first else { return nil }
      let inputs = BookedCharge(
        wh: slices.reduce(0) { $0 + $1.wh }, sunWh: slices.reduce(0) { $0 + $1.sunWh(peaks) },
        peakWh: slices.filter { $0.isPeak(peaks) }.reduce(0) { $0 + $1.wh })
      return try DuePoints(
        first.player, .booking, key: "charge:\(charge)", earnedAt: first.startedAt,
        isFinal: slices.allSatisfy { $0.isKnown } || first.isOld, inputs)
    }
  }

  /// A charge draws evenly as far as its half-hours go. A day is tense where Tempo is red, or the load among a year's highest
  /// twentieth; a half-hour is green in the lowest fifth of a year's carbon.
  private func slices(_ season: Season, at now: Instant, in transaction: Transaction) async throws -> [ChargeSlice] {
    let zone = France.zone
    let span = zone.start(of: season.first)..<zone.start(of: season.last.adding(1))
    return try await transaction.query(
      """
      with due as (
        select c.id, pl.id as player_id, pl.home_id, c.started_at, c.ends_at, round(c.energy_kwh * 1000) as wh
        from charges c join community_players pl on pl.account_id = c.account_id
        where c.started_at >= \(span.lowerBound) and c.started_at < \(span.upperBound) and c.ends_at <= \(now)
          and c.started_at >= pl.joined_at and c.ends_at > c.started_at
          and not exists (
            select from community_points p where p.season_id = \(season.id) and p.player_id = pl.id and p.rule = 'booking'
              and p.key = 'charge:' || c.id and p.state in ('final', 'revoked'))
      ), slices as (
        select d.*, half.at, greatest(half.at, d.started_at) as begins,
          extract(epoch from least(half.at + interval '30 minutes', d.ends_at) - greatest(half.at, d.started_at)) as seconds
        from due d cross join lateral generate_series(
          date_bin('30 minutes', d.started_at, '2000-01-01 00:00:00+00'), d.ends_at - interval '1 microsecond',
          interval '30 minutes') as half (at)
      )
      select s.id, s.player_id, s.started_at, s.begins,
        round(s.wh * s.seconds / extract(epoch from s.ends_at - s.started_at))::bigint,
        coalesce(round(sun.watts * s.seconds / 3600), 0)::bigint,
        coalesce(grid.rate <= l.rates[1], false),
        coalesce(t.colour = 'red', false) or coalesce(grid.load >= l.loads[2], false),
        grid.rate is not null, s.ends_at <= \(now - .seconds(3 * 86_400))
      from slices s left join grid_levels l on true
        left join lateral (
          select avg(grams) as rate, avg(consumption) as load from grid_readings
          where perimeter = 'france' and nature > 0 and is_half_hour and at = s.at
        ) as grid on true
        left join grid_tempo t on t.day = ((s.at - interval '6 hours') at time zone 'Europe/Paris')::date
        left join lateral (
          select watts from home_curve h
          where h.home_id = s.home_id and h.direction = 'injected' and h.quality in ('certified', 'local')
            and h.day = (s.at at time zone 'Europe/Paris')::date and h.starts_at <= s.at and h.ends_at > s.at
            and community_may_use(s.home_id, \(now))
          order by h.quality limit 1
        ) as sun on true
      order by s.id, s.at
      """
    ) { try ChargeSlice(&$0) }
  }
}
