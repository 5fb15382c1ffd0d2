/// Who plays in a season that does not exist: five streets, one of them with homes enough for its energy to be told.
enum MadeUpTeams {
  static let all: [(name: String, homes: Int)] = [
    ("Rue des Lilas", 12), ("Les Voisins du Canal", 9), ("Impasse du Moulin", 7), ("Coteau Sud", 6),
    ("Place du Marché", 4),
  ]

  static let homes = all.reduce(0) { $0 + $1.homes }

  /// The team of a home, both counted from 0.
  static func team(of home: Int) -> Int {
    var rest = home
    for (index, team) in all.enumerated() {
      if rest < team.homes { return index }
      rest -= team.homes
    }
    return all.count - 1
  }

  private static let steps: [ActionID] = [
    .shutters, .nineteenDegrees, .strips, .halogens, .aerators, .freezer, .thermostat, .centralHotWater,
  ]

  /// What a home did in the season: its first steps, more of them where its street is eager, each some days after the last.
  static func actions(of home: Int) -> [(action: ActionID, day: Int)] {
    let count = 1 + (home * 7 + team(of: home) * 3) % 6
    return steps.prefix(count).enumerated().map { ($1, 2 + home % 5 + 4 * $0) }
  }

  /// How many of a hundred Wh are left of what a home drew before.
  static func share(of home: Int) -> Int { 98 - (home * 5 + team(of: home) * 2) % 17 }

  /// Whether a home gives up load from 18 to 20 h on a day of the season: one evening in five of weekdays.
  static func sheds(_ home: Int, on day: Int, weekday: Int) -> Bool {
    weekday < 5 && (home * 3 + day * 7) % 5 == 0
  }
}
