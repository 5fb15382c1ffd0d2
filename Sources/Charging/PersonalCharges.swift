package import Accounts
import HTTP
import Postgres
import Runtime

extension ChargingFeature {
  /// Charges go into the export. When their driver leaves they end, stay for the record, and are nobody's.
  package static let personalData = PersonalData(
    "charges",
    export: { database, account in
      .array(
        try await database.query(
          """
          select id, started_at, ends_at, start_soc, end_soc, energy_kwh, end_reason from charges
          where account_id = \(account) order by started_at, id
          """
        ) { row in
          [
            "id": .string(try row.next(Charge.ID.self).description),
            "startedAt": .string(try row.next(Instant.self).description),
            "endsAt": .string(try row.next(Instant.self).description), "startSoc": .double(try row.next()),
            "endSoc": .double(try row.next()), "energyKwh": .double(try row.next()),
            "endReason": .string(try row.next(String.self)),
          ]
        })
    },
    forget: { transaction, account, now in
      let running = try await transaction.query(
        """
        select \(sql: StoredCharge.columns)
        from charges c join charge_points p on p.id = c.point_id join stations s on s.id = p.station_id
        where c.account_id = \(account) and c.ends_at > \(now) for update of c
        """
      ) { row in try StoredCharge(&row) }
      for charge in running {
        guard let last = charge.course?.sample(after: now - charge.startedAt) else { continue }
        try await transaction.execute(
          """
          update charges set ends_at = \(now), end_reason = 'stopped', end_soc = \(last.soc), energy_kwh = \(last.energyKwh)
          where id = \(charge.id)
          """)
      }
      try await transaction.execute("update charges set account_id = null where account_id = \(account)")
    })
}
