import Postgres
import Runtime

/// The calls that all instances together may make, counted in the database: 4 in any second over all APIs, 900 in any hour of
/// each. Enedis' own limits are 5 and 1,000.
struct Budget: Sendable {
  static let perSecond = 4
  static let perHour = 900
  /// What history leaves to those who come new.
  private static let reserve = 100
  private static let hour = Duration.seconds(3600)

  /// Whether the API has calls left, and Enedis does not want to be left alone.
  let isOpen: Bool
  /// Whether only newcomers, the night's round and gaps may have what is left.
  let isTight: Bool
  /// Nil: there is room in this second.
  let fullUntil: Instant?

  /// Others wait until the transaction ends: who has looked may spend.
  static func look(_ api: EnedisAPI, at now: Instant, calls: Int, in transaction: Transaction) async throws -> Budget {
    _ = try await transaction.run("select pg_advisory_xact_lock(hashtextextended('enedis-calls', 0))")
    let recent = try await transaction.query(
      "select at from enedis_calls where at > \(now - .seconds(1)) order by at desc limit \(perSecond)"
    ) { try $0.next(Instant.self) }
    let found = try await transaction.first(
      """
      select (select count(*) from enedis_calls where api = \(api.name) and at > \(now - hour)),
        exists (select from enedis_pauses where api = \(api.name) and until > \(now))
      """
    ) { row in (calls: try row.next(Int.self), isPaused: try row.next(Bool.self)) }
    guard let found else { return Budget(isOpen: false, isTight: true, fullUntil: nil) }
    return Budget(
      isOpen: found.calls < perHour && !found.isPaused, isTight: found.calls >= perHour - reserve,
      fullUntil: recent.count + calls > perSecond ? recent.last.map { $0 + .seconds(1) } : nil)
  }

  static func spend(_ apis: [String], at now: Instant, in transaction: Transaction) async throws {
    try await transaction.execute("insert into enedis_calls (api, at) select unnest(\(apis)), \(now)")
  }

  static func pause(_ api: EnedisAPI, until: Instant, _ reason: String, in database: some Querying) async throws {
    try await database.execute(
      """
      insert into enedis_pauses (api, until, reason) values (\(api.name), \(until), \(reason))
      on conflict (api) do update set until = greatest(enedis_pauses.until, excluded.until), reason = excluded.reason
      """)
  }

  /// The first moment at which an API has room again, for somebody.
  static func nextRoom(_ api: EnedisAPI, at now: Instant, in database: some Querying) async throws -> Instant? {
    try await database.first(
      """
      select greatest(
        (select max(until) from enedis_pauses where api = \(api.name) and until > \(now)), coalesce(
          (select at from enedis_calls where api = \(api.name) and at > \(now - hour)
            order by at desc offset \(perHour - 1) limit 1),
          (select at from enedis_calls where api = \(api.name) and at > \(now - hour)
            order by at desc offset \(perHour - reserve - 1) limit 1)) + interval '1 hour')
      """
    ) { try $0.next(Instant?.self) } ?? nil
  }
}
