import Glibc
import HTTP
import Household
import Postgres
import Runtime

/// `watts-up simulate --community N`: homes play a season against a running server. What they do goes over HTTP; what Enedis
/// would bring, the points that are theirs and their curves, is written as if it had.
struct CommunitySimulation {
  let homes: Int
  let host: String
  let port: UInt16
  let database: Database
  let clock: WallClock

  private static let zone = Zone.named("Europe/Paris")
  private static let weeks = 13
  private static let teamSize = 10

  private struct Resident {
    let number: Int
    let cookie: String
    let home: String
    let point: String
  }

  func run() async throws {
    guard let zone = Self.zone else { throw Simulation.Failure(description: "tzdata is not installed") }
    let (run, today) = (String(clock.now.seconds, radix: 36), zone.local(clock.now).day)
    try await openSeason(from: today.adding(-7 * Self.weeks), to: today.adding(14))
    let conversation = Conversation(host: host, port: port)
    var residents: [Resident] = []
    for number in 1...homes {
      let resident = try await moveIn(number, run, conversation)
      try await measure(resident, from: today.adding(-7 * Self.weeks - 60), to: today.adding(-1), zone)
      residents.append(resident)
      if number % 10 == 0 { print("\(number) of \(homes) homes have moved in") }
      fflush(nil)
    }
    try enterTeams(residents, run, conversation)
    try act(residents, on: today.adding(1), conversation)
    try await conclude(residents, conversation)
  }

  private func openSeason(from: CivilDay, to: CivilDay) async throws {
    try await database.execute(
      """
      insert into community_seasons (id, name, first_day, last_day, rules, state, created_at)
      select gen_random_uuid(), 'Simulation', \(from), \(to),
        '{"peaks": [{"from": "18:00", "to": "20:00"}], "maxima": [], "version": 1}', 'open', \(clock.now)
      where not exists (select from community_seasons where state = 'open')
      """)
  }

  private func moveIn(_ number: Int, _ run: String, _ conversation: Conversation) async throws -> Resident {
    let (email, password) = ("community-\(run)-\(number)@example.org", "une phrase de simulation")
    let account: JSON = [
      "email": .string(email), "password": .string(password), "displayName": .string("Simulation \(number)"),
    ]
    _ = try ask(conversation, "POST", "/api/accounts", nil, account)
    let signed = try conversation.ask(
      "POST", "/api/session", cookie: nil, json: ["email": .string(email), "password": .string(password)])
    let cookie = signed.cookies.first { $0.hasPrefix("watts_up_session=") }.map {
      String($0.dropFirst("watts_up_session=".count).prefix { $0 != ";" })
    }
    let point = String(20_000_000_000_000 + Int(clock.now.seconds % 1_000_000_000) * 1000 + number)
    let home: JSON = [
      "name": "Chez nous", "usagePointId": .string(point),
      "people": ["adults": 2, "teens": 0, "children": .integer(number % 3)],
      "heating": "electric", "hasSolar": .bool(number.isMultiple(of: 2)),
    ]
    let made = try ask(conversation, "POST", "/api/homes", cookie, home)
    guard let cookie, case .string(let id)? = made["id"] else {
      throw Simulation.Failure(description: "no home was made")
    }
    try await own(id, point)
    _ = try ask(conversation, "POST", "/api/community/players", cookie, ["homeId": .string(id)])
    return Resident(number: number, cookie: cookie, home: id, point: point)
  }

  /// What the way back from Enedis would have stored.
  private func own(_ home: String, _ point: String) async throws {
    try await database.transaction { transaction in
      try await transaction.execute("update homes set point_state = 'owned' where id = \(home)::text::uuid")
      try await transaction.execute(
        """
        with number as (
          insert into enedis_authorisations (number, account_id, usage_point, first_seen_at)
          select \(point)::text::bigint, account_id, \(point), \(clock.now) from homes where id = \(home)::text::uuid
          returning number, account_id
        )
        insert into home_consents (id, home_id, account_id, purposes, scope, state, text_version, language, given_at, ends_at,
          state_digest, state_until, authorisation)
        select gen_random_uuid(), \(home)::text::uuid, account_id, array['game'], array['daily', 'curve', 'injection'], 'active',
          'simulation', 'fr', \(clock.now), \(clock.now + .seconds(365 * 86_400)), sha256(convert_to(\(home), 'UTF8')),
          \(clock.now), number from number
        """)
    }
  }

