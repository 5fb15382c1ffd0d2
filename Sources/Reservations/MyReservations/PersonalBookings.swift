package import Accounts
import HTTP
import Postgres
import Runtime
import Stations

extension ReservationsFeature {
  /// Everything that was booked goes into the export. Who leaves gives back what is still to come; what happened stays, and is
  /// nobody's.
  package static let personalData = PersonalData(
    "reservations",
    export: { database, account in
      .array(
        try await database.query(
          """
          select r.id, r.state, lower(r.during), upper(r.during), r.point_id, s.name, r.created_at
          from reservations r join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
          where r.account_id = \(account) order by lower(r.during), r.id
          """
        ) { row in
          [
            "id": .string(try row.next(Reservation.ID.self).description), "state": .string(try row.next(String.self)),
            "startsAt": .string(try row.next(Instant.self).description),
            "endsAt": .string(try row.next(Instant.self).description),
            "pointId": .string(try row.next(ChargePoint.ID.self).description),
            "station": .string(try row.next(String.self)),
            "createdAt": .string(try row.next(Instant.self).description),
          ]
        })
    },
    forget: { transaction, account, now in
      let points = try await transaction.query(
        """
        with mine as (select id from reservations where account_id = \(account) order by id for update), live as (
          select id from reservations where account_id = \(account) and state in \(sql: OpenReservation.states)
        )
        update reservations r set account_id = null, vehicle_id = null,
          state = case when r.lapses_at <= \(now) then reservation_state(r.state, r.lapses_at, r.during, \(now))
            when r.state = 'reserved' then 'cancelled'
            when r.state = 'charging' then reservation_state(r.state, \(now), r.during, \(now)) else r.state end,
          during = case when live.id is null then r.during else used_part(r.during, least(r.lapses_at, \(now))) end
        from mine left join live using (id) where r.id = mine.id
        returning r.point_id
        """
      ) { try $0.next(ChargePoint.ID.self) }
      try await PointChanges.note(Array(Set(points)), in: transaction)
    })
}
