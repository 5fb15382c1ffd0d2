import HTTP
import Postgres
import Resources
import Runtime

/// A station as everybody sees it, written member by member.
struct StationView {
  let station: Station
  let summary: StationSummary
  let now: Instant

  /// `more` are members of whoever lists it.
  func write(into json: inout JSONWriter, and more: (inout JSONWriter) -> Void = { _ in }) {
    json.object { json in
      writePlace(into: &json)
      writeTerms(into: &json)
      summary.write(into: &json, distanceM: nil)
      more(&json)
      station.id.writeLinks(into: &json)
    }
  }

  private func writePlace(into json: inout JSONWriter) {
    json.member("id", station.id.description)
    station.writeNames(into: &json)
    station.writeNetwork(into: &json)
    json.name("address")
    json.object { json in
      station.writeStreet(into: &json)
      station.writeTown(into: &json)
    }
    station.writeLocation(into: &json)
    station.writeZone(into: &json)
  }

  private func writeTerms(into json: inout JSONWriter) {
    TermsView(terms: station.shared.terms, timeZone: station.timeZone, now: now)
      .write(into: &json, without: station.shared.varying)
    station.shared.writeVaries(into: &json)
    station.writeExtras(into: &json)
  }
}

/// What is said of a station, a few members at a time: so written, they can also be kept.
extension Station {
  func writeNames(into json: inout JSONWriter) {
    json.member("irveId", irveId)
    json.member("name", name)
  }

  func writeNetwork(into json: inout JSONWriter) {
    json.member("brand", brand)
    json.member("operator", self.operator)
    json.member("owner", owner)
    json.member("contact", contact)
    json.member("phone", phone)
    json.member("placement", placement?.rawValue)
  }

  func writeStreet(into json: inout JSONWriter) { json.member("street", street) }

  func writeTown(into json: inout JSONWriter) {
    json.member("postcode", postcode)
    json.member("city", city)
    json.member("inseeCode", inseeCode)
  }

  func writeLocation(into json: inout JSONWriter) {
    json.name("location")
    json.write(location)
  }

  func writeZone(into json: inout JSONWriter) { json.member("timeZone", timeZone) }

  func writeExtras(into json: inout JSONWriter) {
    json.member("maxHeightM", maxHeightM)
    json.member("notes", notes)
    json.member("demonstration", isDemonstration)
  }
}

extension Station.ID {
  func writeLinks(into json: inout JSONWriter) {
    json.name("_links")
    write(between: #"{"self":{"href":"/api/stations/"#, #""}}"#, into: &json)
  }

  func write(into json: inout JSONWriter) { write(between: "\"", "\"", into: &json) }

  /// As a part of JSON; without a text made of it first, as lists are full of them.
  private func write(between start: StaticString, _ end: StaticString, into json: inout JSONWriter) {
    let count = start.utf8CodeUnitCount + 36 + end.utf8CodeUnitCount
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { buffer in
      let start = UnsafeBufferPointer(start: start.utf8Start, count: start.utf8CodeUnitCount)
      let end = UnsafeBufferPointer(start: end.utf8Start, count: end.utf8CodeUnitCount)
      let middle = buffer[..<start.count].update(fromContentsOf: start)
      write(to: UnsafeMutableBufferPointer(rebasing: buffer[middle..<middle + 36]))
      _ = buffer[(middle + 36)...].update(fromContentsOf: end)
      json.write(rawJSON: UnsafeRawBufferPointer(buffer))
    }
  }
}

extension SharedTerms {
  func writeVaries(into json: inout JSONWriter) {
    json.name("varies")
    json.array { json in for name in varies { json.write(name) } }
  }
}

extension StationSummary {
  /// `distanceM` is from the place of a list around it.
  func write(into json: inout JSONWriter, distanceM: Double?) {
    json.name("points")
    json.object { json in
      json.member("total", total)
      json.member("free", free)
      json.member("maxPowerKw", maxPower?.kilowatts)
    }
    Self.writeRest(sockets, accessibility, updatedOn, into: &json)
    json.member("distanceM", distanceM)
  }

  static func writeRest(
    _ sockets: Sockets, _ accessibility: ChargePoint.Accessibility, _ updatedOn: CivilDay?, into json: inout JSONWriter
  ) {
    json.name("sockets")
    json.write(sockets)
    json.member("accessibility", accessibility.rawValue)
    json.member("updatedOn", updatedOn?.text)
  }
}
