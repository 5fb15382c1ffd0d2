import HTTP
import Runtime

/// A page of stations, written straight from the country.
package struct StationList {
  let search: CountrySearch
  let stations: ArraySlice<FoundStation>
  let facets: Facets?
  let next: String?

  func json() -> Bytes {
    var shown = ShownStation(in: search.moment, at: search.now)
    var pen = Pen(room: 4096 + shown.size(of: stations.lazy.map(\.index)))
    let points = search.points
    pen.write(#"{"items":["#)
    for found in stations {
      if found.index != stations.first?.index { pen.write(",") }
      shown.write(found.index, points, distanceM: found.distance, with: &pen)
    }
    pen.write(#"],"facets":"#)
    if let facets { facets.write(with: &pen) } else { pen.write("null") }
    pen.write(#","_links":{"self":{"href":"/api/stations"}"#)
    if let next {
      pen.write(#","next":{"href":"#)
      pen.write(quoted: next)
      pen.write("}")
    }
    pen.write("}}")
    withExtendedLifetime(search.moment) {}
    return pen.finish()
  }
}

extension FindStations {
  static let link =
    "/api/stations{?bbox,near,radius,q,commune,along,corridor,facets,minPower,socket*,access,free,card,pmr,twoWheels,"
    + "open24h,brand,operator,maxHeight,available,at,cursor,limit}"
}

extension StationList {
  /// The shape of the answer for the documentation of the API; a test holds the two together.
  struct Description: Decodable {
    let items: [Item]
    let facets: Facets.Description?
    let _links: Links
  }

  package struct Item: Decodable {
    let id: Station.ID
    let irveId, name: String
    let brand, `operator`, owner, contact, phone: String?
    let placement: Station.Placement?
    let address: StationDescription.Address
    let location: StationDescription.Location
    let timeZone: String
    let access: Terms.Access?
    let hours: StationDescription.Hours?
    let twoWheelersOnly: Bool?
    let payment: StationDescription.Payment?
    let tariff: String?
    let varies: [String]
    let maxHeightM: Double?
    let notes: String?
    let demonstration: Bool
    let points: StationDescription.Points
    let sockets: [SocketName]
    let accessibility: ChargePoint.Accessibility
    let updatedOn: Day?
    let distanceM: Double?
    let _links: Links
  }
}
