import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/admin/stations: a station without points yet, which no import touches.
struct CreateStation: Decodable, Sendable {
  let name: Line
  let location: Location
  let irveId: NationalID?
  let details: StationDetails

  private enum Key: String, CodingKey { case name, location, irveId }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decode(Line.self, forKey: .name)
    location = try fields.decode(Location.self, forKey: .location)
    irveId = try fields.decodeIfPresent(NationalID.self, forKey: .irveId)
    details = try StationDetails(from: decoder)
  }
}

extension StationsFeature {
  func createStation(
    _ call: Call<Nothing, Nothing, JSONBody<CreateStation>>, _ administrator: Administrator
  ) async throws -> Response {
    let wanted = call.body
    let now = clock.now
    let id = ids.next(Station.self, at: now)
    let station = try wanted.station(id)
    return try await StationRule.explained {
      try await database.transaction { transaction in
        try await ClaimedCommune(of: station).check(station.location, in: transaction)
        try await insert(station, in: transaction)
        try await Audit.record(
          "station.created", by: administrator.id, on: "station", id, ["name": [.null, .string(station.name)]],
          at: now, ids: ids, in: transaction)
        let created = try await administered(id, in: transaction, status: .created)
        try await StationsVersion.bump(in: transaction)
        return created.header("Location", "/api/admin/stations/\(id)")
      }
    }
  }

  private func insert(_ station: Station, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into stations (id, irve_id, \(sql: Station.columnNames), manual_fields, source, manual_terms_id)
      values (\(station.id), \(station.irveId), \(sql: station.columnValues), \(station.manualFields), 'manual',
        \(sql: station.manualTerms))
      """)
  }
}

extension CreateStation {
  /// Every field that was named counts as set by hand: an address that is looked up by position must not take its place.
  fileprivate func station(_ id: Station.ID) throws -> Station {
    let blank = Station(
      id: id, irveId: irveId?.text ?? "manual\(id)", name: name.text, location: location.point)
    var station = blank
    try details.apply(to: &station)
    let said = [StationField.name, .location] + station.changes(since: blank).map(\.name)
    station.manualFields = said.flatMap(Station.columns)
    return station
  }
}
