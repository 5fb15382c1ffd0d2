import Accounts
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import Homes

/// The slice over a database of its own, with people, a clock that stands still until it is moved, and a gateway.
struct TestHomes {
  let people: TestPeople
  let homes: HomesFeature
  let enedis: FakeEnedis
  let client: EnedisClient
  /// Another gateway in the place of that one.
  let gateway: Shared<EnedisTransport?>

  var database: Database { people.database }
  var clock: ManualClock { people.clock }
  var now: Instant { people.clock.now }
  var today: CivilDay { FakeEnedis.zone.local(now).day }

  static let point = "14000000000001"
  static let body: JSON = [
    "name": "Chez nous", "people": ["adults": 2, "teens": 0, "children": 1], "heating": "heatPump", "hasSolar": true,
  ]

  static let settings = EnedisSettings(
    url: "http://enedis", consentURL: "http://enedis/consent", clientID: "watts-up", clientSecret: Secret("hush"))

  init() async throws {
    // The client holds the gateway alone: a circle would keep the database open for ever.
    let made = Shared<(HomesFeature, EnedisClient)?>(nil)
    let gateway = Shared<EnedisTransport?>(nil)
    self.gateway = gateway
    let clock = Shared<ManualClock?>(nil)
    people = try await TestPeople.make(
      elsewhere: [HomesFeature.personalData],
      others: { accounts, database in
        // The clock of people is made with them: the gateway's follows it.
        let wall = WallClock { clock.value?.now ?? ManualClock().now }
        let client = EnedisClient(
          Self.settings, clock: wall, transport: { try await Self.ask(gateway, $0) })
        let feature = HomesFeature(
          database: database, doorkeeper: accounts.doorkeeper, enedis: client, log: .silent, clock: wall)
        made.change { $0 = (feature, client) }
        return [feature.feature]
      })
    let wall = people.clock
    clock.change { $0 = wall }
    let fake = FakeEnedis(people.clock)
    gateway.change { $0 = fake.transport }
    (homes, client) = try #require(made.value)
    enedis = fake
  }

  private static func ask(_ gateway: Shared<EnedisTransport?>, _ question: EnedisQuestion) async throws -> EnedisReply {
    guard let transport = gateway.value else { throw WaitedInVain("a gateway") }
    return try await transport(question)
  }

  /// Another server over the same database.
  func neighbour() -> (HomesFeature, EnedisClient) {
    let gateway = gateway
    let client = EnedisClient(Self.settings, clock: clock.wall, transport: { try await Self.ask(gateway, $0) })
    return (
      HomesFeature(
        database: database, doorkeeper: homes.doorkeeper, enedis: client, log: .silent, clock: clock.wall), client
    )
  }

  func move(to instant: Instant) { if instant > now { clock.advance(by: instant - now) } }

  // MARK: People at home

  func addHome(_ person: TestPerson, point: String? = nil) async throws -> String {
    guard case .object(let members) = Self.body else { return "" }
    let all = members + (point.map { [("usagePointId", .string($0))] } ?? [])
    let answer = try await person.call(.post, "/api/homes", json: .object(all))
    try #require(answer.status == 201, "\(answer.text)")
    return try #require(answer.json["id"]?.text)
  }

  /// A consent that waits for its person to come back, and the state that travels with them.
  func giveConsent(
    _ person: TestPerson, _ home: String, scope: [JSON] = ["daily", "curve"]
  ) async throws -> (id: String, state: String) {
    let answer = try await person.call(
      .post, "/api/homes/\(home)/consents", json: ["purposes": ["advice"], "scope": .array(scope)])
    try #require(answer.status == 201, "\(answer.text)")
    let address = try #require(answer.json["authorizeUrl"]?.text)
    let state = try #require(address.firstMatch(of: /state=([^&]+)/)?.1)
    return (try #require(answer.json["id"]?.text), String(state))
  }

  func comeBack(_ person: TestPerson, _ query: String) async throws -> TestAnswer {
    try await person.call(.get, "/enedis/callback?" + query)
  }

  func consent(_ person: TestPerson, _ home: String, _ id: String) async throws -> JSON {
    let list = try await person.call(.get, "/api/homes/\(home)/consents")
    return list.json["items"]?.elements.first { $0["id"]?.text == id } ?? .null
  }

  /// A home whose point is owned and whose readings are on their way.
  func connectedHome(
    _ person: TestPerson, point: String = point, number: Int = 11, scope: [JSON] = ["daily", "curve"]
  ) async throws -> (home: String, consent: String) {
    enedis.authorise(number, point)
    let home = try await addHome(person, point: point)
    let given = try await giveConsent(person, home, scope: scope)
    let answer = try await comeBack(person, "state=\(given.state)&autorisation_id=\(number)")
    try #require(answer.status == 200, "\(answer.text)")
    return (home, given.id)
  }

  // MARK: Time goes by

  /// All calls that are due until then, by one instance or by several, in virtual time.
  func work(until end: Instant, by instances: [(HomesFeature, EnedisClient)]? = nil) async throws {
    let all = instances ?? [(homes, client)]
    while true {
      let next = try await withThrowingTaskGroup(of: Instant?.self) { group in
        for (homes, client) in all { group.addTask { try await pump(homes, client) } }
        return try await group.reduce(into: [Instant?]()) { $0.append($1) }
      }
      guard let soonest = next.compactMap({ $0 }).min(), soonest <= end else { break }
      move(to: max(soonest, now + .milliseconds(1)))
    }
    move(to: end)
  }

  func work(for duration: Duration) async throws { try await work(until: now + duration) }

  /// Until there is nothing that may be done now.
  private func pump(_ homes: HomesFeature, _ client: EnedisClient) async throws -> Instant? {
    while true {
      switch try await homes.collectNext(client) {
      case .claimed: continue
      case .full(let until): return until
      case .idle(let until): return until
      }
    }
  }

  func count(_ sql: SQL) async throws -> Int {
    try await database.first(sql) { try $0.next(Int.self) } ?? 0
  }
}
