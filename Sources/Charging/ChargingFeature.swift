package import Accounts
package import HTTP
package import Postgres
package import Reservations
package import Runtime

/// Charges, from the plug going in to the receipt.
package struct ChargingFeature: Sendable {
  let database: Database
  let doorkeeper: Doorkeeper
  let reservations: ReservationsFeature
  let clock: WallClock
  let ids: IdentifierSource
  /// How often a watcher is told.
  let pulse: Duration

  package init(
    database: Database, doorkeeper: Doorkeeper, reservations: ReservationsFeature, clock: WallClock,
    ids: IdentifierSource = .random,
    pulse: Duration = .seconds(1)
  ) {
    self.database = database
    self.doorkeeper = doorkeeper
    self.reservations = reservations
    self.clock = clock
    self.ids = ids
    self.pulse = pulse
  }

  package var feature: Feature {
    let access = doorkeeper.driver
    return Feature(
      routes: [
        Route(
          .post, "/api/reservations/{id}/charge", access: access, "Plug in: the charge of this booking begins",
          answers: .json(Charge.self, status: .created), handler: startCharge),
        Route(
          .post, "/api/reservations/{id}/extension", access: access, "The next half-hour too, if nobody has it",
          answers: .json(Reservation.self, status: .created), handler: extendReservation),
        Route(
          .get, "/api/charges/{id}", access: access, "A charge, with its curve so far", answers: .json(Charge.self),
          handler: showCharge),
        Route(
          .post, "/api/charges/{id}/stop", access: access, "Stop the charge", answers: .json(Charge.self),
          handler: stopCharge),
        .socket(
          "/api/charges/{id}/live", access: access, "The charge, once a second", talk: .init(sends: ChargeNews.self),
          admit: { call, driver in _ = try await stored(call.path.id, of: driver, in: database) }, handler: watchCharge),
        Route(
          .get, "/api/points/{id}/forecast", access: access, "What half an hour would give my car here",
          answers: .json(Forecast.self), handler: forecast),
      ],
      links: Links().adding("charge", "/api/charges/{id}")
        .adding("forecast", "/api/points/{id}/forecast{?startsAt,vehicleId,soc,temperature}"))
  }
}
