import Accounts
import HTTP
import Postgres
import Runtime
import Secrets

/// `Idempotency-Key`: who got no answer may ask again without booking twice. Within a day the same key with the same body gets
/// the same answer.
extension ReservationsFeature {
  static let keysLive = Duration.seconds(86_400)

  fileprivate struct Kept {
    let digest: [UInt8]
    let status: Int
    let answer: String
  }

  /// Without a key `act` runs for itself; with one, in the transaction that keeps its answer.
  func onlyOnce(
    _ request: Request, _ driver: Driver, _ act: @Sendable (any Querying) async throws -> Response
  ) async throws -> Response {
    guard let key = request.headers["Idempotency-Key"] else { return try await act(database) }
    guard (1...200).contains(key.utf8.count) else {
      let fault = FieldFault("bad-length", fr: "De 1 à 200 caractères.", en: "1 to 200 characters.")
      throw Problem(.validation, faults: [Problem.Fault("Idempotency-Key", fault)])
    }
    let digest = request.bodyDigest
    return try await database.transaction { transaction in
      try await holdKey(key, of: driver, in: transaction)
      if let kept = try await kept(key, of: driver, in: transaction) {
        guard kept.digest == digest else { throw Problem(.idempotencyMismatch) }
        return kept.response
      }
      let response = try await answer(request) { try await act(transaction) }
      try await keep(response, digest, under: key, of: driver, in: transaction)
      return response
    }
  }

  /// The same request on another connection is an error of the client, who should wait for the first.
  private func holdKey(_ key: String, of driver: Driver, in transaction: Transaction) async throws {
    let isFree = try await transaction.first(
      "select pg_try_advisory_xact_lock(hashtextextended(\(key), hashtext(\(driver.id.description))))"
    ) { try $0.next(Bool.self) }
    guard isFree == true else {
      throw Problem(
        .conflict,
        Text(fr: "La même demande est déjà en cours.", en: "The same request is under way already."))
    }
  }

  private func kept(_ key: String, of driver: Driver, in transaction: Transaction) async throws -> Kept? {
    try await transaction.first(
      """
      select digest, status, answer from idempotency_keys
      where account_id = \(driver.id) and key = \(key) and created_at > \(clock.now - Self.keysLive)
      """
    ) { row in Kept(digest: try row.next(), status: try row.next(), answer: try row.next()) }
  }

  /// A refusal is an answer like any other; only what may be different in a moment is not kept.
  private func answer(_ request: Request, _ act: () async throws -> Response) async throws -> Response {
    do {
      return try await act()
    } catch let problem as Problem where problem.kind.status.code < 500 {
      return problem.response(in: request.language, requestID: request.id.description)
    }
  }

  private func keep(
    _ response: Response, _ digest: [UInt8], under key: String, of driver: Driver, in transaction: Transaction
  ) async throws {
    guard case .bytes(let bytes) = response.body else { return }
    try await transaction.execute(
      """
      insert into idempotency_keys (account_id, key, digest, status, answer, created_at)
      values (\(driver.id), \(key), \(digest), \(response.status.code), \(bytes.text), \(clock.now))
      on conflict (account_id, key) do update set digest = excluded.digest, status = excluded.status,
        answer = excluded.answer, created_at = excluded.created_at
      """)
  }
}

extension ReservationsFeature.Kept {
  fileprivate var response: Response {
    let isProblem = status >= 400
    let response = Response(
      Status(integerLiteral: status), .bytes(Bytes(answer)), type: isProblem ? .problem : .json)
    guard !isProblem, let json = try? JSONParser.parse(Array(answer.utf8)), case .string(let id)? = json["id"] else {
      return response
    }
    return response.header("Location", "/api/reservations/\(id)")
  }
}

extension Request {
  fileprivate var bodyDigest: [UInt8] {
    if case .whole(let bytes) = body { Digest.sha256(bytes) } else { Digest.sha256([]) }
  }
}
