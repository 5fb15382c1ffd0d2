import HTTP
import Homes
import Postgres
import Runtime
import Secrets
import Synchronization
import TestSupport

/// A gateway as faithful as these tests need it: tokens, services, measures with stamps as Enedis writes them, its limits, and
/// the refusals that a test wants. It keeps a log of every call.
final class FakeEnedis: Sendable {
  struct Call: Sendable, Equatable {
    let api: String
    let point: String
    let from: String
    let to: String
    let at: Instant
  }

  struct State: Sendable {
    var calls: [Call] = []
    var tokens: Set<String> = []
    var tokenSeconds = 12_600
    var authorisations: [Int: JSON] = [:]
    /// How often an authorisation is empty before its services are written down.
    var emptyFirst = 0
    /// What a point answers in the place of measures: a status and a body.
    var refusals: [String: (status: Int, body: String)] = [:]
    /// The next calls of measures are answered with these.
    var next: [(status: Int, body: String)] = []
    var activation: [String: CivilDay] = [:]
    /// Days that nothing is known of.
    var missing: Set<CivilDay> = []
    /// Half-hours of the day that are absent, null or the word "null".
    var holes: [Int: JSON?] = [:]
    /// Days are published this many hours after midnight.
    var publishedAt = 8
    var overruns = 0
    var log: [String] = []
  }

  static let zone = Zone.named("Europe/Paris").unsafelyUnwrapped
  let clock: ManualClock
  let state = Mutex(State())

  init(_ clock: ManualClock) { self.clock = clock }

