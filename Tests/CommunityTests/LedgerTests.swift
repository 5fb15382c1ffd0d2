import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

/// Whatever the order and the pieces in which readings arrive, whoever reckons and however often: the same ledger.
@Suite struct LedgerTests {
  private struct Reading: Sendable {
    let home: Int
    let day: CivilDay
    let quality: String
    let direction: String
    let watts: [Int32]
  }

  private static let homes = 3

  /// Who gives up load, and when: from 17:30 to 19:30.
  private static let sheddings = [
    ("2026-11-24", 0), ("2026-11-25", 1), ("2026-12-01", 2), ("2026-12-01", 0), ("2026-12-03", 0),
  ]

  /// A month before the season and ten weeks of it, of homes that differ; the box's readings of some days besides.
  private static func readings() -> [Reading] {
    var random = SplitMix(seed: 5)
    return (0..<homes).flatMap { home in
      TestCommunity.days("2026-09-05", "2026-12-07").flatMap { day -> [Reading] in
        let isShed = sheddings.contains { TestCommunity.day($0.0) == day && $0.1 == home }
        let watts = (0..<TestCommunity.halves(day)).map { half in
          let load = 34...40 ~= half && !(isShed && 35...38 ~= half) ? 2500 : 0
          return Int32(200 + home * 100 + load + Int.random(in: 0..<80, using: &random))
        }
        let certified = Reading(home: home, day: day, quality: "certified", direction: "drawn", watts: watts)
        if day < TestCommunity.day("2026-10-20") { return [certified] }
        let local = Reading(
          home: home, day: day, quality: "local", direction: "drawn",
          watts: watts.map { $0 + Int32.random(in: -2...2, using: &random) })
        let given = Reading(
          home: home, day: day, quality: "certified", direction: "injected", watts: watts.map { $0 > 1000 ? 0 : 900 })
        return [local, certified, given]
      }
    }
  }

  private func world(_ clock: String = "2026-10-19T09:00:00Z") async throws -> (TestCommunity, [TestPlayer]) {
    let test = try await TestCommunity.make(at: clock)
    _ = try await test.season()
    var players: [TestPlayer] = []
    for number in 0..<Self.homes {
      players.append(try await test.player(number, mode: number == 2 ? "simple" : nil, hasBox: number < 2))
    }
    let made = try await players[0].person.call(.post, "/api/community/teams", json: ["name": "Lilas"])
    _ = try await players[1].person.call(
      .post, "/api/community/teams/join", json: ["code": try #require(made.json["code"])])
    _ = try await players[2].person.call(.post, "/api/community/teams", json: ["name": "Canal"])
    for (day, number) in Self.sheddings {
      let answer = try await players[number].person.call(
        .post, "/api/community/sheddings",
        json: ["from": .string(day + "T17:30"), "to": .string(day + "T19:30"), "watts": 2000])
      try #require(answer.status == 201, "\(answer.text)")
    }
    test.clock.advance(by: .seconds(50 * 86_400))
    return (test, players)
  }

  private func store(_ readings: some Sequence<Reading>, _ test: TestCommunity, _ players: [TestPlayer]) async throws {
    let all = Array(readings)
    let curves = all.map { "{" + $0.watts.map(String.init).joined(separator: ",") + "}" }
    try await test.database.execute(
      """
      insert into curve_days (home_id, direction, quality, day, step, watts)
      select home::uuid, direction, quality, day, 30, watts::integer[]
      from unnest(\(all.map { players[$0.home].home }), \(all.map(\.direction)), \(all.map(\.quality)), \(all.map(\.day)),
        \(curves)) as reading (home, direction, quality, day, watts)
      on conflict (home_id, direction, quality, day, step) do update set watts = excluded.watts
      """)
  }

  /// The ledger, and the ranks that are made of it. Names of rows that differ from run to run do not count.
  private func comparable(_ test: TestCommunity, _ players: [TestPlayer]) async throws -> [String] {
    let podium = try await players[0].person.call(.get, "/api/community/podium")
    #expect(podium.json["items"]?.elements.compactMap { $0["rank"]?.int } == [1, 2], "\(podium.text)")
    return try await [podium.text.withoutIds] + test.ledger().map(\.withoutIds).sorted()
  }

  @Test(.timeLimit(.minutes(5))) func `the order and the pieces of what arrives do not show`() async throws {
    let readings = Self.readings()
    let (first, players) = try await world()
    try await store(readings, first, players)
    try await first.reckon()
    let wanted = try await comparable(first, players)
    // Points of every kind, none of them nothing.
    for rule in [" shedding ", " savings ", " self-consumption "] {
      let rows = wanted.filter { $0.contains(rule) && $0.contains(" final ") }
      #expect(rows.count >= 3, "\(rule)")
    }
    #expect(wanted.count { $0.contains(" shedding shedding:id ") && !$0.contains(" shedding:id 0 ") } >= 3)
    for seed in [1, 2] as [UInt64] {
      var random = SplitMix(seed: seed)
      let (test, players) = try await world()
      var rest = readings.shuffled(using: &random)[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 100...400, using: &random))
        try await store(piece, test, players)
        // Some arrive twice.
        try await store(piece.prefix(5), test, players)
        rest = rest.dropFirst(piece.count)
        try await test.reckon()
      }
      #expect(try await comparable(test, players) == wanted, "seed \(seed)")
    }
  }

