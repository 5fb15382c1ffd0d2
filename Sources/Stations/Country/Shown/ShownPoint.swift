import HTTP
import Runtime

/// A point of the country as everybody sees it.
struct ShownPoint {
  let moment: CountryMoment
  let said: SaidView
  let index: Int

  func write(at clock: inout WallHours, with pen: inout Pen, into json: inout JSONWriter) {
    let country = moment.country
    let point = country.points[index]
    let terms = country.terms[Int(point.terms)]
    var own = OwnPieces(said.own, from: point.said.own)
    json.object { json in
      json.name("id")
      json.write(point.id)
      json.member("number", point.facts.number)
      json.name("irveId")
      json.write(rawJSON: own.next())
      json.name("localId")
      writeIfAny(own.next(), into: &json)
      json.name("powerKw")
      pen.clear()
      pen.write(kilowattsOf: country.columns.watts[index])
      json.write(rawJSON: pen.written)
      json.name("sockets")
      json.write(country.columns.sockets(of: index))
      json.member("cableAttached", point.facts.cableAttached)
      writeState(point, terms, at: &clock, into: &json)
      pen.clear()
      said.writeTerms(terms.said, at: &clock, with: &pen)
      json.write(rawJSON: pen.written)
      json.name("location")
      writeIfAny(own.next(), into: &json)
      json.write(rawJSON: said.shared[point.said.days])
      json.write(rawJSON: said.shared[point.said.evidence])
    }
  }

  private func writeIfAny(_ piece: UnsafeRawBufferPointer, into json: inout JSONWriter) {
    if piece.isEmpty { json.null() } else { json.write(rawJSON: piece) }
  }

  private func writeState(
    _ point: Country.PointRow, _ terms: Country.TermsRow, at clock: inout WallHours, into json: inout JSONWriter
  ) {
    let told = moment.states.told(of: index, at: clock.now)
    let isOpen = clock.isOpen(terms.schedule) ?? true
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
