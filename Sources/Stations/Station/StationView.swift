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
    json.object { json in
      json.name("self")
      json.object { json in json.member("href", "/api/stations/\(self)") }
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
    json.name("sockets")
    json.write(sockets)
    json.member("accessibility", accessibility.rawValue)
    json.member("updatedOn", updatedOn?.text)
    json.member("distanceM", distanceM)
  }
}
