import Postgres
import Runtime

/// The calls that all instances together may make, counted in the database: 4 in any second over all APIs, 900 in any hour of
/// each. Enedis' own limits are 5 and 1,000.
struct Budget: Sendable {
  static let perSecond = 4
  static let perHour = 900
  private static let hour = Duration.seconds(3600)

  /// APIs that are used up, or that Enedis wants to be left alone.
  let exhausted: [String]
  /// Nil: there is room in this second.
  let fullUntil: Instant?

  /// Others wait until the transaction ends: who has looked may spend.
  static func look(at now: Instant, calls: Int, in transaction: Transaction) async throws -> Budget {
    _ = try await transaction.run("select pg_advisory_xact_lock(hashtextextended('enedis-calls', 0))")
    let recent = try await transaction.query(
      "select at from enedis_calls where at > \(now - .seconds(1)) order by at desc limit \(perSecond)"
    ) { try $0.next(Instant.self) }
    let exhausted = try await transaction.query(
      """
      select api from enedis_calls where at > \(now - hour) group by api having count(*) >= \(perHour)
      union select api from enedis_pauses where until > \(now)
      """
    ) { try $0.next(String.self) }
    let isFull = recent.count + calls > perSecond
    return Budget(exhausted: exhausted, fullUntil: isFull ? recent.last.map { $0 + .seconds(1) } : nil)
  }

  var isPaused: Bool { exhausted.contains("*") }

  static func spend(_ apis: [String], at now: Instant, in transaction: Transaction) async throws {
    try await transaction.execute("insert into enedis_calls (api, at) select unnest(\(apis)), \(now)")
  }

  static func pause(_ api: String, until: Instant, _ reason: String, in database: some Querying) async throws {
    try await database.execute(
      """
      insert into enedis_pauses (api, until, reason) values (\(api), \(until), \(reason))
      on conflict (api) do update set until = greatest(enedis_pauses.until, excluded.until), reason = excluded.reason
      """)
  }

  /// The first moment at which one of the exhausted has room again.
  static func nextRoom(at now: Instant, in database: some Querying) async throws -> Instant? {
    try await database.first(
      """
      select min(at) from (
        select min(at) + interval '1 hour' as at from (
          select api, at, row_number() over (partition by api order by at desc) as place from enedis_calls
          where at > \(now - hour)
        ) recent where place = \(perHour)
        union all select min(until) from enedis_pauses where until > \(now)
      ) rooms
      """
    ) { try $0.next(Instant?.self) } ?? nil
  }
}