  @Test func `reckoned again nothing changes, and at two instances at once neither`() async throws {
    let (test, players) = try await world()
    try await store(Self.readings(), test, players)
    let others = (0..<3).map { _ in TestCommunity.feature(test.people, test.clock, ids: .random) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for other in others { group.addTask { try await other.reckon() } }
      try await group.waitForAll()
    }
    let ledger = try await test.ledger()
    func rows() async throws -> Int? {
      try await test.database.first("select count(*) from community_points") { try $0.next(Int.self) }
    }
    let count = try await rows()
    #expect(ledger.count == count, "nothing was superseded")
    try await test.reckon()
    #expect(try await test.ledger() == ledger)
    #expect(try await rows() == count && count ?? 0 >= 10)
    let person = players[0].person
    let podiums = try await others.asyncMap { other in
      try await TestPerson(TestApp([test.people.accounts.feature, other.feature], clock: test.clock.wall), person)
        .call(.get, "/api/community/podium").text
    }
    #expect(Set(podiums).count == 1)
  }

  @Test func `points of the box are provisional, and final once they are certified, each row with its successor`()
    async throws
  {
    let (test, players) = try await world()
    let readings = Self.readings()
    let started = TestCommunity.day("2026-11-28")
    try await store(readings.filter { $0.quality == "local" || $0.day < started }, test, players)
    try await test.reckon()
    func states(_ number: Int) async throws -> [(JSON?, JSON?)] {
      let found = try await players[number].person.call(.get, "/api/community/points?rule=shedding")
      return (found.json["items"]?.elements ?? []).sorted { $0["earnedAt"]?.text ?? "" < $1["earnedAt"]?.text ?? "" }
        .map { ($0["state"], $0["supersededBy"]) }
    }
    #expect(try await states(0).map(\.0) == ["final", "provisional", "provisional"])
    // Without a box nothing is paid before it is certified.
    #expect(try await states(2).isEmpty)
    try await store(readings, test, players)
    try await test.reckon()
    let all = try await states(0)
    #expect(
      all.filter { $0.0 == "final" }.count == 3 && all.filter { $0.0 == "superseded" }.allSatisfy { $0.1 != .null })
    #expect(try await states(2).map(\.0) == ["final"])
  }

  @Test func `the inputs of a row give its points, whoever asks`() async throws {
    let (test, players) = try await world()
    try await store(Self.readings(), test, players)
    try await test.reckon()
    for player in players {
      let rows = try await player.person.call(.get, "/api/community/points").json["items"]?.elements ?? []
      #expect(rows.count >= 2)
      for row in rows {
        let rule = try #require(row["rule"]?.text)
        let again = try await player.person.call(
          .post, "/api/community/rules/\(rule)/preview", json: ["inputs": try #require(row["inputs"])])
        #expect(again.json["points"] == row["points"], "\(rule): \(again.text)")
        let (told, why) = (try #require(row["explanation"]?.text), try #require(again.text("explanation")))
        #expect(told.hasSuffix(why), "before it stands at most since when it counts for the team: \(told)")
      }
    }
  }

  @Test func `what was revoked stays away, and says why`() async throws {
    let (test, players) = try await world()
    try await store(Self.readings(), test, players)
    try await test.reckon()
    let rows = try await test.admin.call(.get, "/api/admin/community/points?player=\(players[0].id)&rule=shedding")
    let row = try #require(rows.json["items"]?.elements.first)
    #expect(row["inputs"] == nil && row["pseudonym"] == "Joueur 0")
    let path = "/api/admin/community/points/\(try #require(row["id"]?.text))/revocation"
    #expect(try await test.admin.call(.post, path, json: ["reason": ""]).status == 422)
    let revoked = try await test.admin.call(.post, path, json: ["reason": "Le relais était débranché."])
    #expect(revoked.status == 200 && revoked.json["state"] == "revoked", "\(revoked.text)")
    #expect(try await test.admin.call(.post, path, json: ["reason": "Encore"]).status == 409)
    let before = try await test.points(players[0], "shedding")
    try await test.reckon()
    #expect(try await test.points(players[0], "shedding") == before)
    let mine =
      try await players[0].person.call(.get, "/api/community/points?rule=shedding").json["items"]?.elements ?? []
    #expect(mine.contains { $0["state"] == "revoked" && $0["reason"] == "Le relais était débranché." })
  }
}

extension Array {
  func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
    var all: [Value] = []
    for element in self { all.append(try await transform(element)) }
    return all
  }
}