  var calls: [Call] { state.withLock { $0.calls } }
  var overruns: Int { state.withLock { $0.overruns } }
  var tokens: Int { state.withLock { $0.tokens.count } }
  func change(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

  /// One point with its five services, all of one authorisation.
  func authorise(_ number: Int, _ point: String, state code: String = "ACTIF", carrying other: Int? = nil) {
    let services = ["CDC", "IDX", "PMAX", "ENERGIE", "ITC"].map { kind -> JSON in
      [
        "id": "1", "etatCode": .string(code), "pointId": .string(point), "mesuresTypeCode": .string(kind),
        "autorisation": ["autorisationId": .integer(other ?? number)],
      ]
    }
    change { $0.authorisations[number] = .array(services) }
  }

  // MARK: The gateway

  /// The way to it without a network.
  var transport: EnedisTransport { { try self.answer($0) } }

  func answer(_ question: EnedisQuestion) throws -> EnedisReply {
    let target = Target(String(question.url.dropFirst("http://enedis".count)))
    guard let target else { return Self.reply(500, #"{"error":"ADAM-DC-0500"}"#) }
    let api = target.segments.first ?? ""
    if api == "oauth2" { return token(question) }
    let bearer = question.headers.first { $0.hasPrefix("Authorization: Bearer ") }?.dropFirst(22)
    guard let bearer, state.withLock({ $0.tokens.contains(String(bearer)) }) else {
      return Self.reply(401, #"{"code":"900901","message":"Invalid Credentials"}"#)
    }
    let values = Dictionary(target.query.map { ($0.name, $0.value) }) { first, _ in first }
    let call = Call(
      api: target.segments.last ?? "", point: values["pointId"] ?? "", from: values["dateDebut"] ?? "",
      to: values["dateFin"] ?? "", at: clock.now)
    if isTooMuch(call) { return Self.reply(429, #"{"error":"429","error_description":"Quota Q4"}"#) }
    return api == "subscribed_services" ? services(question) : measures(call)
  }

  private static func reply(_ status: Int, _ body: String) -> EnedisReply {
    EnedisReply(status: status, bytes: Array(body.utf8))
  }

  private func token(_ question: EnedisQuestion) -> EnedisReply {
    let pair = "Authorization: Basic " + Base64.standard.encode(Array("watts-up:hush".utf8))
    guard question.headers.contains(pair) else { return Self.reply(401, #"{"error":"invalid_client"}"#) }
    guard question.body == "grant_type=client_credentials" else {
      return Self.reply(400, #"{"error":"unsupported_grant_type"}"#)
    }
    return state.withLock { state in
      let token = "token-\(state.tokens.count)"
      state.tokens.insert(token)
      return Self.reply(200, #"{"access_token":"\#(token)","expires_in":\#(state.tokenSeconds)}"#)
    }
  }

  /// More than 5 in a second, or 1,000 in an hour.
  private func isTooMuch(_ call: Call) -> Bool {
    state.withLock { state in
      state.calls.append(call)
      let second = state.calls.suffix(6).filter { $0.at > call.at - .seconds(1) }.count
      let hour = state.calls.suffix(1001).filter { $0.at > call.at - .seconds(3600) && $0.api != "v1" }.count
      if second > 5 || hour > 1000 { state.overruns += 1 }
      return second > 5 || hour > 1000
    }
  }

  private func services(_ question: EnedisQuestion) -> EnedisReply {
    let number = (try? JSONParser.parse(Array((question.body ?? "").utf8)))?["autorisationId"]?.int ?? 0
    return state.withLock { state in
      if state.emptyFirst > 0 {
        state.emptyFirst -= 1
        return Self.reply(200, #"{"nbTotalServices":0,"serviceSouscrit":null}"#)
      }
      let found = state.authorisations[number] ?? .null
      let body: JSON = ["nbTotalServices": .integer(found.elements.count), "serviceSouscrit": found]
      return Self.reply(200, body.serialized().text)
    }
  }

  // MARK: Measures

  private func measures(_ call: Call) -> EnedisReply {
    let refusal = state.withLock { state -> (status: Int, body: String)? in
      if !state.next.isEmpty { return state.next.removeFirst() }
      return state.refusals[call.point + " " + call.api] ?? state.refusals[call.point]
    }
    if let refusal { return Self.reply(refusal.status, refusal.body) }
    guard let from = CivilDay(iso: call.from), let to = CivilDay(iso: call.to), from < to, to <= today else {
      return Self.reply(400, #"{"error":"Invalid_request","error_description":"dates"}"#)
    }
    let isCurve = call.api.hasPrefix("courbe")
    if isCurve, to > from.adding(7) { return Self.reply(400, #"{"error":"ADAM-DC-0015"}"#) }
    if let first = state.withLock({ $0.activation[call.point] }), from < first {
      return Self.reply(400, #"{"error":"ADAM-ERR0123","error_description":"activation"}"#)
    }
    let points = days(from, to).flatMap { isCurve ? curve($0) : [value($0, of: call.api)] }
    if points.isEmpty { return Self.reply(404, #"{"error":"no_data_found"}"#) }
    let body: JSON = [
      "idPrm": .string(call.point), "etapeMetier": "BRUT", "pas": isCurve ? "PT30M" : "P1D",
      "periode": ["dateDebut": .string(call.from), "dateFin": .string(call.to)],
      "grandeur": [
        [
          "grandeurMetier": call.api.hasSuffix("production") || call.api.hasPrefix("production") ? "PROD" : "CONS",
          "grandeurPhysique": isCurve ? "PA" : call.api.hasPrefix("puissance") ? "PMA" : "EA", "points": .array(points),
        ]
      ], "contexte": [],
    ]
    return Self.reply(200, body.serialized().text)
  }

  private var today: CivilDay { Self.zone.local(clock.now).day }

  private func days(_ from: CivilDay, _ to: CivilDay) -> [CivilDay] {
    let local = Self.zone.local(clock.now)
    let state = state.withLock { $0 }
    // Yesterday is there from eight on.
    let end = local.second < state.publishedAt * 3600 ? today.adding(-1) : today
    return (0..<(to.daysSince1970 - from.daysSince1970)).map { from.adding($0) }
      .filter { $0 < end && !state.missing.contains($0) }
  }

  /// 100 W and the number of the half-hour.
  private func curve(_ day: CivilDay) -> [JSON] {
    let holes = state.withLock { $0.holes }
    let start = Self.zone.start(of: day)
    let count = Int((Self.zone.start(of: day.adding(1)) - start).microseconds / 1_800_000_000)
    return (0..<count).compactMap { index in
      var value: JSON = .string("\(100 + index)")
      if let hole = holes[index] {
        guard let hole else { return nil }
        value = hole
      }
      let end = Self.zone.local(start + .seconds((index + 1) * 1800))
      return ["v": value, "d": .string("\(end.day.text) \(end.second.clock)"), "p": "PT30M", "n": "B"]
    }
  }

  private func value(_ day: CivilDay, of api: String) -> JSON {
    let isMaximum = api.hasPrefix("puissance")
    return ["v": isMaximum ? "6510" : "5928", "d": .string(isMaximum ? day.text + " 12:50:25" : day.text)]
  }
}

extension CivilDay {
  init?(iso text: String) {
    guard let instant = Instant(rfc3339: text + "T00:00:00Z") else { return nil }
    self.init(daysSince1970: Int(instant.seconds / 86_400))
  }
}

extension Int {
  var clock: String {
    [self / 3600, self / 60 % 60, self % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}

extension JSON {
  var int: Int? { if case .number(let text) = self { Int(text) } else { nil } }
  var double: Double? { if case .number(let text) = self { Double(text) } else { nil } }
}
