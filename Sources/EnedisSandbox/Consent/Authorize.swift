import HTTP
import Resources
import Runtime

extension EnedisSandbox {
  var consent: [Route] {
    [
      .immediate(.get, "/dataconnect/v2/oauth2/authorize", "The consent page", answers: .media(.html)) { [self] in
        .fresh(authorize($0, .second))
      },
      .immediate(
        .get, "/dataconnect/v1/oauth2/authorize", "The consent page before 2026: it tells the point itself",
        answers: .media(.html)
      ) { [self] in .fresh(authorize($0, .first)) },
    ]
  }

  private func authorize(_ request: Request, _ version: AskedConsent.Version) -> Response {
    let query = request.target.query
    do throws(AskedConsent.Fault) {
      let asked = try AskedConsent(version, query, settings)
      let response = decide(asked, query)
      note(request, status: response.status.code, api: nil, "consent")
      return response
    } catch {
      return refuse(error, request)
    }
  }

  private func refuse(_ fault: AskedConsent.Fault, _ request: Request) -> Response {
    switch fault {
    case .unknownApplication:
      note(request, status: 400, api: nil, "unknown application")
      return Page.message("Application inconnue", "Aucune application n'est enregistrée sous ce nom.", status: 400)
    case .blocked:
      note(request, status: 403, api: nil, "blocked")
      return Page.bare("<h1>403 Forbidden</h1>", status: 403)
    case .told(let error, let description):
      note(request, status: 302, api: nil, description)
      let state = request.target.query.first { $0.name == "state" }?.value
      return back([("error", error), ("error_description", description)], state)
    }
  }

  /// A person who is named in the address has decided; else the page asks.
  private func decide(_ asked: AskedConsent, _ query: [(name: String, value: String)]) -> Response {
    let values = Fields(query)
    if values["decision"] == "refuse" {
      return back([("error", "access_denied"), ("error_description", "the customer refused")], asked.state)
    }
    let typed = [values["prm"], values["test_person"]].compactMap { $0 }.first { !$0.isEmpty }
    guard let typed else { return askPage(asked, query, fault: nil) }
    guard let prm = Self.person(typed) else {
      return askPage(asked, query, fault: "Un point de livraison a 14 chiffres.")
    }
    switch withState({ $0.knobs.consent }) {
    case .given: return give(asked, prm)
    case .serverError: return back([("error", "server_error"), ("error_description", "server_error")], asked.state)
    case .notCompleted: return notCompleted(asked)
    }
  }

  /// 14 digits, or the number of a test person.
  private static func person(_ text: String) -> String? {
    if text.isPoint { return text }
    return Int(text).flatMap { Scenario.byDigit.indices.contains($0) ? Scenario.byDigit[$0] : nil }
  }

  private func notCompleted(_ asked: AskedConsent) -> Response {
    let error = asked.version == .first ? "server_error" : "demande_non_aboutie"
    return back([("error", error), ("error_description", error)], asked.state)
  }

  private func give(_ asked: AskedConsent, _ prm: String) -> Response {
    let now = now
    let point = look(at: prm, at: now).point
    let number = Authorisation.number(of: prm, heldBy: asked.holder)
    let given: Authorisation? =
      settings.isShared
      ? point.shared(as: number, at: now)
      : withState { $0.authorise(point, as: number, for: asked.duration.days, at: now) }
    guard let given else { return notCompleted(asked) }
    switch asked.version {
    case .second: return back([("autorisation_id", "\(given.id)")], asked.state)
    case .first:
      return back([("code", "inutile"), ("usage_point_id", given.points.joined(separator: ";"))], asked.state)
    }
  }

  private func back(_ parameters: [(name: String, value: String)], _ state: String?) -> Response {
    let all = parameters + (state.map { [("state", $0)] } ?? [])
    let query = all.map { "\($0.name)=\($0.value.percentEncoded)" }.joined(separator: "&")
    return Page.redirect(settings.redirect + (settings.redirect.contains("?") ? "&" : "?") + query)
  }
}

extension SandboxState {
  /// The same application, point and holder keep their number; the consent begins anew, and ends no sooner than it would
  /// have. Nil where sharing once more is refused, or where there is room for no other.
  mutating func authorise(_ point: Scenario, as number: Int, for days: Int, at now: Instant) -> Authorisation? {
    var given = Authorisation(
      id: number, points: [point.prm] + point.companions,
      during: now..<now + .seconds(days * 86_400), emptyLeft: knobs.emptyFirst)
    if let known = authorisations[given.id], known.during.contains(now) {
      if knobs.resharing == .refused { return nil }
      given.during = now..<max(known.during.upperBound, given.during.upperBound)
    }
    if authorisations.count >= Self.mostAuthorisations {
      authorisations = authorisations.filter { $0.value.during.upperBound > now }
      guard authorisations.count < Self.mostAuthorisations else { return nil }
    }
    if point.refused == .moved, authorisations[number] == nil { moveIn(point.prm, at: now) }
    authorisations[given.id] = given
    return given
  }

  /// Somebody else consents for a point whose holder has moved out: the point is theirs from now on.
  private mutating func moveIn(_ prm: String, at now: Instant) {
    let left = authorisations.keys.filter { Authorisation.point(of: $0) == prm }
    guard !left.isEmpty else { return }
    points[prm]?.refused = .none
    for id in left { authorisations[id]?.end(at: now) }
  }
}

extension Authorisation {
  mutating func end(at now: Instant) {
    if during.contains(now) { during = during.lowerBound..<max(now, during.lowerBound) }
  }
}

extension Scenario {
  /// The consent that a point among strangers always has.
  func shared(as number: Int, at now: Instant) -> Authorisation {
    Authorisation(
      id: number, points: [prm] + companions,
      during: now + .seconds(-86_400)..<now + .seconds(1095 * 86_400), emptyLeft: 0)
  }
}
