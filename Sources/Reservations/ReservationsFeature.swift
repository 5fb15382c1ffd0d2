package import Accounts
package import HTTP
package import Postgres
import Resources
package import Runtime

/// Half-hours at charge points: which are free, and who has the others.
package struct ReservationsFeature: Sendable {
  let database: Database
  let doorkeeper: Doorkeeper
  let log: Log
  let clock: WallClock
  let ids: IdentifierSource
  let grid: GridOutlook
  let otherNotices: OtherNotices

  package init(
    database: Database, doorkeeper: Doorkeeper, log: Log, clock: WallClock, ids: IdentifierSource = .random,
    grid: GridOutlook = .none, otherNotices: OtherNotices = .none
  ) {
    self.database = database
    self.doorkeeper = doorkeeper
    self.log = log
    self.clock = clock
    self.ids = ids
    self.grid = grid
    self.otherNotices = otherNotices
  }

  package var feature: Feature {
    Feature(
      routes: reservations + notices + calendars,
      links: Links().adding("slots", "/api/points/{id}/slots{?from,to}")
        .adding("reservations", "/api/reservations{?when,cursor,limit}")
        .adding("reserve", "/api/reservations", method: .post).adding("reservation", "/api/reservations/{id}")
        .adding("reservationCalendar", "/api/reservations/{id}/calendar.ics")
        .adding("calendar", "/api/account/calendar").adding("calendarFeed", "/calendar/{token}.ics")
        .adding("notices", "/api/notices{?unread,cursor,limit}"),
      work: work)
  }

  private var reservations: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/points/{id}/slots", access: someoneOrNobody, "The half-hours of a point, and which are free",
        answers: .json(SlotList.self), handler: listSlots),
      Route(
        .post, "/api/reservations", access: access, "Book half an hour at a point",
        answers: .json(Reservation.self, status: .created), .problem(BookingRefusal.self, status: 409), handler: reserve
      ),
      Route(
        .get, "/api/reservations", access: access, "My bookings, the latest first, with totals per month",
        answers: .json(ReservationList.self), handler: listReservations),
      Route(
        .get, "/api/reservations/{id}", access: access, "One of my bookings", answers: .json(Reservation.self),
        handler: showReservation),
      Route(
        .delete, "/api/reservations/{id}", access: access, "Give a booking back", answers: .empty(),
        handler: cancelReservation),
    ]
  }

  private var calendars: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/reservations/{id}/calendar.ics", access: access, "One of my bookings, for a calendar",
        answers: .media(.calendar), handler: showInCalendar),
      Route(
        .get, "/api/account/calendar", access: access, "Whether calendars can follow my bookings",
        answers: .json(CalendarAddress.self), handler: showCalendarAddress),
      Route(
        .post, "/api/account/calendar", access: access, "Make the address for calendars, or another one in its place",
        answers: .json(CalendarAddress.self, status: .created), handler: makeCalendarAddress),
      Route(
        .delete, "/api/account/calendar", access: access, "End that address", answers: .empty(),
        handler: endCalendarAddress),
      Route(
        .get, "/calendar/{token}.ics", access: .public, "Somebody's bookings, for calendars that have the address",
        answers: .media(.calendar), handler: feedCalendar
      ).atPrimary,
    ]
  }

  private var notices: [Route] {
    [
      Route(
        .get, "/api/notices", access: doorkeeper.driver,
        "What happened to my bookings and to what I follow, newest first",
        answers: .json(Page<Notice>.self), handler: listNotices),
      Route(
        .post, "/api/notices/{id}/read", access: doorkeeper.driver, "I have read this", answers: .empty(),
        handler: readNotice),
    ]
  }
}
