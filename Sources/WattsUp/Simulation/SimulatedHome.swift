import Glibc
import HTTP
import Household
import Runtime

/// A home that plays: it agrees at Enedis' double, which from then on tells its curve, and every second one has a box.
struct SimulatedHome {
  let number: Int
  let conversation: Conversation
  let clock: WallClock
  let point: String
  private(set) var cookie = ""
  private(set) var id = ""
  let email: String
  static let password = "une phrase de simulation"

  init(number: Int, run: String, _ conversation: Conversation, _ clock: WallClock) {
    (self.number, self.conversation, self.clock) = (number, conversation, clock)
    email = "community-\(run)-\(number)@example.org"
    point = String(20_000_000_000_000 + Int(clock.now.seconds % 1_000_000_000) * 1000 + number)
  }

  var hasBox: Bool { number.isMultiple(of: 2) }

  mutating func moveIn() throws {
    let account: JSON = [
      "email": .string(email), "password": .string(Self.password), "displayName": .string("Simulation \(number)"),
    ]
    _ = try ask("POST", "/api/accounts", account)
    let signed = try ask("POST", "/api/session", ["email": .string(email), "password": .string(Self.password)])
    cookie =
      signed.cookies.first { $0.hasPrefix("watts_up_session=") }.map {
        String($0.dropFirst("watts_up_session=".count).prefix { $0 != ";" })
      } ?? ""
    let home: JSON = [
      "name": "Chez nous", "people": ["adults": 2, "teens": 0, "children": .integer(number % 3)],
      "heating": "electric", "hasSolar": false,
    ]
    id = try text(ask("POST", "/api/homes", home), "id")
  }

  /// To Enedis' page and back, as a browser goes.
  func agree() throws {
    let given = try ask(
      "POST", "/api/homes/\(id)/consents", ["purposes": ["game"], "scope": ["daily", "curve"]])
    let page = try text(given, "authorizeUrl")
    let (enedis, path) = try elsewhere(page)
    let back = try enedis.ask("GET", path + "&test_person=\(point)")
    guard let location = back.location else {
      throw Simulation.Failure(description: "Enedis' page did not lead back, with \(back.status)")
    }
    let (_, callback) = try elsewhere(location)
    let answer = try patiently { try conversation.ask("GET", callback + "&again=1", cookie: cookie) }
    guard answer.status == 200 else {
      throw Simulation.Failure(description: "the consent of home \(number) was answered \(answer.status)")
    }
  }

  /// Whether Enedis has named the point.
  func isOwner() throws -> Bool { try ask("GET", "/api/homes/\(id)").json["pointState"] == "owned" }

  func enter() throws { _ = try ask("POST", "/api/community/players", ["homeId": .string(id)]) }

  func counts() throws -> Bool { try ask("GET", "/api/community/me").json["progress"]?["counted"] == .bool(true) }

  // MARK: The box

  /// It is paired, and sends what its meter showed in the last two days.
  func connectBox() throws {
    let code = try text(ask("POST", "/api/homes/\(id)/boxes", [:]), "code")
    let key = try text(ask("POST", "/api/box/pair", ["code": .string(code)]), "key")
    let rows = registers()
    let batch: JSON = ["boot": "simulation", "first": 1, "last": .integer(rows.count), "rows": .array(rows)]
    let answer = try patiently { try conversation.ask("POST", "/api/box/batches", key: key, json: batch) }
    guard answer.status == 200 else { throw Simulation.Failure(description: "a box was answered \(answer.status)") }
  }

  /// At every half-hour of the house that the double shows too.
  private func registers() -> [JSON] {
    guard let house = Household(usagePoint: point) else { return [] }
    let end = Instant(seconds: clock.now.seconds / 1800 * 1800)
    let start = end - .seconds(3 * 86_400)
    var wattSeconds = 1_000_000 * 3600
    return (0..<145).map { number in
      let at = start + .seconds(1800 * number)
      defer { wattSeconds += house.energy(from: at, to: at + .seconds(1800)).drawn }
      return [
        "sequence": .integer(number + 1), "boot": "simulation", "monotonicMs": .integer(number * 1_800_000),
        "at": .string(at.description), "clock": "ntp", "kind": "drawn", "value": .integer(wattSeconds / 3600),
      ]
    }
  }

  // MARK: Asking

  /// Waits where it is told to; whatever else is refused ends the simulation.
  @discardableResult
  func ask(_ method: String, _ path: String, _ json: JSON? = nil) throws -> Conversation.Answer {
    let answer = try patiently {
      try conversation.ask(method, path, cookie: cookie.isEmpty ? nil : cookie, json: json)
    }
    guard (200..<300).contains(answer.status) else {
      throw Simulation.Failure(description: "\(method) \(path): \(answer.status), \(answer.json.serialized().text)")
    }
    return answer
  }

  private func patiently(_ ask: () throws -> Conversation.Answer) throws -> Conversation.Answer {
    while true {
      let answer = try ask()
      guard answer.status == 429 || answer.status == 503 else { return answer }
      _ = Glibc.sleep(UInt32(clamping: answer.retryAfter ?? 1))
    }
  }

  func text(_ answer: Conversation.Answer, _ name: String) throws -> String {
    guard case .string(let text)? = answer.json[name] else {
      throw Simulation.Failure(description: "\(name) is missing: \(answer.json.serialized().text)")
    }
    return text
  }

  /// The server of an address and the path there; an address without a server is the same server's.
  private func elsewhere(_ address: String) throws -> (Conversation, path: String) {
    if address.hasPrefix("/") { return (conversation, address) }
    let parts = address.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard address.hasPrefix("http://"), parts.count == 3 else {
      throw Simulation.Failure(description: "only Enedis' double can be played with, not \(address)")
    }
    let rest = parts[2].split(separator: "/", maxSplits: 1)
    let server = rest[0].split(separator: ":")
    let port = server.count > 1 ? UInt16(server[1]) ?? 80 : 80
    return (Conversation(host: String(server[0]), port: port), "/" + (rest.count > 1 ? rest[1] : ""))
  }
}
