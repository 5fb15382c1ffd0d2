import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// GET /enedis/callback: the browser comes back from Enedis' page, across sites and so without its session. A small page of
/// ours asks once more, from the same site; what is answered then is always a page.
struct ReturnQuery: Decodable, Sendable {
  let state: String?
  let authorisation: String?
  let usagePoint: String?
  let code: String?
  let error: String?
  let errorDescription: String?
  let again: String?

  private enum CodingKeys: String, CodingKey {
    case state, code, error, again
    case authorisation = "autorisation_id"
    case usagePoint = "usage_point_id"
    case errorDescription = "error_description"
  }

  /// Enedis may add names that nobody has told us of.
  init(_ query: [(name: String, value: String)]) {
    func value(_ name: String) -> String? { query.first { $0.name == name && !$0.value.isEmpty }?.value }
    (state, code, again) = (value("state"), value("code"), value("again"))
    (authorisation, usagePoint) = (value("autorisation_id"), value("usage_point_id"))
    (error, errorDescription) = (value("error"), value("error_description"))
  }
}

extension HomesFeature {
  func returnFromEnedis(_ request: Request) async throws -> Response {
    let query = ReturnQuery(request.target.query)
    let page = ReturnPage(request)
    guard let state = query.state.flatMap(ConsentState.token) else { return page.incomplete() }
    guard let driver = try await signedIn(request) else {
      return query.again == nil ? page.askingAgain() : page.signedOut()
    }
    guard let pending = try await pending(state, of: driver) else { return page.unknown() }
    let told = Told(query)
    guard let outcome = try await database.transaction({ try await note(told, pending, driver, in: $0) }) else {
      return page.usedAlready()
    }
    if outcome == .pending { try await askAtOnce(pending.id) }
    let consent = try await database.first(
      "select \(sql: Consent.columns) from home_consents c where c.id = \(pending.id)"
    ) { try Consent(&$0, in: request.language) }
    return page.outcome(of: consent, home: pending.home)
  }

  /// Nil where nobody is: the page is for people, not a refusal for programs.
  private func signedIn(_ request: Request) async throws -> Driver? {
    do {
      return try await doorkeeper.driver.prove(request)
    } catch let problem as Problem where problem.kind == .unauthenticated {
      return nil
    }
  }

  struct PendingReturn: Sendable {
    let id: Consent.ID
    let home: Home.ID?
    let session: Identifier<Session>?
    let until: Instant
  }

  private func pending(_ state: Token, of driver: Driver) async throws -> PendingReturn? {
    try await database.first(
      """
      select id, home_id, session_id, state_until from home_consents
      where state_digest = \(state.atRest) and account_id = \(driver.id)
      """
    ) { row in
      PendingReturn(id: try row.next(), home: try row.next(), session: try row.next(), until: try row.next())
    }
  }

  /// The first answer that is brought home, in the session and the quarter of an hour that it was asked for in.
  enum Told: Sendable, Equatable {
    case authorisation(Int)
    /// The consent page of before: it names a point and proves nothing.
    case points([UsagePoint])
    case refusal(String)
    case nothing

    init(_ query: ReturnQuery) {
      if let error = query.error {
        self = .refusal(error == "access_denied" ? error : query.errorDescription ?? error)
      } else if let number = query.authorisation.flatMap({ Int($0) }), number > 0 {
        self = .authorisation(number)
      } else if let points = query.usagePoint {
        self = .points(points.split { ";,".contains($0) }.compactMap { UsagePoint($0) })
      } else {
        self = .nothing
      }
    }

    /// As it is remembered, to know a reload by.
    var text: String {
      switch self {
      case .authorisation(let number): "authorisation \(number)"
      case .points(let points): "points " + points.map(\.exposed).joined(separator: " ")
      case .refusal(let code): "error " + code.prefix(100)
      case .nothing: "nothing"
      }
    }
  }

  /// Nil: this state has brought something else before.
  private func note(
    _ told: Told, _ pending: PendingReturn, _ driver: Driver, in transaction: Transaction
  ) async throws -> Consent.State? {
    let before = try await transaction.first(
      "select state, returned from home_consents where id = \(pending.id) for update"
    ) { row in (state: try row.word(Consent.State.self), returned: try row.next(String?.self)) }
    guard let before else { return nil }
    // A reload sees the same page, whatever has become of it.
    if let returned = before.returned { return returned == told.text ? before.state : nil }
    guard before.state == .pending else { return before.state }
    try await transaction.execute("update home_consents set returned = \(told.text) where id = \(pending.id)")
    guard pending.session == driver.session, pending.until > clock.now else {
      try await fail(pending.id, "state-expired", in: transaction)
      return .failed
    }
    switch told {
    case .authorisation(let number): return try await bind(number, pending, driver, in: transaction)
    case .points(let points): return try await bind(points, pending, driver, in: transaction)
    case .refusal(let code):
      let state: Consent.State = code == "access_denied" ? .refused : .failed
      try await fail(pending.id, String(code.prefix(100)), state, in: transaction)
      return state
    case .nothing:
      try await fail(pending.id, "invalid_request", in: transaction)
      return .failed
    }
  }

  /// One number, one account, for ever.
  private func bind(
    _ number: Int, _ pending: PendingReturn, _ driver: Driver, in transaction: Transaction
  ) async throws -> Consent.State {
    try await transaction.execute(
      """
      insert into enedis_authorisations (number, account_id, first_seen_at)
      values (\(number), \(driver.id), \(clock.now)) on conflict do nothing
      """)
    let isMine = try await transaction.first(
      "select from enedis_authorisations where number = \(number) and account_id = \(driver.id)"
    ) { _ in true }
    guard isMine == true else {
      try await fail(pending.id, ConsentRefusal.otherAuthorisation.rawValue, in: transaction)
      return .failed
    }
    try await transaction.execute(
      """
      update home_consents set authorisation = \(number), ask_at = \(clock.now), version = version + 1
      where id = \(pending.id)
      """)
    return .pending
  }

  /// A point that an address names is nobody's by that: an authorisation of this account must name it already.
  private func bind(
    _ points: [UsagePoint], _ pending: PendingReturn, _ driver: Driver, in transaction: Transaction
  ) async throws -> Consent.State {
    guard points.count == 1 else {
      try await fail(pending.id, ConsentRefusal.severalPoints.rawValue, in: transaction)
      return .failed
    }
    let known = try await transaction.first(
      """
      select number from enedis_authorisations where account_id = \(driver.id) and usage_point = \(points[0])
      order by number desc limit 1
      """
    ) { try $0.next(Int.self) }
    guard let known else {
      try await fail(pending.id, ConsentRefusal.otherAuthorisation.rawValue, in: transaction)
      return .failed
    }
    return try await bind(known, pending, driver, in: transaction)
  }

  /// Somebody looks on: the first question need not wait for the queue. When the budget has no room it does.
  private func askAtOnce(_ consent: Consent.ID) async throws {
    guard let enedis, case .claimed(let claim) = try await claimConsent(enedis, consent) else { return }
    try await resolve(claim, enedis)
  }
}
