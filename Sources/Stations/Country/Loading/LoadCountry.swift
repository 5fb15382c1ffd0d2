import HTTP
import Postgres
import Resources
import Runtime

/// One moment of the database: three reads, what was seen of the changes, and what is booked. The database is let go of before the
/// country is put together.
struct LoadCountry {
  let database: Database
  let clock: WallClock
  /// That of the country before, if there was one.
  var folding = Folding()
  /// Nobody waits for it.
  var givesWay = false

  struct Loaded {
    let country: Country
    let states: PointStates
    let seen: PointChanges.Seen

    var moment: CountryMoment { CountryMoment(country: country, states: states) }
  }

  private struct Read {
    let seen: PointChanges.Seen
    let version: Int
    let folding: Folding
    let facts: [StoredPointState]
    let bookings: LiveReservations
  }

  func callAsFunction() async throws -> Loaded {
    let now = clock.now
    let (builder, read) = try await read(at: now)
    let country = (consume builder).country(version: read.version, folding: read.folding)
    return Loaded(
      country: country, states: PointStates(of: country, read.facts, read.bookings, at: now), seen: read.seen)
  }

  private func read(at now: Instant) async throws -> (CountryBuilder, Read) {
    try await database.transaction(isolation: .snapshot, timeout: .seconds(60), givesWay: givesWay) {
      transaction in
      let seen = try await PointChanges.begin(in: transaction)
      let version = try await transaction.first("select version from stations_version") { try $0.next(Int.self) }
      var builder = CountryBuilder()
      let facts = try await Self.read(into: &builder, in: transaction)
      let bookings = try await LiveReservations.all(at: now, in: transaction)
      let folding =
        folding.knows(builder.unusual) ? folding : try await Folding.load(for: builder.unusual, in: transaction)
      let read = Read(seen: seen, version: version ?? 0, folding: folding, facts: facts, bookings: bookings)
      return (builder, read)
    }
  }

  /// Stations with their points, those of the ids or all. Returns what is known of points that are not simply free.
  static func read(
    _ ids: [Station.ID]? = nil, into builder: inout CountryBuilder, in transaction: Transaction
  ) async throws -> [StoredPointState] {
    try await readStations(ids.map { "id = any(\($0))" } ?? "true", into: &builder, in: transaction)
    try await readTerms(into: &builder, in: transaction)
    return try await readPoints(ids.map { "p.station_id = any(\($0))" } ?? "true", into: &builder, in: transaction)
  }

  private static func readStations(
    _ which: SQL, into builder: inout CountryBuilder, in transaction: Transaction
  ) async throws {
    try await transaction.stream(
      "stations_read",
      """
      select id, irve_id, name, location, brand, operator, owner, contact, phone, placement, street, postcode, city,
        insee_code, time_zone, max_height_m, notes, demonstration, evidence, manual_terms_id
      from stations where withdrawn_at is null and \(sql: which)
      """
    ) { row in
      var station = Station(
        id: try row.nextID(), irveId: try row.next(), name: try row.next(), location: try row.next())
      (station.brand, station.operator, station.owner) = (try row.next(), try row.next(), try row.next())
      (station.contact, station.phone) = (try row.next(), try row.next())
      station.placement = try row.next(String?.self).flatMap(Station.Placement.init)
      (station.street, station.postcode) = (try row.next(), try row.next())
      (station.city, station.inseeCode) = (try row.next(), try row.next())
      (station.timeZone, station.maxHeightM) = (try row.next(), try row.next(Float?.self)?.asWritten)
      (station.notes, station.isDemonstration) = (try row.next(), try row.next())
      let evidence = try row.next(JSONText?.self)?.text
      builder.add(station, evidence: evidence, manualTerms: try row.next())
    }
  }

  private static func readTerms(into builder: inout CountryBuilder, in transaction: Transaction) async throws {
    _ = try await transaction.query("select terms.id, \(sql: Terms.columns) from terms") { row in
      let id = try row.next(Terms.ID.self)
      builder.add(try Terms(&row), id)
    }
  }

  private static func readPoints(
    _ which: SQL, into builder: inout CountryBuilder, in transaction: Transaction
  ) async throws -> [StoredPointState] {
    var facts: [StoredPointState] = []
    try await transaction.stream(
      "points_read",
      """
      select p.terms_id, p.id, p.station_id, p.irve_id, p.local_id, p.power_w, p.sockets, p.cable_attached,
        p.declared_reservable, p.accessibility, p.location, p.opened_on, p.updated_on, p.evidence, p.out_of_service,
        t.condition, t.occupancy, t.at
      from charge_points p left join point_status t on t.point_id = p.id
      where p.withdrawn_at is null and \(sql: which)
      """
    ) { row in
      let terms = try row.nextID(Terms.ID.self)
      var point = ChargePoint(
        id: try row.nextID(), stationId: try row.nextID(), irveId: try row.next(), localId: try row.next(),
        power: try row.next(Int32?.self).flatMap(Power.init(watts:)), sockets: Sockets(rawValue: try row.next()))
      (point.cableAttached, point.declaredReservable) = (try row.next(), try row.next())
      point.accessibility = ChargePoint.Accessibility(rawValue: try row.next()) ?? .unknown
      point.location = try row.next()
      (point.openedOn, point.updatedOn) = (try row.next(), try row.next())
      guard builder.add(point, terms: terms, evidence: try row.next(JSONText?.self)?.text) else { return }
      let fact = try StoredPointState(id: point.id, &row)
      if fact.isOutOfService || fact.report != nil { facts.append(fact) }
    }
    return facts
  }
}
