package import HTTP
package import Postgres
import Runtime
import Secrets

/// `Idempotency-Key`: who got no answer may ask again without doing it twice. Within a day the same key with the same request
/// gets the same answer.
extension Doorkeeper {
  package static let keysLive = Duration.seconds(86_400)

  /// Does a write in one transaction; with a key, the same one keeps the answer.
  /// - Parameter kept: the answer as it is kept, without a secret that is shown once.
  package func onlyOnce(
    _ request: Request, _ driver: Driver, keeping kept: @Sendable (Response) throws -> Response = { $0 },
    _ act: @Sendable (Transaction) async throws -> Response
  ) async throws -> Response {
    guard let key = try request.idempotencyKey else { return try await database.transaction { try await act($0) } }
    let digest = request.digest
    return try await database.transaction { transaction in
      try await hold(key, of: driver, in: transaction)
      if let answer = try await answer(to: key, of: driver, digest, at: request.receivedAt, in: transaction) {
        return answer
      }
      let response = try await answer(request, in: transaction, act)
      try await keep(kept(response), digest, under: key, of: driver, at: request.receivedAt, in: transaction)
      return response
    }
  }

  /// The same for a form of a page, which carries a key of its own. A refusal is not kept: the form is filled in anew.
  package func onlyOnce(
    _ form: Form, _ request: Request, _ driver: Driver, _ act: @Sendable (Transaction) async throws -> LocalLink
  ) async throws -> LocalLink {
    guard let word = form["once"] else { return try await database.transaction { try await act($0) } }
    let digest = request.digest
    // Another content is another form, also where somebody went back to it.
    let key = Base64.url.encode(Array(Digest.sha256(Array(word.utf8) + digest).prefix(24)))
    return try await database.transaction { transaction in
      try await hold(key, of: driver, in: transaction)
      let kept = try await answer(to: key, of: driver, digest, at: request.receivedAt, in: transaction)
      if let link = kept?.headers["Location"].flatMap({ LocalLink($0, below: "explorer") }) { return link }
      let link = try await act(transaction)
      try await keep(
        Response(.seeOther).header("Location", link.path), digest, under: key, of: driver, at: request.receivedAt,
        in: transaction)
      return link
    }
  }

  /// The same request on another connection is an error of the client, who should wait for the first.
  private func hold(_ key: String, of driver: Driver, in transaction: Transaction) async throws {
    let isFree = try await transaction.first(
      "select pg_try_advisory_xact_lock(hashtextextended(\(key), hashtext(\(driver.id.description))))"
    ) { try $0.next(Bool.self) }
    guard isFree == true else {
      throw Problem(
        .conflict,
        Text(fr: "La même demande est déjà en cours.", en: "The same request is under way already."))
    }
  }

  private func answer(
    to key: String, of driver: Driver, _ digest: [UInt8], at now: Instant, in transaction: Transaction
  ) async throws -> Response? {
    let kept = try await transaction.first(
      """
      select digest, status, answer, location, etag from idempotency_keys
      where account_id = \(driver.id) and key = \(key) and created_at > \(now - Self.keysLive)
      """
    ) { row in (digest: try row.next([UInt8].self), response: try Response(kept: &row)) }
    guard let kept else { return nil }
    guard kept.digest == digest else { throw Problem(.idempotencyMismatch) }
    return kept.response
  }

  /// A refusal is an answer like any other, and what was done before it is taken back; only what may be different in a moment
  /// is not kept.
  private func answer(
    _ request: Request, in transaction: Transaction, _ act: (Transaction) async throws -> Response
  ) async throws -> Response {
    do {
      return try await transaction.savepoint { try await act(transaction) }
    } catch let problem as Problem where problem.kind.status.code < 500 {
      return problem.response(in: request.language, requestID: request.id.description)
    }
  }

  private func keep(
    _ response: Response, _ digest: [UInt8], under key: String, of driver: Driver, at now: Instant,
    in transaction: Transaction
  ) async throws {
    let text =
      switch response.body {
      case .bytes(let bytes): bytes.text
      default: ""
      }
    try await transaction.execute(
      """
      insert into idempotency_keys (account_id, key, digest, status, answer, location, etag, created_at)
      values (\(driver.id), \(key), \(digest), \(response.status.code), \(text), \(response.headers["Location"]),
        \(response.headers["ETag"]), \(now))
      on conflict (account_id, key) do update set digest = excluded.digest, status = excluded.status,
        answer = excluded.answer, location = excluded.location, etag = excluded.etag, created_at = excluded.created_at
      """)
  }
}

extension Response {
  fileprivate init(kept row: inout Row) throws {
    let (status, text) = (try row.next(Int.self), try row.next(String.self))
    let body = text.isEmpty ? Body.empty : .bytes(Bytes(text))
    self.init(Status(integerLiteral: status), body, type: text.isEmpty ? nil : status >= 400 ? .problem : .json)
    if let location = try row.next(String?.self) { headers.set("Location", location) }
    if let tag = try row.next(String?.self) { headers.set("ETag", tag) }
  }
}

extension Request {
  package var idempotencyKey: String? {
    get throws {
      guard let key = headers["Idempotency-Key"] else { return nil }
      guard (1...200).contains(key.utf8.count) else {
        let fault = FieldFault("bad-length", fr: "De 1 à 200 caractères.", en: "1 to 200 characters.")
        throw Problem(.validation, faults: [Problem.Fault("Idempotency-Key", fault)])
      }
      return key
    }
  }

  /// Of all that makes it the same request: what is done, where, and the body.
  fileprivate var digest: [UInt8] {
    let head = Array("\(method.rawValue) \(target.segments.joined(separator: "/"))\n".utf8)
    if case .whole(let bytes) = body { return Digest.sha256(head + bytes) }
    return Digest.sha256(head)
  }
}

extension Problem.Kind {
  package static let idempotencyMismatch = Self(
    "idempotency-mismatch", 422, fr: "Cette clé a servi à une autre demande",
    en: "This key was used for another request",
    detail: Text(
      fr: "Envoyez cette demande avec une autre Idempotency-Key.",
      en: "Send this request with another Idempotency-Key."))
}
