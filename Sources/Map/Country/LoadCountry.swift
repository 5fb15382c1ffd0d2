import Postgres
import Runtime
import Stations

/// One moment of the database: three reads of a few dozen bytes a row, what was seen of the changes, and what is booked.
struct LoadCountry {
  let database: Database
  let clock: WallClock

  struct Loaded {
    let country: Country
    let states: PointStates
    let seen: PointChanges.Seen
  }

  func callAsFunction() async throws -> Loaded {
    let now = clock.now
    return try await database.transaction(isolation: .snapshot, timeout: .seconds(60)) { transaction in
      let seen = try await PointChanges.begin(in: transaction)
      let version = try await transaction.first("select version from stations_version") { try $0.next(Int.self) }
      var builder = CountryBuilder()
      try await readStations(into: &builder, in: transaction)
      try await readTerms(into: &builder, in: transaction)
      let facts = try await readPoints(into: &builder, in: transaction)
      let bookings = try await LiveReservations.all(at: now, in: transaction)
      let country = builder.country(version: version ?? 0)
      return Loaded(country: country, states: PointStates(of: country, facts, bookings, at: now), seen: seen)
    }
  }

  private func readStations(into builder: inout CountryBuilder, in transaction: Transaction) async throws {
    _ = try await transaction.query(
      """
      select id, location, brand, operator, time_zone, max_height_m, name from stations where withdrawn_at is null
      """
    ) { row in
      let id = try row.next(Station.ID.self)
      let place = WorldPlace(try row.next(Coordinates.self))
      let brand = builder.brand(try row.next(String?.self))
      let operatorName = builder.operator(try row.next(String?.self))
      let zone = builder.zone(try row.next(String.self))
      let maxHeight = try row.next(Float?.self)
      let name = try row.nextBytes().map { builder.name($0) } ?? 0..<0
      builder.add(
        CountryBuilder.Station(
          id: id, place: place, name: name, brand: brand, operator: operatorName, zone: zone, maxHeight: maxHeight))
    }
  }

  private func readTerms(into builder: inout CountryBuilder, in transaction: Transaction) async throws {
    _ = try await transaction.query(
      "select id, access = 'open', free, pay_card, two_wheelers_only, open_24h, hours from terms"
    ) { row in
      let id = try row.next(Terms.ID.self)
      var traits: Country.Traits = []
      for trait in [Country.Traits.openAccess, .free, .card, .twoWheelers, .open24h]
      where try row.next(Bool?.self) == true { traits.insert(trait) }
      builder.add(CountryBuilder.Terms(traits: traits, hours: try row.next()), id)
    }
  }

  /// Reads what is known of those that are not simply free.
  private func readPoints(into builder: inout CountryBuilder, in transaction: Transaction) async throws
    -> [StoredPointState]
  {
    var facts: [StoredPointState] = []
    _ = try await transaction.query(
      """
      select p.id, p.station_id, p.terms_id, p.power_w, p.sockets, p.accessibility in ('reserved', 'accessible'),
        p.out_of_service, t.condition, t.occupancy, t.at
      from charge_points p left join point_status t on t.point_id = p.id
      where p.withdrawn_at is null
      """
    ) { row in
      let (id, stationID) = (try row.next(ChargePoint.ID.self), try row.next(Station.ID.self))
      let termsID = try row.next(Terms.ID.self)
      guard let station = builder.station(stationID), let terms = builder.terms(termsID, at: station) else { return }
      builder.add(
        CountryBuilder.Point(
          id: id, station: station, watts: try row.next(Int32?.self) ?? 0, terms: terms,
          sockets: Sockets(rawValue: try row.next()), isAccessible: try row.next()))
      let fact = try StoredPointState(id: id, &row)
      if fact.isOutOfService || fact.report != nil { facts.append(fact) }
    }
    return facts
  }
}
