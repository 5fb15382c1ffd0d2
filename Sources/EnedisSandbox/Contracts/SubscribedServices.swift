import HTTP
import Runtime

extension EnedisSandbox {
  /// POST /subscribed_services/v1: which point stands behind the number of a consent.
  func listServices(_ call: Call<Nothing, Nothing, Upload>, _: Void) async throws -> Response {
    let bytes = try await Fields.bytes(call.body)
    return await pass(call.request) { [self] now throws(Refusal) in
      let wanted = try WantedServices(bytes)
      let services = services(wanted, at: now)
      return .json([
        "nbTotalServices": .integer(services.count),
        "serviceSouscrit": wanted.countsOnly || services.isEmpty ? .null : .array(services.map(\.json)),
      ])
    }
  }
}

/// What the body of a call asks for.
struct WantedServices: Sendable {
  let authorisation: Int
  let countsOnly: Bool
  let states: Set<String>
  let type: String

  init(_ bytes: [UInt8]) throws(Refusal) {
    guard let json = try? JSONParser.parse(bytes), case .object = json else {
      throw Refusal(400, "Invalid_request", "The body is no JSON object.")
    }
    guard case .number(let text)? = json["autorisationId"], let number = Int(text),
      case .bool(let counts)? = json["comptage"]
    else { throw Refusal(400, "Invalid_request", "autorisationId (int64) and comptage (boolean) are required.") }
    (authorisation, countsOnly) = (number, counts)
    var states: Set<String> = ["ACTIF", "DEMANDE"]
    if case .array(let words)? = json["etatCode"] {
      states = Set(words.compactMap { if case .string(let word) = $0 { word } else { nil } })
    }
    self.states = states
    type = if case .string(let word)? = json["serviceType"] { word } else { "ACCES" }
  }
}

struct SubscribedService: Sendable {
  let number: Int
  let authorisation: Int
  let point: Scenario
  let measure: String
  let state: String
  let during: Range<Instant>

  var json: JSON {
    let names = ["ACTIF": "Actif", "DEMANDE": "Demandé", "TERMINE": "Terminé", "SUPPRIME": "Supprimé"]
    return [
      "id": .string("\(number)"), "injection": .bool(point.measures(.injected)),
      "soutirage": .bool(point.measures(.drawn)), "serviceCode": "ACCES",
      "dateDebut": .string(Paris.zone.local(during.lowerBound).day.text),
      "dateFin": .string(Paris.zone.local(during.upperBound).day.text), "etatCode": .string(state),
      "etatLibelle": .string(names[state] ?? state), "pointId": .string(point.prm),
      "mesuresTypeCode": .string(measure), "mesuresPas": .string(measure == "CDC" ? "PT30M" : "P1D"),
      "mesuresCorrigees": false,
      "autorisation": [
        "autorisationId": .integer(authorisation), "autorisationLibelle": "Data Connect",
        "autorisationType": "EXPLICITE",
      ],
    ]
  }
}

extension EnedisSandbox {
  private func services(_ wanted: WantedServices, at now: Instant) -> [SubscribedService] {
    guard wanted.type == "ACCES", let known = consent(numbered: wanted.authorisation, at: now), known.emptyLeft == 0
    else { return [] }
    return known.points.flatMap { prm in
      look(at: prm, at: now).point.services(of: known, at: now).filter { service in
        // The mock of a terminated one does not look at what was asked for.
        wanted.states.contains(service.state) || service.point.services == .terminated
      }
    }
  }

  /// Takes one off the times that it is still empty. Among strangers a number tells its point by itself.
  private func consent(numbered number: Int, at now: Instant) -> Authorisation? {
    let known = withState { state -> Authorisation? in
      let known = state.authorisations[number]
      if let known { state.authorisations[number]?.emptyLeft = max(0, known.emptyLeft - 1) }
      return known
    }
    if known != nil || !settings.isShared { return known }
    return Authorisation.point(of: number).map { look(at: $0, at: now).point.shared(as: number, at: now) }
  }
}

extension Scenario {
  private static let measures = ["CDC", "IDX", "PMAX", "ENERGIE", "ITC"]

  fileprivate func services(of consent: Authorisation, at now: Instant) -> [SubscribedService] {
    if services == .none { return [] }
    let state =
      switch services {
      case .terminated: "TERMINE"
      case .requested: "DEMANDE"
      // One that is revoked at once has been given: what is measured says so.
      default: consent.during.contains(now) ? "ACTIF" : "TERMINE"
      }
    let rounds = services == .fifteen ? 3 : 1
    return (0..<rounds * Self.measures.count).map { index in
      SubscribedService(
        number: consent.id % 1_000_000 * 100 + index, authorisation: services == .foreign ? consent.id + 1 : consent.id,
        point: self, measure: Self.measures[index % Self.measures.count], state: state, during: consent.during)
    }
  }
}
