import HTTP
import Postgres
import Resources

/// Something that has a name: a place on the map, an address, or a network whose stations a filter shows.
struct FoundPlace: Codable, Sendable {
  enum Kind: String, CaseIterable, Field { case town, arrondissement, departement, postcode, brand, address }
  struct Location: Codable, Sendable { let lat, lon: Double }
  struct Department: Codable, Sendable { let code, name: String }

  /// A filter of stations, as queries write it.
  struct Filter: Codable, Sendable {
    enum Name: String, CaseIterable, Field { case brand, `operator` }
    let name: Name
    let value: String
  }

  let id: String
  let kind: Kind
  let name: String
  var inseeCode: String?
  /// Of an address.
  var city: String?
  var department: Department?
  var postcodes: [String] = []
  var population: Int?
  var location: Location?
  /// West, south, east, north.
  var bbox: [Double]?
  /// How many stations a network has, and what shows them.
  var stations: Int?
  var filter: Filter?
  let _links: Links
}

struct PlaceList: Codable, Sendable {
  let items: [FoundPlace]
  let _links: Links
}

extension FoundPlace {
  /// A row of `places`.
  init(_ row: inout Row) throws {
    (id, kind) = (try row.next(), Kind(rawValue: try row.next()) ?? .town)
    (name, inseeCode) = (try row.next(), try row.next())
    department = Department(code: try row.next(), name: try row.next())
    (postcodes, population) = (try row.next(), try row.next())
    let centre = try row.next(Coordinates.self)
    location = Location(lat: centre.latitude, lon: centre.longitude)
    let box: [Double] = [try row.next(), try row.next(), try row.next(), try row.next()]
    bbox = box
    let text = box.map { String($0) }.joined(separator: ",")
    _links = Links().adding("stations", inseeCode.map { "/api/stations?commune=\($0)" } ?? "/api/stations?bbox=\(text)")
  }

  /// A row of `station_networks`.
  init(network row: inout Row) throws {
    name = try row.next()
    let word = try row.next(String.self)
    stations = try row.next()
    filter = Filter(name: Filter.Name(rawValue: word) ?? .brand, value: name)
    (id, kind) = (word + ":" + name, .brand)
    _links = Links().adding("stations", "/api/stations?\(word)=\(name.percentEncoded)")
  }
}
