import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// POST /api/box/pair: a code for a key.
struct PairBox: Decodable, Sendable {
  let code: String
}

/// The key is told once. With `serverKey` the box knows which orders are ours.
struct PairedBox: Codable, Sendable {
  let boxId: Box.ID
  let homeId: Home.ID
  let key: String
  let serverKey: String
  let serverTime: Instant
}

extension HomesFeature {
  func pairBox(_ call: Call<Nothing, Nothing, JSONBody<PairBox>>, _: Void) async throws -> Response {
    let now = clock.now
    let tries = CodeTries(database: database, network: call.request.network)
    try await tries.refuseTooMany(at: now)
    guard let signing = signer?.current else { throw Problem(.unavailable) }
    let token = Token()
    let paired = try await BoxCode(call.body.code).asyncMap { code in
      try await database.first(
        """
        update boxes set key_digest = \(token.atRest), signing_key = \(signing.name), paired_at = \(now),
          code_digest = null, code_until = null, version = version + 1
        where code_digest = \(code.atRest) and code_until > \(now)
        returning id, home_id
        """
      ) { row in BoxCaller(id: try row.next(), home: try row.next()) }
    }
    guard let paired = paired ?? nil else {
      try await tries.countFailure(at: now)
      throw Problem(.badCode)
    }
    return try .json(
      PairedBox(
        boxId: paired.id, homeId: paired.home, key: token.exposed,
        serverKey: Base64.standard.encode(signing.key.publicKey), serverTime: now), status: .created)
  }
}

extension Optional {
  fileprivate func asyncMap<Value>(_ change: (Wrapped) async throws -> Value) async rethrows -> Value? {
    guard let self else { return nil }
    return try await change(self)
  }
}

/// Ten codes that are none within a quarter of an hour are enough for a network; counted in the database, so that all
/// servers agree.
struct CodeTries: Sendable {
  private static let most = 10
  private static let window = Duration.seconds(15 * 60)

  let database: Database
  let network: ClientNetwork

  private var digest: [UInt8] { Digest.sha256(Array("box code \(network.key)".utf8)) }

  func refuseTooMany(at now: Instant) async throws {
    let tries = try await database.query(
      """
      select at from box_code_failures
      where network = \(digest) and at > \(now - Self.window) and at <= \(now + .seconds(60)) order by at
      """
    ) { try $0.next(Instant.self) }
    guard tries.count >= Self.most else { return }
    let wait = (tries[tries.count - Self.most] + Self.window - now).inSeconds
    throw Problem(
      .rateLimited,
      Text(fr: "Trop de codes erronés : patientez.", en: "Too many codes that are none: wait.")
    ).retry(after: Int(wait.rounded(.up)))
  }

  func countFailure(at now: Instant) async throws {
    try await database.execute("delete from box_code_failures where at < \(now - Self.window - Self.window)")
    try await database.execute("insert into box_code_failures (network, at) values (\(digest), \(now))")
  }
}
