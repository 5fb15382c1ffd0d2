import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// PATCH /api/admin/stations/{id}. What is set here an import leaves alone, until `release` hands the field back to it;
/// `withdrawn: false` brings a station back with the points that went with it.
struct ChangeStation: Decodable, Sendable {
  let name: Line?
  let location: Location?
  let release: [StationField]?
  let withdrawn: Bool?
  let details: StationDetails

  private enum Key: String, CodingKey { case name, location, release, withdrawn }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decodeIfPresent(Line.self, forKey: .name)
    location = try fields.decodeIfPresent(Location.self, forKey: .location)
    release = try fields.decodeIfPresent([StationField].self, forKey: .release)
    withdrawn = try fields.decodeIfPresent(Bool.self, forKey: .withdrawn)
    details = try StationDetails(from: decoder)
  }
}

extension StationsFeature {
  func changeStation(
    _ call: Call<StationPath, Nothing, JSONBody<ChangeStation>>, _ administrator: Administrator
  ) async throws -> Response {
    let (id, wanted) = (call.path.id, call.body)
    if wanted.withdrawn == true { throw Problem.deleteInstead }
    let now = clock.now
    return try await StationRule.explained {
      try await database.transaction { transaction in
        let before = try await held(id, in: transaction)
        try call.request.requireMatch(before.tag)
        let (station, changes) = try wanted.applied(to: before, at: now)
        guard !changes.isEmpty || station.manualFields != before.manualFields else {
          return try await administered(id, in: transaction)
        }
        try await wanted.claim(of: station, after: before)?.check(station.location, in: transaction)
        if before.withdrawnAt != nil, station.withdrawnAt == nil {
          try await restorePoints(of: before, in: transaction)
        }
        try await save(station, in: transaction, after: before)
        let released = wanted.release.map { [("released", JSON.array($0.map { .string($0.rawValue) }))] } ?? []
        try await Audit.record(
          "station.changed", by: administrator.id, on: "station", id, changes.details.adding(released), at: now,
          ids: ids, in: transaction)
        let changed = try await administered(id, in: transaction)
        try await StationsVersion.bump(in: transaction)
        return changed
      }
    }
  }

  /// Held until the transaction ends; the points of a station are held by their station.
  func held(_ id: Station.ID, in transaction: Transaction) async throws -> Station {
    let found = try await transaction.first(
      "select \(sql: Station.columns) from \(sql: Station.source) where s.id = \(id) for no key update of s"
    ) { row in try Station(&row) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  /// A field that was handed back is written by the next import even if the file has not changed: its content counts as
  /// never seen. After a move the commune is looked up again.
  func save(_ station: Station, in transaction: Transaction, after before: Station) async throws {
    let hasReleased = !Set(before.manualFields).isSubset(of: station.manualFields)
    let hasMoved = station.location != before.location
    try await transaction.execute(
      """
      update stations set \(sql: station.assignments), manual_fields = \(station.manualFields),
        evidence = \(station.evidence.stored), version = version + 1,
        content_hash = case when \(hasReleased) then 0 else content_hash end,
        located_at = case when \(hasMoved) then null else located_at end,
        first_location = case when \(hasMoved) then coalesce(first_location, location) else first_location end,
        manual_terms_id = \(sql: station.manualTerms)
      where id = \(station.id)
      """)
    if hasMoved { try await movePoints(of: station, in: transaction) }
    try await transaction.execute(
      "select settle_terms(array(select id from charge_points where station_id = \(station.id)))")
  }

  /// A place that is set by hand holds for the station's points too, but for those whose own place was set so.
  private func movePoints(of station: Station, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      update charge_points set location = null, version = version + 1
      where station_id = \(station.id) and location is not null and not 'location' = any (manual_fields)
      """)
  }

  func restorePoints(of station: Station, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      update charge_points set withdrawn_at = null, manual_fields = array_remove(manual_fields, 'withdrawn_at'),
        content_hash = 0, version = version + 1
      where station_id = \(station.id) and withdrawn_at = \(station.withdrawnAt)
      """)
  }
}

extension ChangeStation {
  /// The commune in which the station should lie after a change of its place or of its address: what the form names of it
  /// counts, else what is stored.
  fileprivate func claim(of station: Station, after before: Station) -> ClaimedCommune? {
    let named = ClaimedCommune.fields.filter { details.address?.columns.names($0) == true }
    guard !named.isEmpty || station.location != before.location else { return nil }
    return named.isEmpty ? ClaimedCommune(of: station) : ClaimedCommune(of: station, by: named)
  }

  fileprivate func applied(
    to before: Station, at now: Instant
  ) throws -> (Station, [ManualChange<StationField>]) {
    var station = before
    if let name { station.name = name.text }
    if let location { station.location = location.point }
    try details.apply(to: &station)
    if withdrawn == false { station.withdrawnAt = nil }
    let changes = station.changes(since: before)
    station.mark(changes, at: now)
    // The import decides from here on about a station that was brought back.
    station.release((release ?? []) + (withdrawn == false ? [.withdrawn] : []))
    return (station, changes)
  }
}

extension Station {
  /// The terms that were set by hand.
  var manualTerms: SQL {
    source == .manual || TermsField.isAny(of: manualFields) ? shared.terms.stored : "null::uuid"
  }

  var tag: EntityTag { EntityTag(String(version)) }
}

extension JSON {
  /// Null where there is nothing to tell.
  var stored: JSONText? { self == .array([]) ? nil : JSONText(serialized().text) }

  func adding(_ more: [(String, JSON)]) -> JSON {
    if case .object(let members) = self { .object(members + more) } else { self }
  }
}

extension Problem {
  static var deleteInstead: Problem {
    let fault = FieldFault(
      "delete-instead", fr: "Pour retirer, utilisez DELETE.", en: "To withdraw, use DELETE.")
    return Problem(.validation, faults: [Problem.Fault("/withdrawn", fault)])
  }
}
