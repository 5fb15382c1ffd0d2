import Glibc
import HTTP
import Runtime

/// Somebody who looks for points, books, cancels, charges and extends, without end, on a thread of their own.
struct SimulatedDriver {
  let number: Int
  /// Tells this run's people from those of another.
  let run: String
  let points: [(id: String, latitude: Double, longitude: Double)]
  let conversation: Conversation
  let ledger: Ledger
  let clock: WallClock
  private var cookie: String?
  private var random: SystemRandomNumberGenerator
  private var held: [String] = []
  private var charging: (charge: String, reservation: String)?

  init(
    number: Int, run: String, points: [(id: String, latitude: Double, longitude: Double)], conversation: Conversation,
    ledger: Ledger, clock: WallClock
  ) {
    (self.number, self.run, self.points) = (number, run, points)
    (self.conversation, self.ledger, self.clock) = (conversation, ledger, clock)
    random = SystemRandomNumberGenerator()
  }

  mutating func drive(until end: Instant, _ isStopping: Flag) {
    while clock.now < end, !isStopping.isRaised {
      do {
        if cookie == nil { try signIn() } else { try act() }
      } catch {
        ledger.noteBroken()
        pause(0.2...0.5)
      }
      pause(0.02...0.2)
    }
  }

  private func pause(_ seconds: ClosedRange<Double>) { usleep(useconds_t(Double.random(in: seconds) * 1_000_000)) }

  private mutating func ask(_ what: String, _ method: String, _ path: String, _ json: JSON? = nil) throws
    -> Conversation.Answer
  {
    let answer = try conversation.ask(method, path, cookie: cookie, json: json)
    ledger.note(what, answer)
    if answer.status == 401 { cookie = nil }
    if answer.status == 429 || answer.status == 503 { sleep(UInt32(min(10, answer.retryAfter ?? 1))) }
    return answer
  }

  private mutating func signIn() throws {
    let email = "simulation-\(run)-\(number)@example.org"
    let password = "une phrase de simulation"
    let joined = try ask(
      "sign up", "POST", "/api/accounts",
      ["email": .string(email), "password": .string(password), "displayName": .string("Simulation \(number)")])
    guard joined.status == 201 else { return }
    let answer = try ask("sign in", "POST", "/api/session", ["email": .string(email), "password": .string(password)])
    cookie = answer.cookies.first { $0.hasPrefix("watts_up_session=") }.map {
      String($0.dropFirst("watts_up_session=".count).prefix { $0 != ";" })
    }
  }

  private mutating func act() throws {
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1: try search()
    case 2, 3, 4: try book(soon: false)
    case 5: try book(soon: true)
    case 6: try cancel()
    case 7: try charge()
    case 8: try look()
    default: try extend()
    }
  }

  private mutating func search() throws {
    let point = points[Int.random(in: points.indices, using: &random)]
    _ = try ask("slots", "GET", "/api/points/\(point.id)/slots")
    _ = try ask("search", "GET", "/api/stations?near=\(point.latitude),\(point.longitude)&radius=3000&limit=20")
  }

  /// Few points, so that drivers meet.
  private mutating func book(soon: Bool) throws {
    let point = points[Int.random(in: points.indices, using: &random)]
    let minute = clock.now.seconds / 60 * 60
    let start = soon ? minute : minute / 1800 * 1800 + 1800 * Int64.random(in: 1...40, using: &random)
    let answer = try ask(
      "book", "POST", "/api/reservations",
      ["pointId": .string(point.id), "startsAt": .string(Instant(seconds: start).description)])
    guard answer.status == 201, case .string(let id)? = answer.json["id"] else { return }
    ledger.acknowledge(id)
    held.append(id)
    if soon { try charge(id) }
  }

  private mutating func cancel() throws {
    guard let id = held.randomElement(using: &random), id != charging?.reservation else { return }
    let answer = try ask("cancel", "DELETE", "/api/reservations/\(id)")
    guard answer.status == 204 else { return }
    ledger.cancel(id)
    held.removeAll { $0 == id }
  }

  private mutating func charge() throws {
    if let charging {
      let answer = try ask("stop", "POST", "/api/charges/\(charging.charge)/stop")
      if answer.status == 200 { self.charging = nil }
    } else if let id = held.last {
      try charge(id)
    }
  }

  private mutating func charge(_ id: String) throws {
    let answer = try ask(
      "charge", "POST", "/api/reservations/\(id)/charge", ["soc": .integer(Int.random(in: 5...60)), "targetSoc": 80])
    guard answer.status == 201, case .string(let charge)? = answer.json["id"] else { return }
    ledger.begin(charge)
    charging = (charge, id)
    held.removeAll { $0 == id }
  }

  private mutating func look() throws {
    _ = try ask("history", "GET", "/api/reservations?limit=20")
    if let charging { _ = try ask("charge seen", "GET", "/api/charges/\(charging.charge)") }
  }

  private mutating func extend() throws {
    guard let id = charging?.reservation ?? held.randomElement(using: &random) else { return }
    let answer = try ask("extend", "POST", "/api/reservations/\(id)/extension")
    guard answer.status == 201, case .string(let made)? = answer.json["id"] else { return }
    ledger.acknowledge(made)
  }
}