  /// The house's curve; in the season it draws a little less, each home by its own measure.
  private func measure(_ resident: Resident, from: CivilDay, to: CivilDay, _ zone: Zone) async throws {
    guard let house = Household(usagePoint: resident.point) else { return }
    let start = zone.local(clock.now).day.adding(-7 * Self.weeks)
    var (days, drawn): ([CivilDay], [String]) = ([], [])
    for number in from.daysSince1970...to.daysSince1970 {
      let day = CivilDay(daysSince1970: number)
      let (midnight, next) = (zone.start(of: day), zone.start(of: day.adding(1)))
      let share = day < start ? 100 : 100 - resident.number % 20
      let watts = (0..<Int((next.seconds - midnight.seconds) / 1800)).map { half in
        house.mean(from: midnight + .seconds(1800 * half), minutes: 30).drawn * share / 100
      }
      days.append(day)
      drawn.append("{" + watts.map(String.init).joined(separator: ",") + "}")
    }
    try await database.execute(
      """
      insert into curve_days (home_id, direction, quality, day, step, watts)
      select \(resident.home)::text::uuid, 'drawn', 'certified', day, 30, watts::integer[]
      from unnest(\(days), \(drawn)) as curve (day, watts) on conflict do nothing
      """)
  }

  private func enterTeams(_ residents: [Resident], _ run: String, _ conversation: Conversation) throws {
    for start in stride(from: 0, to: residents.count, by: Self.teamSize) {
      let members = residents[start..<min(start + Self.teamSize, residents.count)]
      guard let founder = members.first else { continue }
      let name = "Équipe \(run)-\(start / Self.teamSize + 1)"
      let made = try ask(conversation, "POST", "/api/community/teams", founder.cookie, ["name": .string(name)])
      guard let code = made["code"] else { continue }
      for member in members.dropFirst() {
        _ = try ask(conversation, "POST", "/api/community/teams/join", member.cookie, ["code": code])
      }
    }
  }

  private func act(_ residents: [Resident], on day: CivilDay, _ conversation: Conversation) throws {
    let actions = ["shutters", "aerators", "switched-strips", "halogens-out", "thermostat"]
    for resident in residents {
      for action in actions.prefix(1 + resident.number % actions.count) {
        _ = try ask(
          conversation, "POST", "/api/community/actions", resident.cookie,
          ["action": .string(action), "evidence": resident.number.isMultiple(of: 2) ? "photo" : "declared"])
      }
      _ = try ask(
        conversation, "POST", "/api/community/sheddings", resident.cookie,
        ["from": .string(day.text + "T18:00"), "to": .string(day.text + "T20:00"), "watts": 2000])
    }
  }

  private func ask(
    _ conversation: Conversation, _ method: String, _ path: String, _ cookie: String?, _ json: JSON?
  ) throws -> JSON {
    let answer = try conversation.ask(method, path, cookie: cookie, json: json)
    guard (200..<300).contains(answer.status) else {
      throw Simulation.Failure(description: "\(method) \(path) was answered \(answer.status): \(answer.json)")
    }
    return answer.json
  }

  /// Waits for a reckoning that has seen all of it, shows the podium, and checks what must hold.
  private func conclude(_ residents: [Resident], _ conversation: Conversation) async throws {
    let played = clock.now
    while try await reckoned(after: played) == false { try await Task.sleep(for: .milliseconds(500)) }
    guard let first = residents.first else { return }
    let podium = try ask(conversation, "GET", "/api/community/podium", first.cookie, nil)
    if case .array(let places)? = podium["items"] {
      for place in places {
        print("  \(place["rank"] ?? .null)  \(place["name"] ?? .null)  \(place["score"] ?? .null)")
      }
    }
    let results = try await results()
    for (rule, holds) in results { print(holds ? "  holds   \(rule)" : "  BROKEN  \(rule)") }
    fflush(nil)
    if results.contains(where: { !$0.holds }) { throw Simulation.Failure(description: "a rule is broken") }
  }

  private func reckoned(after moment: Instant) async throws -> Bool {
    try await database.first(
      "select coalesce(bool_or(reckoned_at > \(moment)), false) from community_seasons where state = 'open'"
    ) { try $0.next(Bool.self) } ?? false
  }

  private func results() async throws -> [(rule: String, holds: Bool)] {
    [
      (
        "one household is in one team",
        try await count(
          "select player_id from community_memberships where left_at is null group by 1 having count(*) > 1") == 0
      ),
      (
        "every player has points",
        try await count("select id from community_players where id not in (select player_id from community_points)")
          == 0
      ),
      (
        "what is superseded names its successor, and one row counts for each thing",
        try await count("select id from community_points where state = 'superseded' and superseded_by is null") == 0
      ),
      (
        "no team's energy is told below ten homes",
        try await count("select team_id from community_team_weeks where wh is not null and homes < 10") == 0
      ),
    ]
  }

  private func count(_ sql: SQL) async throws -> Int {
    try await database.first("select count(*) from (\(sql: sql)) as found") { try $0.next(Int.self) } ?? 0
  }
}
