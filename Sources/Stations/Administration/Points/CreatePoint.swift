import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/admin/points: one more point of a station, which no import touches.
struct CreatePoint: Decodable, Sendable {
  let stationId: Station.ID
  let irveId: NationalID?
  let details: PointDetails

  private enum Key: String, CodingKey { case stationId, irveId }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    stationId = try fields.decode(Station.ID.self, forKey: .stationId)
    irveId = try fields.decodeIfPresent(NationalID.self, forKey: .irveId)
    details = try PointDetails(from: decoder)
  }
}

extension StationsFeature {
  func createPoint(
    _ call: Call<Nothing, Nothing, JSONBody<CreatePoint>>, _ administrator: Administrator
  ) async throws -> Response {
    let wanted = call.body
    let now = clock.now
    let id = ids.next(ChargePoint.self, at: now)
    var point = ChargePoint(
      id: id, stationId: wanted.stationId, irveId: wanted.irveId?.text ?? "manual\(id)", sockets: [])
    guard wanted.details.columns.names(.sockets) else {
      throw Problem(.validation, faults: [Problem.Fault("/sockets", .missing)])
    }
    let blank = point
    try wanted.details.apply(to: &point)
    let said = point.changes(since: blank).map(\.name).filter { TermsField(rawValue: $0.rawValue) != nil }
    point.manualFields = said.flatMap(ChargePoint.columns)
    return try await StationRule.explained {
      try await database.transaction { [point] transaction in
        try await touch(point.stationId, in: transaction)
        try await insert(point, in: transaction)
        try await Audit.record(
          "point.created", by: administrator.id, on: "point", id,
          ["station": [.null, .string(point.stationId.description)]], at: now, ids: ids, in: transaction)
        let created = try await administered(id, in: transaction, status: .created)
        try await StationsVersion.bump(in: transaction)
        return created.header("Location", "/api/admin/points/\(id)")
      }
    }
  }

  /// A station's version counts the changes to its points too. Held first, so that whoever changes a station and its
  /// points never waits for somebody who waits for them.
  private func touch(_ station: Station.ID, in transaction: Transaction) async throws {
    let found = try await transaction.first(
      "update stations set version = version + 1 where id = \(station) returning withdrawn_at is not null"
    ) { row in try row.next(Bool.self) }
    guard let isWithdrawn = found else { throw StationRule.unknownStation }
    if isWithdrawn {
      throw Problem(.conflict, Text(fr: "Cette station a été retirée.", en: "This station was withdrawn."))
    }
  }

  /// A new point has the terms of its neighbours, but for what is said of it.
  private func insert(_ point: ChargePoint, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into charge_points (id, station_id, irve_id, \(sql: ChargePoint.columnNames), source, manual_fields,
        manual_terms_id, terms_id)
      values (\(point.id), \(point.stationId), \(point.irveId), \(sql: point.columnValues), 'manual', \(point.manualFields),
        \(sql: point.manualTerms), coalesce((
          select coalesce(source_terms_id, terms_id) from charge_points
          where station_id = \(point.stationId) and withdrawn_at is null order by irve_id limit 1
        ), terms_of()))
      """)
    try await transaction.execute("select settle_terms(array[\(point.id)])")
  }
}
