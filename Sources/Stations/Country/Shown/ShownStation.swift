import HTTP
import Runtime

/// A station of the country as everybody sees it: its pieces, and between them what depends on the clock and on the filter.
struct ShownStation {
  let moment: CountryMoment
  let index: Int
  let now: Instant

  private var country: Country { moment.country }

  /// With its points where it is shown alone.
  func write(
    _ summary: StationSummary, distanceM: Double? = nil, withPoints: Bool = false, into json: inout JSONWriter
  ) {
    let row = country.stations[index]
    json.object { json in
      writePlace(row, into: &json)
      moment.writeTerms(country.sharedTerms[Int(row.terms)], at: now, into: &json)
      json.write(rawJSON: country.said.shared[row.said.extras])
      summary.write(into: &json, distanceM: distanceM)
      if withPoints {
        json.name("chargePoints")
        json.array { json in
          for point in row.points.ints { ShownPoint(moment: moment, index: point, now: now).write(into: &json) }
        }
      }
      row.id.writeLinks(into: &json)
    }
  }

  private func writePlace(_ row: Country.StationRow, into json: inout JSONWriter) {
    let shared = country.said.shared
    var own = OwnPieces(country.said.own, from: row.said.own)
    json.name("id")
    json.write(row.id)
    json.write(rawJSON: own.next())
    json.write(rawJSON: shared[row.said.network])
    json.name("address")
    json.object { json in
      json.write(rawJSON: own.next())
      json.write(rawJSON: shared[row.said.town])
    }
    json.write(rawJSON: own.next())
    json.write(rawJSON: shared[row.said.zone])
  }
}

/// A point of the country as everybody sees it.
struct ShownPoint {
  let moment: CountryMoment
  let index: Int
  let now: Instant

  func write(into json: inout JSONWriter) {
    let country = moment.country
    let point = country.points[index]
    let terms = country.terms[Int(point.terms)]
    var own = OwnPieces(country.said.own, from: point.said.own)
    json.object { json in
      json.name("id")
      json.write(point.id)
      json.member("number", Int(point.number))
      json.write(rawJSON: own.next())
      json.member("powerKw", Power(watts: point.watts)?.kilowatts)
      json.name("sockets")
      json.write(point.sockets)
      json.member("cableAttached", point.facts.cableAttached)
      writeState(point, terms, into: &json)
      moment.writeTerms(terms.said, at: now, into: &json)
      json.name("location")
      let place = own.next()
      if place.isEmpty { json.null() } else { json.write(rawJSON: place) }
      json.write(rawJSON: country.said.shared[point.said.days])
      json.write(rawJSON: country.said.shared[point.said.evidence])
    }
  }

  private func writeState(_ point: Country.PointRow, _ terms: Country.TermsRow, into json: inout JSONWriter) {
    let told = moment.states.told(of: index, at: now)
    let isOpen = moment.country.schedules[Int(terms.schedule)].mayBeOpen(at: now)
    let status = isOpen ? told.status : told.status.outsideHours
    json.member("status", status.word)
    json.member("statusAt", status == .closed ? nil : told.since?.description)
    json.member(
      "reservable", status.isReservable(withOpenAccess: terms.traits.contains(.openAccess)))
    json.member("declaredReservable", point.facts.declaredReservable)
    json.member("busyUntil", told.busyUntil?.description)
    json.member("accessibility", point.facts.accessibility.rawValue)
  }
}

extension CountryMoment {
  func writeTerms(_ terms: TermsSaid, at now: Instant, into json: inout JSONWriter) {
    let shared = country.said.shared
    json.write(rawJSON: shared[terms.access])
    json.name("hours")
    if let hours = terms.hours {
      json.object { json in
        json.write(rawJSON: shared[hours])
        json.member("openNow", country.schedules[Int(terms.schedule)].isOpen(at: now))
      }
    } else {
      json.null()
    }
    json.write(rawJSON: shared[terms.rest])
  }
}

extension StationSummary {
  /// Of a station of the country; those of its points are counted that are wanted.
  init(of station: Country.StationRow, _ wanted: WantedPoints, in moment: CountryMoment, at now: Instant) {
    let country = moment.country
    var (total, free, watts, latest) = (0, 0, Int32(0), Int32.min)
    var sockets: Sockets = []
    var accessibility = ChargePoint.Accessibility.unknown
    for index in station.points.ints {
      let point = country.points[index]
      sockets.formUnion(point.sockets)
      accessibility = min(accessibility, point.facts.accessibility)
      latest = max(latest, point.updatedOn)
      guard wanted.matches(point: index) else { continue }
      total += 1
      watts = max(watts, point.watts)
      let isOpen = country.schedules[country.schedule(of: index)].mayBeOpen(at: now)
      if isOpen, moment.states.isFree(index, at: now) { free += 1 }
    }
    self.init(
      total: total, free: free, maxPower: Power(watts: watts), sockets: sockets, accessibility: accessibility,
      updatedOn: latest == .min ? nil : CivilDay(daysSince1970: Int(latest)))
  }
}
