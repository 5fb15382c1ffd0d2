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
    guard let point = try await point(call.path.id), !point.isWithdrawn, let zone = point.zone else {
      throw Problem(.notFound)
    }
    let span = try call.query.span(at: now, zone: zone)
    let taken = try await taken(of: point.id, in: span, by: driver?.id, at: now)
    let hours = point.openingHours
    let grid = await grid.marks(now)
    var free = Free(taken: taken, now: now, isBookable: point.isBookable, hours: hours, zone: zone, marks: grid.marks)
    let slots = HalfHours.starting(in: span, zone: zone).map { free.slot($0) }
    let body = SlotListView(
      point: point, knowsHours: hours != nil, slots: slots, gridIsMadeUp: grid.areMadeUp && !grid.marks.isEmpty
    ).json()
    return Response(.ok, .bytes(body), type: .json)
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
  let marks: [Instant: SlotMark]
  private var next = 0

  init(
    taken: [TakenTime], now: Instant, isBookable: Bool, hours: OpeningHours?, zone: Zone,
    marks: [Instant: SlotMark] = [:]
  ) {
    (self.taken, self.now, self.isBookable, self.hours, self.zone) = (taken, now, isBookable, hours, zone)
    self.marks = marks
  }

  mutating func slot(_ time: Range<Instant>) -> Slot {
    let state = state(time)
    // What is over is no choice.
    let mark = state == .past ? nil : marks[time.lowerBound]
    return Slot(startsAt: time.lowerBound, endsAt: time.upperBound, state: state, grid: mark)
  }

  private mutating func state(_ time: Range<Instant>) -> Slot.State {
    while next < taken.count, taken[next].during.upperBound <= time.lowerBound { next += 1 }
    let overlapping = taken[next...].prefix { $0.during.lowerBound < time.upperBound }
    if overlapping.contains(where: \.isMine) { return .mine }
    if time.lowerBound < now - HalfHours.grace { return .past }
    if !isBookable || time.lowerBound > now + HalfHours.horizon { return .closed }
    if let hours, !hours.isOpen(throughout: time, in: zone) { return .closed }
    return overlapping.isEmpty ? .free : .taken
  }
}
