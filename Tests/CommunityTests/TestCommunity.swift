import Accounts
import HTTP
import Homes
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

/// Players with homes, a clock of the game's own beside that of their sessions, and curves as Enedis would certify them.
struct TestCommunity {
  let people: TestPeople
  let app: TestApp
  let community: CommunityFeature
  /// Not that of the people, whose sessions stay.
  let clock: ManualClock
  let admin: TestPerson

  var database: Database { people.database }
  static let zone = France.zone

  /// The morning of a Tuesday, in the tenth week of a season.
  static func make(at now: String = "2026-12-08T09:00:00Z") async throws -> TestCommunity {
    let people = try await TestPeople.make(elsewhere: [CommunityFeature.personalData])
    let clock = ManualClock(Instant(rfc3339: now) ?? Instant(seconds: 0))
    let community = feature(people, clock)
    let app = try TestApp([people.accounts.feature, community.feature], clock: clock.wall)
    let admin = TestPerson(app, try await people.person("chef@example.org", role: .admin))
    return TestCommunity(people: people, app: app, community: community, clock: clock, admin: admin)
  }

  /// Ids are counted, so that what happens within one millisecond keeps its order.
  static func feature(
    _ people: TestPeople, _ clock: ManualClock, ids: IdentifierSource = .counted()
  ) -> CommunityFeature {
    CommunityFeature(database: people.database, doorkeeper: people.accounts.doorkeeper, clock: clock.wall, ids: ids)
  }

  func season(_ from: String = "2026-10-05", _ to: String = "2027-01-03") async throws -> String {
    let made = try await admin.call(
      .post, "/api/admin/community/seasons", json: ["name": "Automne", "from": .string(from), "to": .string(to)])
    try #require(made.status == 201, "\(made.text)")
    return try #require(made.text("id"))
  }

  func person(_ number: Int) async throws -> TestPerson {
    TestPerson(app, try await people.person("p\(number)@example.org"))
  }

  /// A home whose point is its person's own, with a consent to the game.
  func home(
    of person: TestPerson, number: Int, heating: String = "electric", agrees: Bool = true, hasBox: Bool = false
  ) async throws -> String {
    let id = IdentifierSource.random.next(Identifier<PlayersHome>.self, at: clock.now).description
    let point = String(10_000_000_000_000 + number)
    try await database.execute(
      """
      insert into homes (id, account_id, name, usage_point, point_state, adults, teens, children, heating, has_solar, created_at)
      values (\(id)::text::uuid, \(person.id)::text::uuid, 'Maison', \(point), 'owned', 1, 0, 0, \(heating), false,
        \(clock.now))
      """)
    if agrees { try await agree(person, id, number) }
    if hasBox { try await box(in: id) }
    return id
  }

  func agree(_ person: TestPerson, _ home: String, _ number: Int) async throws {
    try await database.execute(
      """
      insert into enedis_authorisations (number, account_id, first_seen_at)
      values (\(number), \(person.id)::text::uuid, \(clock.now)) on conflict do nothing
      """)
    try await database.execute(
      """
      insert into home_consents (id, home_id, account_id, purposes, scope, state, text_version, language, given_at, ends_at,
        state_digest, state_until, authorisation)
      values (gen_random_uuid(), \(home)::text::uuid, \(person.id)::text::uuid, array['game'], array['daily', 'curve'],
        'active', '1', 'fr', \(clock.now), \(clock.now + .seconds(900 * 86_400)), sha256(convert_to(\(home), 'UTF8')),
        \(clock.now), \(number))
      """)
  }

  func box(in home: String) async throws {
    try await database.execute(
      """
      insert into boxes (id, home_id, name, created_at, paired_at, key_digest, signing_key)
      values (gen_random_uuid(), \(home)::text::uuid, 'Boîtier', \(clock.now), \(clock.now),
        sha256(convert_to(\(home), 'UTF8')), 'test')
      """)
  }

  /// Somebody who plays.
  func player(
    _ number: Int, mode: String? = nil, heating: String = "electric", hasBox: Bool = false
  ) async throws -> TestPlayer {
    let person = try await person(number)
    let home = try await home(of: person, number: number, heating: heating, hasBox: hasBox)
    var body: [(String, JSON)] = [("homeId", .string(home)), ("pseudonym", .string("Joueur \(number)"))]
    if let mode { body.append(("mode", .string(mode))) }
    let made = try await person.call(.post, "/api/community/players", json: .object(body))
    try #require(made.status == 201, "\(made.text)")
    return TestPlayer(person: person, home: home, id: try #require(made.text("id")))
  }

  func reckon() async throws { try await community.reckon() }
}

struct TestPlayer {
  let person: TestPerson
  let home: String
  let id: String
}

// MARK: Curves

extension TestCommunity {
  /// The days from one to another, both included.
  static func days(_ from: String, _ to: String) -> [CivilDay] {
    let (first, last) = (day(from), day(to))
    return (first.daysSince1970...last.daysSince1970).map { CivilDay(daysSince1970: $0) }
  }

  static func day(_ text: String) -> CivilDay {
    Instant(rfc3339: text + "T12:00:00Z").map { zone.local($0).day } ?? CivilDay(daysSince1970: 0)
  }

  /// How many half-hours a day has.
  static func halves(_ day: CivilDay) -> Int {
    Int((zone.start(of: day.adding(1)).seconds - zone.start(of: day).seconds) / 1800)
  }

  /// W of each half-hour of days; nil where there is no reading.
  func curve(
    _ home: String, _ days: [CivilDay], direction: String = "drawn", quality: String = "certified",
    _ watts: (CivilDay, Int) -> Int?
  ) async throws {
    let values = days.map { day in
      "{" + (0..<Self.halves(day)).map { watts(day, $0).map { "\($0)" } ?? "null" }.joined(separator: ",") + "}"
    }
    try await database.execute(
      """
      insert into curve_days (home_id, direction, quality, day, step, watts)
      select \(home)::text::uuid, \(direction), \(quality), day, 30, watts::integer[]
      from unnest(\(days), \(values)) as curve (day, watts)
      on conflict (home_id, direction, quality, day, step) do update set watts = excluded.watts
      """)
  }

  /// The rows that count, in an order of their own: what two ledgers are compared by.
  func ledger() async throws -> [String] {
    try await database.query(
      """
      select pl.pseudonym || ' ' || p.rule || ' ' || p.key || ' ' || p.points || ' ' || p.state || ' '
        || coalesce(p.inputs::text, '-')
      from community_points p join community_players pl on pl.id = p.player_id
      where p.state <> 'superseded' order by 1
      """
    ) { try $0.next(String.self) }
  }

  func points(_ player: TestPlayer, _ rule: String) async throws -> Int? {
    try await database.first(
      """
      select sum(points) from community_points where player_id = \(player.id)::text::uuid and rule = \(rule)
        and state in ('provisional', 'final') and key not like 'team:%'
      """
    ) { try $0.next(Int?.self) } ?? nil
  }
}

extension JSON {
  var int: Int? { if case .number(let text) = self { Int(text) } else { nil } }
  var double: Double? { if case .number(let text) = self { Double(text) } else { nil } }
}

extension String {
  /// Ids and codes are drawn anew in every world.
  var withoutIds: String {
    replacing(/[0-9a-f]{8}-[0-9a-f-]{27}/, with: "id").replacing(/"[A-HJ-NP-Z2-9]{8}"/, with: "code")
  }
}
