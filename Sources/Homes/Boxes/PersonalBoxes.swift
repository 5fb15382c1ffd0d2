package import Accounts
import HTTP
import Postgres
import Runtime

extension HomesFeature {
  /// Boxes and what was ordered of them; what they read stands among the readings of their homes. Rows go with the
  /// account.
  package static let personalBoxes = PersonalData(
    "boxes",
    export: { database, account in
      .array(
        try await database.query(
          """
          select b.id, b.home_id, b.name, b.created_at, b.paired_at, b.seen_at, b.meter_serial, b.relay_watts, b.relay_armed,
            coalesce((
              select jsonb_agg(
                jsonb_build_object('relay', o.relay, 'until', o.until, 'madeAt', o.made_at) order by o.made_at)
              from box_orders o where o.box_id = b.id), '[]')
          from boxes b join homes h on h.id = b.home_id where h.account_id = \(account) order by b.id
          """
        ) { row in try exported(&row) })
    },
    forget: { _, _, _ in })

  private static func exported(_ row: inout Row) throws -> JSON {
    let (id, home, name) = (try row.next(Box.ID.self), try row.next(Home.ID.self), try row.next(String.self))
    let times = [try row.next(Instant?.self), try row.next(Instant?.self), try row.next(Instant?.self)].map { time in
      time.map { JSON.string($0.description) } ?? .null
    }
    let (serial, watts) = (try row.next(String?.self), try row.next(Int?.self))
    let (isArmed, orders) = (try row.next(Bool.self), try row.next(JSONText.self))
    return [
      "id": .string(id.description), "homeId": .string(home.description), "name": .string(name), "createdAt": times[0],
      "pairedAt": times[1], "lastSeenAt": times[2], "meterSerial": serial.map { .string($0) } ?? .null,
      "declaredWatts": watts.map { .integer($0) } ?? .null, "armed": .bool(isArmed),
      "orders": try JSONParser.parse(Array(orders.text.utf8)),
    ]
  }
}
