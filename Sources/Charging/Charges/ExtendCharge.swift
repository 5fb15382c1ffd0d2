package import Accounts
import HTTP
import Postgres
package import Reservations
import Runtime

/// POST /api/reservations/{id}/extension: the adjoining half-hour. A charge that is under way goes on into it.
extension ChargingFeature {
  func extendReservation(_ call: Call<ReservationPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let made = try await extend(call.path.id, of: driver)
    return try Response.json(made, status: .created).header("Location", "/api/reservations/\(made.id)")
  }

  @discardableResult
  package func extend(_ id: Reservation.ID, of driver: Driver) async throws -> Reservation {
    let now = clock.now
    return try await database.transaction { transaction in
      let made = try await reservations.extend(id, of: driver, in: transaction)
      if let text = made.chargeId, let id = Charge.ID(text) {
        try await hold(id, of: driver, in: transaction)
        let running = try await stored(id, of: driver, in: transaction)
        guard running.endsAt > now, let course = running.course else {
          throw Problem(.conflict, Text(fr: "La charge est terminée.", en: "The charge is over."))
        }
        let end = course.end(startedAt: running.startedAt, until: made.endsAt)
        try await self.end(running, course, at: end.at, end.reason, until: made.endsAt, in: transaction)
        try await reservations.prolong(id, endsAt: end.at, in: transaction)
      }
      return made
    }
  }
}
