import HTTP
import Postgres

/// The commune that an address names: by its code, else by its postcode, else by its name. An import doubts a place that lies
/// too far from it; people are told, and can still put it right.
struct ClaimedCommune: Sendable {
  private let inseeCode, postcode, city: String?

  /// In metres, from the outlines: these are simplified, and quays and islets lie before them.
  static let tolerance = 2000.0

  static let fields: [StationField] = [.inseeCode, .postcode, .city]

  /// As some of the fields of a station's address say.
  init(of station: Station, by fields: [StationField] = fields) {
    inseeCode = fields.contains(.inseeCode) ? station.inseeCode : nil
    postcode = fields.contains(.postcode) ? station.postcode : nil
    city = fields.contains(.city) ? station.city : nil
  }

  /// Throws where the place lies outside of every commune that is meant. An address that names none claims nothing.
  func check(_ place: Coordinates, in querying: some Querying) async throws {
    let nearest = try await querying.first(
      """
      with coded as (
        select name, outline, case when insee_code = \(inseeCode) then 1 when \(sql: isNamed) then 2 else 3 end as way
        from communes where insee_code = \(inseeCode) or \(postcode) = any(postcodes)
      ), meant as (
        select name, outline from coded where way = (select min(way) from coded)
        union all select name, outline from communes where not exists (select from coded) and \(sql: isNamed)
      )
      select name, st_distance(outline::geography, \(place)::geography) from meant order by 2 limit 1
      """
    ) { row in (name: try row.next(String.self), metres: try row.next(Double.self)) }
    guard let nearest, nearest.metres > Self.tolerance else { return }
    throw Problem(.validation, faults: [Problem.Fault("/location", Self.outside(nearest.name, nearest.metres))])
  }

  private var isNamed: SQL {
    """
    translate(unaccent(lower(\(city))), '-', ' ')
      in (translate(unaccent(lower(name)), '-', ' '), translate(unaccent(lower(city)), '-', ' '))
    """
  }

  private static func outside(_ name: String, _ metres: Double) -> FieldFault {
    let kilometres = Int((metres / 1000).rounded())
    return FieldFault(
      "outside-commune", fr: "Cette position est à \(kilometres) km de \(name) : corrigez-la, ou l'adresse.",
      en: "This position is \(kilometres) km from \(name): correct it, or the address.")
  }
}
