import HTTP
import Postgres
import Resources

/// GET /api/places?q=: every word of `q` begins a word of the name or a postcode; else the names most like it. Networks of
/// stations stand among the places by how like they are to what was asked, addresses behind them where there is a base of
/// them: those that are there in a quarter of a second. Who has shown the rest asks to `wait` for them.
struct FindPlaces: Decodable, Sendable {
  enum Addresses: String, CaseIterable, Field { case no, wait }

  let q: PlaceWords
  let limit: PlaceLimit?
  let addresses: Addresses?
  /// Where somebody looks: addresses near by come first.
  let lat: PlaceLatitude?
  let lon: PlaceLongitude?

  fileprivate var count: Int { limit?.count ?? 10 }

  fileprivate func check() throws {
    guard (lat == nil) != (lon == nil) else { return }
    throw Problem(.validation, faults: [Problem.Fault(lat == nil ? "?lat" : "?lon", .missing)])
  }
}

/// A place or a network, and how like its name is to what was asked: 1 is the same.
struct LikePlace: Sendable {
  let place: FoundPlace
  let likeness: Double
  /// No word of it begins as what was asked: somebody has mistyped.
  let isGuess: Bool
}

extension PlacesFeature {
  func findPlaces(_ call: Call<Nothing, FindPlaces, NoBody>, _: Void) async throws -> Response {
    let asked = call.query
    try asked.check()
    async let networks = networks(called: asked.q)
    async let addresses = self.addresses(asked)
    let places = try await places(called: asked.q, asked.count)
    let found = LikePlace.merged(places, with: try await networks, asked.count)
    let there = await addresses
    return try answer(LikePlace.merged(found, with: there ?? [], asked.count), isWhole: there != nil)
  }

  /// Nil where nobody has answered in time; none where there is nobody to ask.
  private func addresses(_ asked: FindPlaces) async -> [FoundPlace]? {
    guard let base = addresses, asked.addresses != .no,
      let question = AddressQuestion(asked.q.text, latitude: asked.lat?.value, longitude: asked.lon?.value)
    else { return [] }
    let patience = asked.addresses == .wait ? base.patience.ofItsOwn : base.patience.ofOthers
    return await base.find(question, within: patience)
  }

  private func answer(_ items: [FoundPlace], isWhole: Bool) throws -> Response {
    var links = Links().adding("self", "/api/places").adding("find", PlacesFeature.findLink)
    if addresses != nil { links = links.adding("addresses", "/api/places?addresses=wait{&q,limit,lat,lon}") }
    return try .json(PlaceList(items: items, _links: links), cache: isWhole ? .seconds(300) : .never)
  }

  private func places(called words: PlaceWords, _ limit: Int) async throws -> [LikePlace] {
    try await database.read(
      """
      with \(sql: words.asked), named as materialized (
        select p.*, case when asked.plain in (p.plain, p.bare) then 0
            when starts_with(p.plain, asked.plain) or starts_with(p.bare, asked.plain) then 1 else 2 end as rank,
          0::real as unlikeness
        from asked join places p on p.words @@ asked.query
        order by rank, population desc, id limit \(limit)
      ), like_it as (
        select p.*, 3 as rank, case when p.plain = any (asked.swapped) then 0::real
            else round(((p.plain <-> asked.plain) * 10)::numeric)::real end as unlikeness
        from asked join places p on p.plain % asked.plain or p.plain = any (asked.swapped)
        where not exists (select from named)
        order by unlikeness, population desc, id limit \(limit)
      )
      select p.id, p.kind, p.name, p.insee_code, p.department, coalesce(d.name, p.department), p.postcodes, p.population,
        p.centre, p.west, p.south, p.east, p.north, \(sql: PlaceWords.likeness), p.rank = 3
      from asked cross join (select * from named union all select * from like_it) as p
        left join departements d on d.code = p.department
      order by p.rank, p.unlikeness, p.population desc, p.id
      """
    ) { row in LikePlace(place: try FoundPlace(&row), likeness: try row.next(), isGuess: try row.next()) }
  }

