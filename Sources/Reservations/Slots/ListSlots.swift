import Accounts
import HTTP
import Postgres
import Runtime
package import Stations

/// GET /api/points/{id}/slots: today's half-hours by the station's clock, or those of up to 31 days.
struct ListSlots: Decodable, Sendable {
  let from: Instant?
  let to: Instant?

  /// From midnight to midnight where the point stands, unless something else was asked for.
  func span(at now: Instant, zone: Zone) throws -> Range<Instant> {
    let start = from ?? HalfHours.day(of: to.map { $0 - .seconds(1) } ?? now, zone: zone).lowerBound
    let end = to ?? HalfHours.day(of: start, zone: zone).upperBound
    guard start < end, end - start <= .seconds(31 * 86_400 + 3600) else {
      let fault = FieldFault(
        "bad-span", fr: "La fin vient après le début, 31 jours plus tard au plus.",
        en: "The end comes after the beginning, 31 days later at the most.")
      throw Problem(.validation, faults: [Problem.Fault("?to", fault)])
    }
    return start..<end
  }

  /// What `span` lies in, whatever the zone: asked for before the point is known.
  func reach(at now: Instant) -> Range<Instant> {
    let day = Duration.seconds(26 * 3600)
    let start = from ?? (to ?? now) - day
    return start..<max(start, to ?? (from ?? now) + day) + HalfHours.length
  }
}

/// The id in a path below /api/points.
package struct BookedPointPath: Decodable, Sendable {
  package let id: ChargePoint.ID
}

struct Slot: Codable, Sendable {
  enum State: String, CaseIterable, Field { case free, taken, mine, past, closed }

  let startsAt: Instant
  let endsAt: Instant
  let state: State
  /// Null where nothing is known of the grid.
  let grid: SlotMark?
}

struct SlotList: Codable, Sendable {
  let pointId: ChargePoint.ID
  let timeZone: String
  let warnings: [Reservation.Warning]
  let items: [Slot]
  /// Whether what is said of the grid is made up.
  let gridIsDemonstration: Bool
  let _links: Links
}

/// A half-hour that somebody has.
struct TakenTime: Sendable {
  let during: Range<Instant>
  let isMine: Bool
}

extension ReservationsFeature {
  /// A driver who is signed in sees which half-hours are their own.
  var someoneOrNobody: Access<Driver?> {
    let driver = doorkeeper.driver
    return Access("public") { request in
      do { return try await driver.prove(request) } catch is Problem { return nil }
    }
  }

  func listSlots(_ call: Call<BookedPointPath, ListSlots, NoBody>, _ driver: Driver?) async throws -> Response {
    let now = clock.now
    let reach = call.query.reach(at: now)
    guard let (point, taken) = try await bookings(of: call.path.id, in: reach, by: driver?.id, at: now),
      !point.isWithdrawn, let zone = point.zone
    else { throw Problem(.notFound) }
    let times = HalfHours.starting(in: try call.query.span(at: now, zone: zone), zone: zone)
    let view = SlotListView(point: point, times: times, grid: await grid.marks(now))
    let free = Free(taken: taken, now: now, isBookable: point.isBookable, hours: point.openingHours, zone: zone)
    return Response(.ok, .bytes(view.json(free)), type: .json)
  }

  /// A point with what is taken of it, in one statement: it stands in every row. Nil for a point that does not exist.
  private func bookings(
    of id: ChargePoint.ID, in reach: Range<Instant>, by account: Account.ID?, at now: Instant
  ) async throws -> (BookablePoint, [TakenTime])? {
    var point: BookablePoint?
    let taken: [TakenTime?] = try await database.read(
      """
      select \(sql: BookablePoint.columns), r.during, coalesce(r.account_id = \(account), false)
      from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id
        left join point_status t on t.point_id = p.id
        left join reservations r on r.point_id = p.id and r.during && \(reach)
          and r.state in \(sql: OpenReservation.states) and r.lapses_at > \(now)
      where p.id = \(id)
      order by r.during
      """
    ) { row in
      if point == nil { point = try BookablePoint(&row) } else { row.skip(BookablePoint.columnCount) }
      return try row.next(Range<Instant>?.self).map { TakenTime(during: $0, isMine: try row.next()) }
    }
    return point.map { ($0, taken.compactMap(\.self)) }
  }

  func taken(of point: ChargePoint.ID, in span: Range<Instant>, by account: Account.ID?, at now: Instant) async throws
    -> [TakenTime]
  {
    let reach = span.lowerBound..<span.upperBound + HalfHours.length
    return try await database.read(
      """
      select during, coalesce(account_id = \(account), false) from reservations
      where point_id = \(point) and during && \(reach) and state in \(sql: OpenReservation.states) and lapses_at > \(now)
      order by during
      """
    ) { row in TakenTime(during: try row.next(), isMine: try row.next()) }
  }
}

/// Goes through half-hours in their order, and through what is taken beside them.
struct Free {
  let taken: [TakenTime]
  let now: Instant
  let isBookable: Bool
  let hours: OpeningHours?
  let zone: Zone
  private var next = 0

  init(taken: [TakenTime], now: Instant, isBookable: Bool, hours: OpeningHours?, zone: Zone) {
    (self.taken, self.now, self.isBookable, self.hours, self.zone) = (taken, now, isBookable, hours, zone)
  }

  mutating func state(_ time: Range<Instant>) -> Slot.State {
    while next < taken.count, taken[next].during.upperBound <= time.lowerBound { next += 1 }
    let overlapping = taken[next...].prefix { $0.during.lowerBound < time.upperBound }
    if overlapping.contains(where: \.isMine) { return .mine }
    if time.lowerBound < now - HalfHours.grace { return .past }
    if !isBookable || time.lowerBound > now + HalfHours.horizon { return .closed }
    if let hours, !hours.isOpen(throughout: time, in: zone) { return .closed }
    return overlapping.isEmpty ? .free : .taken
  }
}
