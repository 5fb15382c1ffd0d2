import HTTP
import Runtime
import Stations

/// The half-hours of a point, written member by member: a week has more than three hundred.
struct SlotListView {
  let point: BookablePoint
  let knowsHours: Bool
  let slots: [Slot]
  let gridIsMadeUp: Bool

  func json() -> Bytes {
    var json = JSONWriter(capacity: 512 + slots.count * 96)
    json.object { json in
      json.name("pointId")
      json.write(point.id)
      json.name("timeZone")
      json.write(point.timeZone)
      json.name("warnings")
      json.array { json in if !knowsHours { json.write(Reservation.Warning.hoursUnknown.rawValue) } }
      json.name("items")
      json.array { json in for slot in slots { write(slot, into: &json) } }
      json.name("gridIsDemonstration")
      json.write(gridIsMadeUp)
      json.name("_links")
      json.write(links)
    }
    return json.finish()
  }

  private func write(_ slot: Slot, into json: inout JSONWriter) {
    json.object { json in
      json.name("startsAt")
      json.write(slot.startsAt)
      json.name("endsAt")
      json.write(slot.endsAt)
      json.name("state")
      json.write(slot.state.rawValue)
      json.name("grid")
      guard let mark = slot.grid else { return json.null() }
      json.object { json in
        json.name("band")
        json.write(mark.band)
        json.name("rank")
        json.write(mark.rank)
        json.name("of")
        json.write(mark.of)
        json.name("gramsPerKwh")
        json.write(mark.gramsPerKwh)
      }
    }
  }

  private var links: JSON {
    let path = "/api/points/\(point.id)"
    return [
      "self": ["href": .string(path + "/slots")], "reserve": ["href": "/api/reservations", "method": "POST"],
      "forecast": ["href": .string(path + "/forecast{?startsAt,vehicleId,soc}"), "templated": true],
    ]
  }
}
