import Accounts
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import HTTP
@testable import Homes

/// A home with a box, over a database of its own.
struct TestBoxes {
  let people: TestPeople
  let homes: HomesFeature
  let home: String
  private let signedIn: Shared<TestPerson>

  var database: Database { people.database }
  var clock: ManualClock { people.clock }
  var app: TestApp { people.app }
  var person: TestPerson { signedIn.value }

  static let zone = Paris.zone

  init(keys: String = TestPeople.keys) async throws {
    let made = Shared<HomesFeature?>(nil)
    let moved = Shared<ManualClock?>(nil)
    let wall = WallClock { moved.value?.now ?? ManualClock().now }
    let secret = try SecretKeys(parsing: keys)
    people = try await TestPeople.make(
      elsewhere: [HomesFeature.personalData, HomesFeature.personalBoxes],
      others: { accounts, database in
        let feature = HomesFeature(
          database: database, doorkeeper: accounts.doorkeeper, keys: secret, log: .silent, clock: wall)
        made.change { $0 = feature }
        return [feature.feature]
      })
    let clock = people.clock
    moved.change { $0 = clock }
    homes = try #require(made.value)
    let person = try await people.person()
    signedIn = Shared(person)
    home = try await TestBoxes.addHome(person)
  }

  /// Time goes by, and whoever sits there signs in again.
  func wait(_ duration: Duration) async throws {
    clock.advance(by: duration)
    let answer = try await people.signIn("camille@example.org")
    try #require(answer.status == 200, "\(answer.text)")
    signedIn.change { $0 = TestPerson(people.app, answer) }
  }

  static func addHome(_ person: TestPerson) async throws -> String {
    let answer = try await person.call(
      .post, "/api/homes",
      json: [
        "name": "Chez nous", "people": ["adults": 2, "teens": 0, "children": 1], "heating": "gas", "hasSolar": true,
      ])
    try #require(answer.status == 201, "\(answer.text)")
    return try #require(answer.json["id"]?.text)
  }

  // MARK: Boxes

  func code(name: JSON = ["name": "Tableau"]) async throws -> (id: String, code: String) {
    let answer = try await person.call(.post, "/api/homes/\(home)/boxes", json: name)
    try #require(answer.status == 201, "\(answer.text)")
    return (try #require(answer.json["id"]?.text), try #require(answer.json["code"]?.text))
  }

  func pair(_ code: String, from client: String = "127.0.0.1") async throws -> TestAnswer {
    try await app.call(.post, "/api/box/pair", from: client, json: ["code": .string(code)])
  }

  /// A box that is paired.
  func box() async throws -> PairedTestBox {
    let code = try await code()
    let answer = try await pair(code.code)
    try #require(answer.status == 201, "\(answer.text)")
    return PairedTestBox(
      app: app, id: code.id, key: try #require(answer.json["key"]?.text),
      serverKey: try #require(answer.json["serverKey"]?.text))
  }

  func show(_ box: PairedTestBox) async throws -> TestAnswer {
    try await person.call(.get, "/api/homes/\(home)/boxes/\(box.id)")
  }

  // MARK: Readings

  /// The mean powers of a day as they were read out, in the home's order of half-hours.
  func local(_ day: String, _ direction: String = "drawn") async throws -> [Int?] {
    let answer = try await database.first(
      """
      select watts from curve_days
      where home_id = \(home)::text::uuid and quality = 'local' and direction = \(direction) and day = \(day)::text::date
      """
    ) { try $0.next([Int32?].self) }
    return answer?.map { $0.map(Int.init) } ?? []
  }

  func certify(_ day: String, wh: Int, _ direction: String = "drawn") async throws {
    try await database.execute(
      """
      insert into day_readings (home_id, kind, direction, quality, day, value)
      values (\(home)::text::uuid, 'daily', \(direction), 'certified', \(day)::text::date, \(wh))
      on conflict (home_id, kind, direction, quality, day) do update set value = excluded.value
      """)
  }

  func agreement(_ query: String) async throws -> TestAnswer {
    try await person.call(.get, "/api/homes/\(home)/agreement?" + query)
  }
}

struct PairedTestBox: Sendable {
  let app: TestApp
  let id: String
  let key: String
  let serverKey: String

  func send(_ batch: JSON, isPacked: Bool = true) async throws -> TestAnswer {
    let plain = batch.serialized()
    let packed = isPacked ? try #require(Gzip.compress(plain, level: 6)).array : plain.array
    return try await send(bytes: packed, isPacked: isPacked)
  }

  func send(bytes: [UInt8], isPacked: Bool = true) async throws -> TestAnswer {
    let headers = ["Authorization", "Bearer " + key] + (isPacked ? ["Content-Encoding", "gzip"] : [])
    return try await app.call(.post, "/api/box/batches", from: "127.0.0.1", headers: headers, bytes: bytes)
  }

  func orders() async throws -> TestAnswer {
    try await app.call(.get, "/api/box/orders", "Authorization", "Bearer " + key)
  }

  /// What it has made of an order.
  func answer(_ order: JSON, _ answer: String, _ reason: JSON = .null) async throws -> TestAnswer {
    try await app.call(
      .post, "/api/box/orders/answers", "Authorization", "Bearer " + key,
      json: ["answers": [["id": order, "answer": .string(answer), "reason": reason]]])
  }

  /// Rows of a register, one every so many minutes, from a sequence on.
  static func rows(
    _ kind: String = "drawn", from sequence: Int, at start: Instant, every minutes: Int, _ values: [Int]
  ) -> [JSON] {
    values.enumerated().map { index, value in
      row(kind, sequence + index, start + .seconds(60 * minutes * index), value)
    }
  }

  static func row(_ sequence: Int, _ at: Instant?, _ value: Int, clock: String = "ntp") -> JSON {
    row("drawn", sequence, at, value, clock: clock)
  }

  static func row(_ kind: String, _ sequence: Int, _ at: Instant?, _ value: Int, clock: String = "ntp") -> JSON {
    [
      "sequence": .integer(sequence), "boot": "b1", "monotonicMs": .integer(sequence &* 1000),
      "at": at.map { .string($0.description) } ?? .null, "clock": .string(at == nil ? "none" : clock),
      "kind": .string(kind), "value": .integer(value),
    ]
  }

  static func batch(_ rows: [JSON], _ more: [(String, JSON)] = []) -> JSON {
    let first = rows.first?["sequence"] ?? 1
    let last = rows.last?["sequence"] ?? 1
    return .object([("boot", "b1"), ("first", first), ("last", last), ("rows", .array(rows))] + more)
  }
}
