import Glibc
import HTTP
import Postgres
import Runtime

/// `watts-up simulate --community N`: homes play a season against a running server that has Enedis' double beside it. All that
/// they do goes over HTTP; their curves come by the server's own queue, as those of real homes would.
struct CommunitySimulation {
  let homes: Int
  let host: String
  let port: UInt16
  /// How long readings are waited for.
  let patience: Duration
  let database: Database
  let clock: WallClock

  private static let zone = Zone.named("Europe/Paris")
  private static let teamSize = 7
  /// As many days as Enedis is asked for at once.
  private static let days = 28

  func run() async throws {
    guard let zone = Self.zone else { throw Simulation.Failure(description: "tzdata is not installed") }
    let today = zone.local(clock.now).day
    try await openSeason(from: today.adding(-Self.days), to: today.adding(63))
    let residents = try await moveIn()
    try enterTeams(residents)
    try act(residents, on: today.adding(1))
    let counted = try await waitForReadings(of: residents)
    print("\(counted) of \(residents.count) homes count")
    let isScored = try conclude(residents)
    try await check(isScored)
  }

  /// Where none is open, of four weeks that have passed.
  private func openSeason(from: CivilDay, to: CivilDay) async throws {
    try await database.execute(
      """
      insert into community_seasons (id, name, first_day, last_day, rules, state, created_at)
      select gen_random_uuid(), 'Simulation', \(from), \(to),
        '{"peaks": [{"from": "18:00", "to": "20:00"}], "maxima": [], "version": 1}', 'open', \(clock.now)
      where not exists (select from community_seasons where state = 'open')
      """)
  }

  private func moveIn() async throws -> [SimulatedHome] {
    let (run, conversation) = (String(clock.now.seconds, radix: 36), Conversation(host: host, port: port))
    var residents: [SimulatedHome] = []
    for number in 1...homes {
      var home = SimulatedHome(number: number, run: run, conversation, clock)
      try home.moveIn()
      try home.agree()
      residents.append(home)
      if number.isMultiple(of: 10) || number == homes { say("\(number) of \(homes) homes have moved in") }
    }
    for home in residents {
      while try !home.isOwner() { try await Task.sleep(for: .milliseconds(500)) }
      if home.hasBox { try home.connectBox() }
      try home.enter()
    }
    say("\(homes) homes own their usage point and play, \(residents.count(where: \.hasBox)) of them with a box")
    return residents
  }

  private func enterTeams(_ residents: [SimulatedHome]) throws {
    for start in stride(from: 0, to: residents.count, by: Self.teamSize) {
      let members = residents[start..<min(start + Self.teamSize, residents.count)]
      guard let founder = members.first else { continue }
      let name = "Équipe \(founder.point.suffix(7))"
      let made = try founder.ask("POST", "/api/community/teams", ["name": .string(name)])
      for member in members.dropFirst() {
        try member.ask("POST", "/api/community/teams/join", ["code": made.json["code"] ?? .null])
      }
    }
  }

  /// Some steps each, the first of which two neighbours confirm, and a shedding tomorrow.
  private func act(_ residents: [SimulatedHome], on day: CivilDay) throws {
    let actions = ["shutters", "aerators", "switched-strips", "halogens-out", "thermostat"]
    for home in residents {
      for action in actions.prefix(1 + home.number % actions.count) {
        try home.ask("POST", "/api/community/actions", ["action": .string(action), "evidence": "declared"])
      }
      try home.ask(
        "POST", "/api/community/sheddings",
        ["from": .string(day.text + "T18:00"), "to": .string(day.text + "T20:00"), "watts": 2000])
    }
    for start in stride(from: 0, to: residents.count - 2, by: Self.teamSize) {
      for witness in residents[start...].dropFirst().prefix(2) { try confirm(witness, residents[start]) }
    }
  }

  private func confirm(_ witness: SimulatedHome, _ owner: SimulatedHome) throws {
    let team = try witness.ask("GET", "/api/community/me").json["player"]?["teamId"]
    guard case .string(let team)? = team else { return }
    let seen = try witness.ask("GET", "/api/community/teams/\(team)/actions?limit=200").json["items"]
    guard case .array(let items)? = seen else { return }
    let name = try owner.ask("GET", "/api/community/me").json["player"]?["pseudonym"]
    let one = items.first { $0["mayConfirm"] == .bool(true) && $0["pseudonym"] == name }
    guard case .string(let id)? = one?["id"] else { return }
    try witness.ask("POST", "/api/community/actions/\(id)/answers", ["confirms": true])
  }

  private func waitForReadings(of residents: [SimulatedHome]) async throws -> Int {
    let (end, isStopping) = (clock.now + patience, Simulation.stopping())
    var (waiting, said) = (residents, 0)
    while !waiting.isEmpty, clock.now < end, !isStopping.isRaised {
      waiting = try waiting.filter { try !$0.counts() }
      let counted = residents.count - waiting.count
      if counted > said { say("the readings of \(counted) of \(residents.count) homes are there") }
      said = counted
      if !waiting.isEmpty { try await Task.sleep(for: .seconds(3)) }
    }
    return residents.count - waiting.count
  }

  /// Whether the best team has a score.
  private func conclude(_ residents: [SimulatedHome]) throws -> Bool {
    guard let first = residents.first else { return false }
    let podium = try first.ask("GET", "/api/community/podium").json
    if case .array(let places)? = podium["items"] {
      for place in places {
        let words = ["rank", "name", "score"].map { place[$0]?.serialized().text ?? "null" }
        print("  " + words.joined(separator: "  "))
      }
    }
    say("one of them: \(first.email), \(SimulatedHome.password)")
    guard case .array(let places)? = podium["items"], case .number(let score)? = places.first?["score"] else {
      return false
    }
    return Double(score) ?? 0 > 0
  }

  private func check(_ isScored: Bool) async throws {
    let results: [(rule: String, holds: Bool)] =
      [(rule: "the best team has a score, made of points", holds: isScored)]
      + (try await CommunityCheck(database: database).results())
    for (rule, holds) in results { print(holds ? "  holds   \(rule)" : "  BROKEN  \(rule)") }
    fflush(nil)
    if results.contains(where: { !$0.holds }) { throw Simulation.Failure(description: "a rule is broken") }
  }

  private func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}