  private static let mostNetworks = 3

  private func networks(called words: PlaceWords) async throws -> [LikePlace] {
    try await database.read(
      """
      with \(sql: words.asked), found as (
        select p.*, case when asked.plain in (p.plain, p.bare) then 0
            when starts_with(p.plain, asked.plain) or starts_with(p.bare, asked.plain) then 1
            when p.words @@ asked.query then 2 else 3 end as rank, \(sql: PlaceWords.likeness) as likeness
        from asked join station_networks p
          on p.words @@ asked.query or p.plain % asked.plain or p.bare % asked.plain
            or p.plain = any (asked.swapped) or p.bare = any (asked.swapped)
      )
      select name, filter, stations, likeness, rank = 3 from found
      where rank < 3 or not exists (select from found better where better.rank < 3)
      order by rank, case when rank = 3 then -likeness end, stations desc, name limit \(Self.mostNetworks)
      """
    ) { row in LikePlace(place: try FoundPlace(network: &row), likeness: try row.next(), isGuess: try row.next()) }
  }
}

extension LikePlace {
  /// A network stands before the first place that is no more like what was asked. One that is a guess is left out where a place
  /// is none, or is a better one. Half of the seats at the least are for places.
  static func merged(_ places: [LikePlace], with networks: [LikePlace], _ limit: Int) -> [LikePlace] {
    let best = places.map { $0.isGuess ? $0.likeness : 1 }.max() ?? 0
    let kept = networks.filter { !$0.isGuess || $0.likeness >= best }
    var list = Array(places.prefix(max(limit - kept.count, (limit + 1) / 2)))
    for network in kept {
      let place = list.firstIndex { $0.place.kind != .brand && $0.likeness <= network.likeness }
      list.insert(network, at: place ?? list.endIndex)
    }
    return Array(list.prefix(limit))
  }
}

extension LikePlace {
  private static let mostAddresses = 4

  /// Addresses stand behind what is called so, and before guesses. Half of the seats at the least are for the others.
  fileprivate static func merged(_ found: [LikePlace], with addresses: [FoundPlace], _ limit: Int) -> [FoundPlace] {
    let few = addresses.prefix(min(mostAddresses, limit / 2))
    var list = found.prefix(limit - few.count).map(\.place)
    let guess = found.prefix(list.count).firstIndex { $0.isGuess && $0.place.kind != .brand }
    list.insert(contentsOf: few, at: guess ?? list.endIndex)
    return list
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

extension PlaceWords {
  /// The one row `asked`: the words as they are compared, and as a question whose words may go on.
  fileprivate var asked: SQL {
    """
    asked as materialized (
      select plain, swapped_words(plain) as swapped, ((select string_agg(word || ':*', ' & ') from (
        select word from string_to_table(plain, ' ') as word where word <> '' limit 8) as words))::tsquery as query
      from plain_name(\(text)) as plain
    )
    """
  }

  /// Of a row `p`.
  fileprivate static let likeness: SQL =
    """
    greatest(similarity(p.plain, asked.plain), similarity(p.bare, asked.plain),
      case when array[p.plain, p.bare] && asked.swapped then 0.9 end)::double precision
    """
}

typealias PlaceLatitude = BoundedNumber<PlaceLatitudeRule>

enum PlaceLatitudeRule: NumberRule {
  static let bounds = Bounds(-90.0...90)
  static let sample = 43.6
}

typealias PlaceLongitude = BoundedNumber<PlaceLongitudeRule>

enum PlaceLongitudeRule: NumberRule {
  static let bounds = Bounds(-180.0...180)
  static let sample = 3.9
}

typealias PlaceLimit = BoundedNumber<PlaceLimitRule>

enum PlaceLimitRule: NumberRule {
  static let bounds = Bounds(1...200)
  static let sample = 10
}
