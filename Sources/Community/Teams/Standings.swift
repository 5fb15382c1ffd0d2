import Runtime

/// What one member brings to a team: the points of each rule since they joined.
struct MemberPoints: Sendable {
  let player: Player.ID
  let team: Team.ID
  let mode: Mode
  /// Whether there are readings enough.
  let isCounted: Bool
  var points: [RuleName: Int]
}

extension MemberPoints {
  /// What others may know of it. Of points that follow from kilowatt-hours a team adds up round numbers alone, each member's
  /// rounded apart: whoever takes away what is theirs, or compares two days or the team before and after somebody left, finds
  /// no neighbour's energy. A share of what the home itself drew before tells of no energy, as nobody is told that.
  var told: MemberPoints {
    var told = self
    for (rule, points) in points { told.points[rule] = points.rounded(to: rule.toldStep) }
    return told
  }
}

extension RuleName {
  /// Points in one step of what a team is told: five kilowatt-hours of a shedding, ten of a piggy bank or a charge.
  fileprivate var toldStep: Int {
    switch self {
    case .piggyBank, .booking: 10
    case .shedding: 50
    case .selfConsumption, .levels, .savings: 1
    }
  }
}

/// A season's ranking of teams: a pure function of members and their points, alike wherever it is made.
struct Standings: Sendable {
  struct Place: Sendable, Equatable {
    let team: Team.ID
    let name: String
    /// Nil where no member counts yet.
    let rank: Int?
    let score: Double?
    let points: Int
    let counted: Int
    let members: Int
    let isMadeUp: Bool
  }

  /// The best first, teams without a rank last.
  let places: [Place]
  private let countedPlayers: Set<Player.ID>
  private let byTeam: [Team.ID: Place]

  /// How many members' worth of the general mean is mixed into a team's.
  private static let shrinkage = 3.0

  init(
    teams: [(id: Team.ID, name: String)], members: [MemberPoints], rules: SeasonRules, madeUp: Set<Team.ID> = []
  ) {
    let members = members.map(\.told)
    let counted = members.filter(\.isCounted)
    let scores = counted.map { rules.score($0.mode, $0.points) }
    let bounds = Self.bounds(scores)
    let bounded = Dictionary(grouping: zip(counted, scores)) { $0.0.team }
      .mapValues { $0.map { $0.1.clamped(to: bounds) } }
    // In the order of ids: a sum of fractions depends on it.
    let means = teams.map(\.id).sorted().compactMap { bounded[$0].map(Self.mean) }
    let general = means.isEmpty ? 0 : Self.mean(means)
    let all = Dictionary(grouping: members, by: \.team)
    let scored = teams.map { team in
      Scored(
        team.id, team.name, Self.score(bounded[team.id] ?? [], general), all[team.id] ?? [],
        isMadeUp: madeUp.contains(team.id))
    }
    places = Self.ranked(scored)
    countedPlayers = Set(counted.map(\.player))
    byTeam = Dictionary(places.map { ($0.team, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func team(_ id: Team.ID) -> Place? { byTeam[id] }
  func counts(_ player: Player.ID) -> Bool { countedPlayers.contains(player) }

  /// The best three, and all that share the third's rank are not more than that.
  var podium: [Place] { Array(places.filter { $0.rank != nil }.prefix(3)) }

  private static func mean(_ values: [Double]) -> Double { values.sorted().reduce(0, +) / Double(values.count) }

  /// The 5th and the 95th percentile.
  private static func bounds(_ scores: [Double]) -> ClosedRange<Double> {
    let sorted = scores.sorted()
    guard let first = sorted.first, let last = sorted.last else { return 0...0 }
    func place(_ part: Double) -> Double {
      let position = part * Double(sorted.count - 1)
      let below = Int(position)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
    }
    let (low, high) = (place(0.05), place(0.95))
    return low <= high ? low...high : first...last
  }

  private static func score(_ members: [Double], _ general: Double) -> Double? {
    guard !members.isEmpty else { return nil }
    let count = Double(members.count)
    let mixed = (count * mean(members) + shrinkage * general) / (count + shrinkage)
    return (mixed * 100).rounded() / 100
  }

  private struct Scored {
    let team: Team.ID
    let name: String
    let score: Double?
    let members: [MemberPoints]
    let isMadeUp: Bool

    init(_ team: Team.ID, _ name: String, _ score: Double?, _ members: [MemberPoints], isMadeUp: Bool) {
      (self.team, self.name, self.score, self.members) = (team, name, score, members)
      self.isMadeUp = isMadeUp
    }

    func place(_ rank: Int?) -> Place {
      Place(
        team: team, name: name, rank: rank, score: score,
        points: members.reduce(0) { $0 + $1.points.values.reduce(0, +) }, counted: members.count(where: \.isCounted),
        members: members.count, isMadeUp: isMadeUp)
    }
  }

  /// Those with the same score share a rank, and the next one is as far behind as there are before it: 1, 1, 3.
  private static func ranked(_ teams: [Scored]) -> [Place] {
    let sorted = teams.sorted { left, right in
      let scores = (left.score ?? -.infinity, right.score ?? -.infinity)
      return scores.0 == scores.1 ? left.team < right.team : scores.0 > scores.1
    }
    var (rank, before) = (0, Double?.none)
    return sorted.enumerated().map { index, team in
      guard let score = team.score else { return team.place(nil) }
      if score != before { (rank, before) = (index + 1, score) }
      return team.place(rank)
    }
  }
}

extension SeasonRules {
  /// 100 for the most of every challenge that is open to the mode: homes with and without a box have the same to reach.
  func score(_ mode: Mode, _ points: [RuleName: Int]) -> Double {
    let most = mode.rules.reduce(0) { $0 + self.most(of: $1) }
    let reached = mode.rules.reduce(0) { $0 + min(points[$1] ?? 0, self.most(of: $1)) }
    return most > 0 ? 100 * Double(reached) / Double(most) : 0
  }
}
