import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Accounts
@testable import Sites

/// Plants of one owner, whose clock stands at noon of 21 November 2026 in Paris.
struct TestPlants {
  let people: TestPeople
  let owner: TestPerson
  /// A second server over the same database, with connections of its own.
  let beside: TestApp

  var database: Database { people.database }

  static func make() async throws -> TestPlants {
    let people = try await TestPeople.make(
      elsewhere: [SitesFeature.personalPlants, SitesFeature.personalData],
      others: { accounts, database in [feature(accounts, database)] })
    people.clock.advance(by: .seconds(3 * 3600))
    let other = Database(people.test.settings, limits: PoolLimits(wait: .seconds(60)), loop: TestDatabase.loop)
    return TestPlants(
      people: people, owner: try await people.person("olive@example.org"),
      beside: try TestApp(feature(people.accounts, other), clock: people.clock.wall))
  }

  private static func feature(_ accounts: AccountsFeature, _ database: Database) -> Feature {
    SitesFeature(database: database, doorkeeper: accounts.doorkeeper, log: .silent, clock: accounts.clock).feature
  }

  /// A plant of the owner's, by its id.
  func plant(
    capacity: Int? = 100_000, efficiencyIn: Double = 1, efficiencyOut: Double = 1, name: String = "Toit"
  ) async throws -> String {
    let storage: JSON =
      capacity.map {
        ["capacityWh": .integer($0), "efficiencyIn": .double(efficiencyIn), "efficiencyOut": .double(efficiencyOut)]
      } ?? .null
    let made = try await owner.call(
      .post, "/api/plants", json: ["name": .string(name), "kind": "solar", "peakWatts": 9000, "storage": storage])
    try #require(made.status == 201, "\(made.text)")
    return try #require(made.json["id"]?.text)
  }

  @discardableResult
  func declare(
    _ kind: String, _ wh: Int, _ from: String, _ to: String? = nil, in plant: String, by person: TestPerson? = nil
  ) async throws -> TestAnswer {
    var body: [(String, JSON)] = [("kind", .string(kind)), ("wh", .integer(wh))]
    body += to.map { [("from", .string(from)), ("to", .string($0))] } ?? [("at", .string(from))]
    return try await (person ?? owner).call(.post, "/api/plants/\(plant)/movements", json: .object(body))
  }

  func count(_ level: Int, _ at: String, in plant: String) async throws -> TestAnswer {
    try await owner.call(
      .post, "/api/plants/\(plant)/counts", json: ["levelWh": .integer(level), "at": .string(at)])
  }

  func reverse(_ movement: TestAnswer, in plant: String) async throws -> TestAnswer {
    try await owner.call(
      .post, "/api/plants/\(plant)/movements/\(movement.json["id"]?.text ?? "")/reversal", json: nil)
  }

  /// `10:00 5000`, `12:00 2000`: the levels of two days, by UTC.
  func levels(of plant: String) async throws -> [String] {
    let answer = try await owner.call(
      .get, "/api/plants/\(plant)/levels?from=2026-11-20T00:00:00Z&to=2026-11-21T23:00:00Z&resolution=raw")
    try #require(answer.status == 200, "\(answer.text)")
    return (answer.json["items"]?.elements ?? []).map { item in
      "\(item["at"]?.text?.dropFirst(11).prefix(5) ?? "") \(item["wh"]?.whole ?? -1)"
    }
  }

  func person(_ email: String, _ role: String, besidePlant plant: String) async throws -> TestPerson {
    let person = try await people.person(email)
    try await database.execute(
      """
      insert into site_people (site_id, account_id, role, created_at)
      select d.site_id, \(person.id)::text::uuid, \(role), \(people.clock.now)
      from plants p join devices d on d.id = p.device_id where p.id = \(plant)::text::uuid
      """)
    return person
  }
}

extension JSON {
  var whole: Int? { if case .number(let text) = self { Int(text) } else { nil } }
  var instant: Instant? { text.flatMap { Instant(rfc3339: $0) } }
}
