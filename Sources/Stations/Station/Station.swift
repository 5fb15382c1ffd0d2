import HTTP
import Postgres
import Resources
package import Runtime

/// A place where cars are charged, and its owner; the points apart.
package struct Station: Sendable {
  package typealias ID = Identifier<Station>

  enum Source: String, CaseIterable, Field { case irve, manual }
  enum Placement: String, CaseIterable, Field { case street, publicCarPark, privateCarPark, customers, fastHub }
  enum GridConnection: String, CaseIterable, Field { case direct, indirect }

  let id: ID
  let irveId: String
  var name: String
  var brand: String?
  var `operator`: String?
  var owner: String?
  var contact: String?
  var phone: String?
  var placement: Placement?
  var street: String?
  var postcode: String?
  var city: String?
  var inseeCode: String?
  var location: Coordinates
  var timeZone = "Europe/Paris"
  var maxHeightM: Double?
  var notes: String?
  var gridConnection: GridConnection?
  var declaredPoints: Int?
  var isDemonstration = false
  var source = Source.manual
  /// Columns that an import leaves alone.
  var manualFields: [String] = []
  var evidence = JSON.array([])
  var withdrawnAt: Instant?
  var version = 1
  /// The terms of its points; setting them here sets them for all of them.
  var shared = SharedTerms()
}

extension Station {
  /// The columns that `init(row:)` reads, of `source`.
  static let columns: SQL = """
    s.id, s.irve_id, s.name, s.brand, s.operator, s.owner, s.contact, s.phone, s.placement, s.street, s.postcode, s.city,
    s.insee_code, s.location, s.time_zone, s.max_height_m, s.notes, s.grid_connection, s.declared_points, s.demonstration,
    s.source, s.manual_fields, s.evidence, s.withdrawn_at, s.version, \(sql: SharedTerms.columns)
    """

  /// The table `stations` under the name `s`, with the terms of its points; of all that it had, once it is withdrawn.
  static let source: SQL = """
    stations s
    left join lateral (
      select array_agg(distinct terms_id) as names from charge_points
      where station_id = s.id and (withdrawn_at is null or s.withdrawn_at is not null)
    ) here on true
    \(sql: SharedTerms.joined("here.names"))
    """

  init(_ row: inout Row) throws {
    id = try row.next()
    irveId = try row.next()
    (name, brand, self.operator) = (try row.next(), try row.next(), try row.next())
    (owner, contact, phone) = (try row.next(), try row.next(), try row.next())
    placement = try row.wordIfAny()
    (street, postcode, city, inseeCode) = (try row.next(), try row.next(), try row.next(), try row.next())
    (location, timeZone) = (try row.next(), try row.next())
    (maxHeightM, notes) = (try row.next(Float?.self)?.asWritten, try row.next())
    gridConnection = try row.wordIfAny()
    (declaredPoints, isDemonstration) = (try row.next(), try row.next())
    source = try row.word()
    manualFields = try row.next()
    evidence = try row.evidence()
    (withdrawnAt, version) = (try row.next(), try row.next())
    shared = try SharedTerms(&row)
  }
}

extension Row {
  mutating func evidence() throws -> JSON {
    guard let stored = try next(JSONText?.self) else { return .array([]) }
    return try JSONParser.parse(Array(stored.text.utf8))
  }
}

extension Float {
  /// 22.08 and not 22.079999923706055.
  var asWritten: Double { Double(description) ?? Double(self) }
}
