import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// PATCH /api/homes/{id}/boxes/{boxId}: its name, and its relay.
struct ChangeBox: Decodable, Sendable {
  let name: BoxName?
  let relay: ChangeRelay?
}

/// To arm a relay moves 230 V: whoever does it says that they have understood what that means.
struct ChangeRelay: Decodable, Sendable {
  let declaredWatts: DeclaredPower?
  let armed: Bool?
  let understood: Bool?
}

extension HomesFeature {
  func changeBox(_ call: Call<BoxPath, Nothing, JSONBody<ChangeBox>>, _ driver: Driver) async throws -> Response {
    let (id, wanted, now) = (call.path.boxId, call.body, clock.now)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let before = try await holdBox(call.path, of: driver, in: transaction)
      try call.request.honourMatch(before.tag)
      let relay = try wanted.relay.map { try $0.relay(after: before.box.relay) } ?? before.box.relay
      try await transaction.execute(
        """
        update boxes set name = coalesce(\(wanted.name?.text), name), relay_watts = \(relay.declaredWatts),
          relay_armed = \(relay.armed), version = version + 1,
          relay_changed_at = case when \(wanted.relay != nil) then \(now) else relay_changed_at end
        where id = \(id)
        """)
      if let watts = relay.declaredWatts, wanted.relay != nil {
        try await transaction.execute(
          """
          insert into box_declarations (box_id, at, watts, armed) values (\(id), \(now), \(watts), \(relay.armed))
          on conflict (box_id, at) do update set watts = excluded.watts, armed = excluded.armed
          """)
      }
      return try await box(call.path, of: driver, in: transaction).response()
    }
  }
}

extension ChangeRelay {
  fileprivate func relay(after before: BoxRelay) throws -> BoxRelay {
    let watts = declaredWatts?.count ?? before.declaredWatts
    let isArmed = armed ?? before.armed
    if isArmed, armed == true, understood != true {
      let fault = FieldFault(
        "not-understood", fr: "Lisez l'avertissement sur le 230 V et dites que vous l'avez compris (understood).",
        en: "Read the warning about 230 V and say that you have understood it (understood).")
      throw Problem(.validation, faults: [Problem.Fault("/relay/understood", fault)])
    }
    if isArmed, watts == nil { throw Problem(.validation, faults: [Problem.Fault("/relay/declaredWatts", .missing)]) }
    return BoxRelay(declaredWatts: watts, armed: isArmed, state: before.state)
  }
}
