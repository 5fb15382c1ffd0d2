import HTTP
import Runtime
import TestSupport
import Testing

@testable import Community

/// A team of two, one of whom tries everything there is to find out what the other draws: own points taken off the team's, two
/// days compared, the team before and after somebody left and came, pages of others, files. Two histories of the other, which
/// differ by kilowatt-hours every day, are told alike to the last byte.
@Suite struct NeighbourTests {
  private struct History: Sendable {
    /// Wh given beyond the usual on each of the days that are compared.
    var given = [0, 0, 0, 0, 0, 0, 0]
    /// W that were still drawn while load was shed.
    var shedWatts = 200
    /// Of everything that is drawn, also before the season.
    var scale = 1
    var hasBox = true
  }

  private static let started = TestCommunity.day("2026-11-01")
  private static let shed = TestCommunity.day("2026-11-03")

  private struct World {
    let test: TestCommunity
    let me: TestPlayer
    let other: TestPlayer
    let team: String
    let code: JSON
  }

  private func world(_ history: History) async throws -> World {
    let test = try await TestCommunity.make(at: "2026-10-04T09:00:00Z")
    _ = try await test.season()
    let me = try await test.player(1)
    let other = try await test.player(2, mode: history.hasBox ? "full" : "simple", hasBox: history.hasBox)
    let made = try await me.person.call(.post, "/api/community/teams", json: ["name": "À deux"])
    let code = try #require(made.json["code"])
    _ = try await other.person.call(.post, "/api/community/teams/join", json: ["code": code])
    _ = try await other.person.call(
      .post, "/api/community/sheddings", json: ["from": "2026-11-03T18:00", "to": "2026-11-03T20:00", "watts": 2000])
    let past = TestCommunity.days("2026-09-01", "2026-10-31")
    try await test.curve(me.home, past) { day, _ in day < TestCommunity.day("2026-10-05") ? 500 : 450 }
    try await measure(past, history, other, test)
    test.clock.advance(by: .seconds(28 * 86_400))
    for path in test.community.feature.routes.map({ "\($0.pattern)" }) where path.contains("/admin/") {
      let asked = path.replacing("{id}", with: test.admin.id)
      #expect([403, 405].contains(try await me.person.call(.get, asked).status), "\(path)")
    }
    return World(test: test, me: me, other: other, team: try #require(made.text("id")), code: code)
  }

  private func measure(
    _ days: [CivilDay], _ history: History, _ player: TestPlayer, _ test: TestCommunity
  ) async throws {
    try await test.curve(player.home, days) { day, half in
      let usual = (34..<42 ~= half ? 1200 : 100) * history.scale
      guard day == Self.shed, history.hasBox else { return usual }
      // What was not shed in the evening was not drawn in the night.
      return 36..<40 ~= half ? history.shedWatts : half == 4 ? 1200 - 4 * history.shedWatts : usual
    }
    guard history.hasBox else { return }
    try await test.curve(player.home, days, direction: "injected") { day, half in
      let number = day.daysSince1970 - Self.started.daysSince1970
      let more = history.given.indices.contains(number) ? history.given[number] / 2 : 0
      return 20..<34 ~= half ? 1300 + (half < 24 ? more : 0) : 0
    }
  }

  /// Day by day, and after the other has left, and has come again: what I am told, and the organiser of groups.
  private func told(_ history: History) async throws -> (texts: [String], own: [[Int?]]) {
    let world = try await world(history)
    var (texts, own) = ([String](), [[Int?]]())
    for number in 0..<6 {
      let day = Self.started.adding(number)
      try await world.test.curve(world.me.home, [day]) { _, _ in 450 }
      try await measure([day], history, world.other, world.test)
      world.test.clock.advance(by: .seconds(86_400))
      try await world.test.reckon()
      texts += try await everything(world)
      own.append([
        try await world.test.points(world.other, "piggy-bank"), try await world.test.points(world.other, "shedding"),
      ])
    }
    _ = try await world.other.person.call(.delete, "/api/community/teams/\(world.team)/members/me")
    texts += try await everything(world)
    _ = try await world.other.person.call(.post, "/api/community/teams/join", json: ["code": world.code])
    world.test.clock.advance(by: .seconds(86_400))
    try await world.test.reckon()
    return (texts + (try await everything(world)), own)
  }

  /// Every address of the game that is read.
  private func everything(_ world: World) async throws -> [String] {
    let mine = [
      "me", "podium", "teams/\(world.team)", "teams/\(world.team)/actions", "points", "points?all=true", "actions",
      "sheddings", "seasons", "players/\(world.me.id)", "players/\(world.other.id)", "ideas", "catalogue",
    ].map { (world.me.person, "/api/community/" + $0) }
    let groups = ["teams", "teams.csv", "overview"].map { (world.test.admin, "/api/admin/community/" + $0) }
    return try await (mine + groups).asyncMap { person, path in
      "\(path): \(try await person.call(.get, path).text)".withoutIds
    }
  }

  @Test func `no day, no leaving and no coming tells a team mate of the other's kilowatt-hours`() async throws {
    async let usual = told(History())
    async let varied = told(History(given: [1000, -1000, 1500, -1500, -1500, 1500, 0], shedWatts: 250))
    let (first, second) = try await (usual, varied)
    #expect(first.own != second.own, "the ledger itself knows the difference")
    #expect(first.own.last?.allSatisfy { ($0 ?? 0) > 20 } == true, "\(first.own)")
    #expect(first.texts.count == second.texts.count)
    for (one, other) in zip(first.texts, second.texts) { #expect(one == other) }
  }

  @Test func `a home that draws twice as much of everything is told of alike`() async throws {
    async let small = told(History(hasBox: false))
    async let large = told(History(scale: 2, hasBox: false))
    let (first, second) = try await (small.texts, large.texts)
    for (one, other) in zip(first, second) { #expect(one == other) }
  }

  /// A new address has to be looked at, too: none draws a curve or talks of itself.
  @Test func `these are all the addresses of the game that are read`() async throws {
    let test = try await TestCommunity.make()
    let read = test.community.feature.routes.filter { $0.method == .get }.map { "\($0.pattern)" }
    #expect(read.allSatisfy { !$0.contains("chart") && !$0.contains("series") })
    #expect(test.community.feature.routes.allSatisfy { !$0.isSocket })
    #expect(
      Set(read.filter { !$0.contains("/admin/") }.map { $0.replacing("/api/community/", with: "") }) == [
        "me", "podium", "teams/{id}", "teams/{id}/actions", "points", "actions", "actions/{id}/photo", "sheddings",
        "seasons", "players/{id}", "ideas", "catalogue",
      ])
  }
}
