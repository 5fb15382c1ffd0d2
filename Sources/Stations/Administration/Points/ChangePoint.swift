import Accounts
import HTTP
import Postgres
import Runtime

/// PATCH /api/admin/points/{id}. What is set here an import leaves alone, until `release` hands the field back to it.
struct ChangePoint: Decodable, Sendable {
  let release: [PointField]?
  let withdrawn: Bool?
  let details: PointDetails

  private enum Key: String, CodingKey { case release, withdrawn }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    release = try fields.decodeIfPresent([PointField].self, forKey: .release)
    withdrawn = try fields.decodeIfPresent(Bool.self, forKey: .withdrawn)
    details = try PointDetails(from: decoder)
  }
}

extension StationsFeature {
  func changePoint(
    _ call: Call<PointPath, Nothing, JSONBody<ChangePoint>>, _ administrator: Administrator
  ) async throws -> Response {
    let (id, wanted) = (call.path.id, call.body)
    if wanted.withdrawn == true { throw Problem.deleteInstead }
    let now = clock.now
    return try await StationRule.explained {
      try await database.transaction { transaction in
        let (before, station) = try await held(id, in: transaction)
        try call.request.requireMatch(before.tag)
        if wanted.withdrawn == false, station.withdrawnAt != nil { throw Problem.stationFirst }
        let (point, changes) = try wanted.applied(to: before, at: now)
        guard !changes.isEmpty || point.manualFields != before.manualFields else {
          return try await administered(id, in: transaction)
        }
        try await save(point, in: transaction, after: before)
        let released = wanted.release.map { [("released", JSON.array($0.map { .string($0.rawValue) }))] } ?? []
        try await Audit.record(
          "point.changed", by: administrator.id, on: "point", id, changes.details.adding(released), at: now, ids: ids,
          in: transaction)
        let changed = try await administered(id, in: transaction)
        try await StationsVersion.bump(in: transaction)
        return changed
      }
    }
  }

  /// The station is held before its point, by everybody.
  func held(_ id: ChargePoint.ID, in transaction: Transaction) async throws -> (ChargePoint, Station) {
    let station = try await transaction.first(
      """
      select \(sql: Station.columns) from \(sql: Station.source)
      where s.id = (select station_id from charge_points where id = \(id)) for no key update of s
      """
    ) { row in try Station(&row) }
    let point = try await transaction.first(
      """
      select \(sql: ChargePoint.columns) from charge_points p join terms on terms.id = p.terms_id
      where p.id = \(id) for no key update of p
      """
    ) { row in try ChargePoint(&row) }
    guard let point, let station else { throw Problem(.notFound) }
    return (point, station)
  }

  func save(_ point: ChargePoint, in transaction: Transaction, after before: ChargePoint) async throws {
    let hasReleased = !Set(before.manualFields).isSubset(of: point.manualFields)
    try await transaction.execute(
      """
      update charge_points set \(sql: point.assignments), manual_fields = \(point.manualFields),
        evidence = \(point.evidence.stored), version = version + 1,
        content_hash = case when \(hasReleased) then 0 else content_hash end,
        manual_terms_id = \(sql: point.manualTerms)
      where id = \(point.id)
      """)
    try await transaction.execute("select settle_terms(array[\(point.id)])")
    try await transaction.execute("update stations set version = version + 1 where id = \(point.stationId)")
  }
}

extension ChangePoint {
  fileprivate func applied(
    to before: ChargePoint, at now: Instant
  ) throws -> (ChargePoint, [ManualChange<PointField>]) {
    var point = before
    try details.apply(to: &point)
    if withdrawn == false { point.withdrawnAt = nil }
    let changes = point.changes(since: before)
    point.mark(changes, at: now)
    point.release((release ?? []) + (withdrawn == false ? [.withdrawn] : []))
    return (point, changes)
  }
}

extension ChargePoint {
  /// The terms that were set by hand, for this point alone.
  var manualTerms: SQL { TermsField.isAny(of: manualFields) ? terms.stored : "null::uuid" }

  var tag: EntityTag { EntityTag(String(version)) }
}

extension Problem {
  static var stationFirst: Problem {
    Problem(.conflict, Text(fr: "Rétablissez d'abord la station.", en: "Bring the station back first."))
  }
}
