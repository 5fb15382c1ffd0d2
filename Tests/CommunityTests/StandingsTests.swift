import Runtime
import TestSupport
import Testing

@testable import Community

/// Ranks follow from members and points alone.
@Suite struct StandingsTests {
  private func team(_ number: UInt64) -> Team.ID { Team.ID(high: 0, low: number) }

  private func member(
    _ number: UInt64, in team: UInt64, _ points: [RuleName: Int], mode: Mode = .full, counted: Bool = true
  ) -> MemberPoints {
    MemberPoints(
      player: Player.ID(high: 1, low: number), team: self.team(team), mode: mode, isCounted: counted, points: points)
  }

  private func table(_ teams: ClosedRange<UInt64>, _ members: [MemberPoints]) -> Standings {
    Standings(
      teams: teams.map { (id: team($0), name: "Équipe \($0)") }, members: members, rules: .usual)
  }

  /// A player's score of so many hundredths, in full mode.
  private func points(_ percent: Int) -> [RuleName: Int] {
    Dictionary(uniqueKeysWithValues: RuleName.full.map { ($0, SeasonRules.usual.most(of: $0) * percent / 100) })
  }

  @Test func `a mode with fewer challenges reaches the same maximum`() {
    let rules = SeasonRules.usual
    #expect(rules.score(.full, points(100)) == 100 && rules.score(.simple, points(100)) == 100)
    #expect(rules.score(.simple, [.piggyBank: 300]) == 0)
    #expect(rules.score(.full, [.shedding: 100_000]) == rules.score(.full, [.shedding: 1000]))
  }

  @Test func `teams with the same score share a rank, and the next one is third`() {
    let members = (0..<20).map { number in
      member(UInt64(number), in: UInt64(number % 4) + 1, points([40, 40, 20, 60][number % 4]))
    }
    let places = table(1...4, members).places
    #expect(places.map(\.rank) == [1, 2, 2, 4] && places.map(\.team) == [team(4), team(1), team(2), team(3)])
  }

  @Test func `a team of two does not win by luck`() {
    // Twelve at 50, eleven of which are steady, and two lucky ones.
    let steady = (0..<12).map { member($0, in: 1, points(55)) }
    let others = (20..<40).map { member($0, in: 2, points(40)) }
    let lucky = [member(50, in: 3, points(100)), member(51, in: 3, points(56))]
    let table = table(1...3, steady + others + lucky)
    #expect(table.places.first?.team == team(1))
    let scores = table.places.compactMap(\.score)
    #expect(scores.count == 3 && scores.max().map { $0 < 60 } == true)
  }

  @Test func `who has too few days does not count, and a team of such has no rank yet`() {
    let table = table(
      1...2,
      [
        member(1, in: 1, points(30)), member(2, in: 1, points(90), counted: false),
        member(3, in: 2, points(80), counted: false),
      ])
    #expect(table.team(team(1))?.counted == 1 && table.team(team(1))?.score == 30)
    #expect(table.team(team(2))?.rank == nil && table.team(team(2))?.score == nil)
    #expect(table.podium.map(\.team) == [team(1)])
    #expect(table.counts(Player.ID(high: 1, low: 1)) && !table.counts(Player.ID(high: 1, low: 2)))
  }

  @Test func `a team adds up its kilowatt-hours in round numbers, each member's apart`() {
    let all: [[RuleName: Int]] = [
      [.piggyBank: 34, .shedding: 124, .booking: -18, .levels: 15], [.piggyBank: 35, .shedding: 126, .booking: 7],
      [.piggyBank: 4, .shedding: 25, .savings: 133],
    ]
    func points(_ which: [Int]) -> Int? {
      table(1...1, which.map { member(UInt64($0), in: 1, all[$0]) }).team(team(1))?.points
    }
    #expect(points([0]) == 30 + 100 - 20 + 15 && points([1]) == 30 + 150 + 10 && points([2]) == 133)
    #expect(points([0, 1, 2]) == 448, "not what all of them have, rounded")
  }

  @Test func `the order in which members and teams are read does not show`() {
    var random = SplitMix(seed: 12)
    let members = (0..<300).map { number in
      member(
        UInt64(number), in: UInt64.random(in: 1...40, using: &random),
        points(Int.random(in: -20...110, using: &random)),
        mode: Bool.random(using: &random) ? .full : .simple, counted: Int.random(in: 0..<5, using: &random) > 0)
    }
    let first = table(1...40, members).places
    for _ in 0..<20 {
      let teams = (1...40).shuffled(using: &random).map { (id: team(UInt64($0)), name: "Équipe \($0)") }
      let again = Standings(teams: teams, members: members.shuffled(using: &random), rules: .usual).places
      #expect(again == first)
    }
    // Ranks are dense enough to be believed: each is one more than the teams that did better.
    for place in first {
      guard let rank = place.rank, let score = place.score else { continue }
      #expect(rank == 1 + first.count { ($0.score ?? -.infinity) > score })
    }
  }
}
