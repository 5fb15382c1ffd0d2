package import Postgres

/// Tells whoever shows points, on any server, that something else is to be said of some of them. Written in the transaction
/// that changes what a point is doing; what it is doing now is read again by whoever is told.
package enum PointChanges {
  /// Listeners are told here that something was noted, by whichever server.
  package static let channel: StaticString = "point_changes"

  package static func note(_ points: [ChargePoint.ID], in transaction: Transaction) async throws {
    if points.isEmpty { return }
    try await note(in: transaction, selectedBy: "select unnest(\(points)::uuid[])")
  }

  /// For many at once: the points that a query names.
  package static func note(in transaction: Transaction, selectedBy query: SQL) async throws {
    try await transaction.execute("insert into point_changes (point_id) \(sql: query)")
    transaction.announce(on: channel)
  }

  // MARK: Reading

  /// A point, with the number of the transaction that noted it.
  package typealias Change = (number: Int, point: ChargePoint.ID)

  /// A reader's position: the database's own word for what it has seen. Its number only grows.
  package struct Seen: Hashable, Sendable {
    fileprivate let snapshot: String
    /// Everything of transactions with smaller numbers has been seen.
    package let number: Int
  }

  /// From here on nothing is missed.
  package static func begin(in database: some Querying) async throws -> Seen {
    let seen = try await database.first("select \(sql: position)") { row in try Seen(&row) }
    guard let seen else { throw Silence() }
    return seen
  }

  /// Returns what has been committed since, in the order in which it was noted.
  package static func since(_ seen: Seen, in database: Database) async throws -> (changes: [Change], seen: Seen) {
    let before = seen.snapshot
    // One row at least, so that the position is that of the very snapshot that the changes were read in.
    let rows = try await database.query(
      """
      select \(sql: position), c.txid, c.point_id from (select) one left join (
        select seq, txid::text::bigint, point_id from point_changes
        where txid >= pg_snapshot_xmin(\(before)::text::pg_snapshot)
          and not pg_visible_in_snapshot(txid, \(before)::text::pg_snapshot)) c on true
      order by c.seq
      """
    ) { row in (seen: try Seen(&row), number: try row.next(Int?.self), point: try row.next(ChargePoint.ID?.self)) }
    let changes = rows.compactMap { row in row.number.flatMap { number in row.point.map { (number, $0) } } }
    return (changes, rows.first?.seen ?? seen)
  }

  /// Returns what is still remembered, with the number of the transaction that noted it, and from which number on nothing
  /// is missing.
  package static func remembered(
    in database: some Querying
  ) async throws -> (from: Int, changes: [Change]) {
    let from = try await database.first("select forgotten_before::text::bigint from point_changes_kept") { row in
      try row.next(Int.self)
    }
    let changes = try await database.query("select txid::text::bigint, point_id from point_changes order by seq") {
      row in
      (number: try row.next(Int.self), point: try row.next(ChargePoint.ID.self))
    }
    return (from ?? 0, changes)
  }

  /// Forgets what a reader had seen a while ago. Any server may, at any time.
  package static func forget(before seen: Seen, in database: Database) async throws {
    try await database.execute(
      """
      with gone as (delete from point_changes where txid < \(String(seen.number))::text::xid8)
      update point_changes_kept set forgotten_before = greatest(forgotten_before, \(String(seen.number))::text::xid8)
      """)
  }

  private static let position: SQL =
    "pg_current_snapshot()::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint"

  /// An answer without the one row that there always is.
  private struct Silence: Error {}
}

extension PointChanges.Seen {
  fileprivate init(_ row: inout Row) throws {
    snapshot = try row.next()
    number = try row.next()
  }
}
