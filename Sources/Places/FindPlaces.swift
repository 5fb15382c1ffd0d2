import HTTP
import Postgres
import Resources

/// GET /api/places?q=: every word of `q` begins a word of the name or a postcode; else the names most like it.
struct FindPlaces: Decodable, Sendable {
  let q: PlaceWords
  let limit: PlaceLimit?
}

/// Something on the map that has a name.
struct FoundPlace: Codable, Sendable {
  enum Kind: String, CaseIterable, Field { case town, arrondissement, departement, postcode }
  struct Location: Codable, Sendable { let lat, lon: Double }
  struct Department: Codable, Sendable { let code, name: String }

  let id: String
  let kind: Kind
  let name: String
  let inseeCode: String?
  let department: Department
  let postcodes: [String]
  let population: Int
  let location: Location
  /// West, south, east, north.
  let bbox: [Double]
  let _links: Links
}

struct PlaceList: Codable, Sendable {
  let items: [FoundPlace]
  let _links: Links
}

extension PlacesFeature {
  func findPlaces(_ call: Call<Nothing, FindPlaces, NoBody>, _: Void) async throws -> Response {
    let limit = call.query.limit?.count ?? 10
    let places = try await database.read(
      """
      with asked as materialized (
        select plain, ((select string_agg(word || ':*', ' & ') from (
          select word from string_to_table(plain, ' ') as word where word <> '' limit 8) as words))::tsquery as query
        from plain_name(\(call.query.q.text)) as plain
      ), named as materialized (
        select p.*, case when asked.plain in (p.plain, p.bare) then 0
            when starts_with(p.plain, asked.plain) or starts_with(p.bare, asked.plain) then 1 else 2 end as rank,
          0::real as unlikeness
        from asked join places p on p.words @@ asked.query
        order by rank, population desc, id limit \(limit)
      ), like_it as (
        select p.*, 3 as rank, round(((p.plain <-> asked.plain) * 10)::numeric)::real as unlikeness
        from asked join places p on p.plain % asked.plain
        where not exists (select from named)
        order by unlikeness, population desc, id limit \(limit)
      )
      select p.id, p.kind, p.name, p.insee_code, p.department, coalesce(d.name, p.department), p.postcodes, p.population,
        p.centre, p.west, p.south, p.east, p.north
      from (select * from named union all select * from like_it) as p left join departements d on d.code = p.department
      order by p.rank, p.unlikeness, p.population desc, p.id
      """
    ) { row in try FoundPlace(&row) }
    let links = Links().adding("self", "/api/places").adding("find", "/api/places{?q,limit}")
    return try .json(PlaceList(items: places, _links: links), cache: .seconds(3600))
  }
}

extension FoundPlace {
  init(_ row: inout Row) throws {
    (id, kind) = (try row.next(), Kind(rawValue: try row.next()) ?? .town)
    (name, inseeCode) = (try row.next(), try row.next())
    department = Department(code: try row.next(), name: try row.next())
    (postcodes, population) = (try row.next(), try row.next())
    let centre = try row.next(Coordinates.self)
    location = Location(lat: centre.latitude, lon: centre.longitude)
    bbox = [try row.next(), try row.next(), try row.next(), try row.next()]
    let box = bbox.map { String($0) }.joined(separator: ",")
    _links = Links().adding("stations", inseeCode.map { "/api/stations?commune=\($0)" } ?? "/api/stations?bbox=\(box)")
  }
}

/// The part of a name that somebody typed.
typealias PlaceWords = CheckedText<PlaceWordsRule>

enum PlaceWordsRule: LengthRule {
  static let longest = 200
  static let controls = ControlCharacters.any
  static let trims = false
  static let sample = "Montpellier"
}

typealias PlaceLimit = BoundedNumber<PlaceLimitRule>

enum PlaceLimitRule: NumberRule {
  static let bounds = Bounds(1...50)
  static let sample = 10
}
