import HTTP
package import Runtime
import Secrets
import Synchronization

/// Asks Enedis in the name of our application. It spends what the budget has granted and decides nothing.
package final class EnedisClient: Sendable {
  let settings: EnedisSettings
  private let transport: EnedisTransport
  private let clock: WallClock
  private let token = Mutex<Granted?>(nil)

  private struct Granted: Sendable {
    let text: Secret<String>
    let until: Instant
  }

  /// Tokens are renewed a little before they end.
  private static let margin = Duration.seconds(30)

  package init(_ settings: EnedisSettings, clock: WallClock, transport: EnedisTransport? = nil) {
    self.settings = settings
    self.clock = clock
    self.transport = transport ?? CurlTransport.transport
  }

  /// The services under an authorisation; none while Enedis has not written them down yet.
  func services(of authorisation: Int) async throws -> [SubscribedService] {
    let body: JSON = [
      "autorisationId": .integer(authorisation), "comptage": false, "etatCode": ["ACTIF", "DEMANDE"],
      "serviceType": "ACCES",
    ]
    let json = try await ask(.services, "", body: body.serialized().text)
    return try SubscribedService.list(json)
  }

  /// What was measured on some days.
  func measures(_ series: Series, of point: UsagePoint, _ days: Range<CivilDay>) async throws -> MeterAnswer {
    let json = try await ask(.measures, series.question(of: point, days), body: nil)
    let answer = try MeterAnswer(json)
    guard answer.series == series, answer.point == nil || answer.point == point else {
      throw EnedisFault.trouble("unknown-form")
    }
    return answer
  }

  /// What the contract at a point says of it. The point stands in the path: in the query it is an error of theirs.
  func contract(of point: UsagePoint) async throws -> ToldContract {
    try ToldContract(try await ask(.contract, "/" + point.exposed, body: nil), of: point)
  }

  /// A token that is not taken is renewed once.
  private func ask(_ api: EnedisAPI, _ query: String, body: String?) async throws -> JSON {
    let reply = try await send(api, query, body, try await granted())
    guard reply.status == 401 else { return try json(of: reply) }
    token.withLock { $0 = nil }
    return try json(of: try await send(api, query, body, try await granted()))
  }

  private func send(_ api: EnedisAPI, _ query: String, _ body: String?, _ token: Secret<String>) async throws
    -> EnedisReply
  {
    var headers = ["Authorization: Bearer \(token.exposed)", "Accept: application/json"]
    if body != nil { headers.append("Content-Type: application/json") }
    return try await reach(EnedisQuestion(url: settings.url + api.path + query, headers: headers, body: body))
  }

  private func reach(_ question: EnedisQuestion) async throws -> EnedisReply {
    do {
      return try await transport(question)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      throw EnedisFault.trouble("unreachable")
    }
  }

  /// Whatever type it claims to be.
  private func json(of reply: EnedisReply) throws -> JSON {
    guard reply.status == 200 else { throw EnedisFault(reply, at: clock.now) }
    guard let json = try? JSONParser.parse(reply.bytes) else { throw EnedisFault.trouble("unreadable") }
    return json
  }

  // MARK: Tokens

  var needsToken: Bool {
    let now = clock.now
    return token.withLock { $0.map { $0.until <= now } ?? true }
  }

  private func granted() async throws -> Secret<String> {
    let now = clock.now
    if let granted = token.withLock({ $0 }), granted.until > now { return granted.text }
    let pair = "\(settings.clientID):\(settings.clientSecret.exposed)"
    let question = EnedisQuestion(
      url: settings.url + EnedisAPI.token.path,
      headers: [
        "Authorization: Basic " + Base64.standard.encode(Array(pair.utf8)), "Accept: application/json",
        "Content-Type: application/x-www-form-urlencoded",
      ], body: "grant_type=client_credentials")
    let reply = try await reach(question)
    let json = try json(of: reply)
    guard case .string(let text)? = json["access_token"] else { throw EnedisFault.trouble("no-token") }
    let lifetime = json["expires_in"]?.word.flatMap { Int($0) } ?? 3600
    let lasting = Duration.seconds(max(1, lifetime))
    let granted = Granted(text: Secret(text), until: now + max(lasting - Self.margin, lasting / 2))
    token.withLock { $0 = granted }
    return granted.text
  }
}
