import HTTP
import Runtime
import Stations

/// The half-hours of a point, written member by member as they are decided: a week has more than three hundred.
struct SlotListView {
  let point: BookablePoint
  let times: [Range<Instant>]
  let grid: GridOutlook.Marks

  func json(_ free: Free) -> Bytes {
    var free = free
    var json = JSONWriter(capacity: 512 + times.count * 176)
    json.object { json in
      json.name("pointId")
      json.write(point.id)
      json.name("timeZone")
      json.write(point.timeZone)
      json.name("warnings")
      json.array { json in if free.hours == nil { json.write(Reservation.Warning.hoursUnknown.rawValue) } }
      json.name("items")
      json.array { json in for time in times { write(time, free.state(time), into: &json) } }
      json.name("gridIsDemonstration")
      json.write(grid.areMadeUp)
      json.name("_links")
      json.write(links)
    }
    return json.finish()
  }

  private func write(_ time: Range<Instant>, _ state: Slot.State, into json: inout JSONWriter) {
    json.object { json in
      json.name("startsAt")
      json.write(time.lowerBound)
      json.name("endsAt")
      json.write(time.upperBound)
      json.name("state")
      json.write(state.rawValue)
      json.name("grid")
      // What is over is no choice.
      guard state != .past, let mark = grid.written(time.lowerBound) else { return json.null() }
      mark.withUnsafeBytes { json.write(rawJSON: $0) }
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
