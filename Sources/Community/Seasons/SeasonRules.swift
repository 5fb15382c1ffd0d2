import HTTP
import Postgres

/// What an administrator may set about a season: the peaks, and how much each challenge can bring at the most.
struct SeasonRules: Codable, Sendable {
  struct Maximum: Codable, Sendable {
    let rule: RuleName
    let points: Int
  }

  let peaks: [PeakHours]
  let maxima: [Maximum]
  /// How a level is reached, and how often an action may be declared, is the same in every season.
  let version: Int

  /// A household that does well at all of them has a like number of each.
  private static let usualMost: [RuleName: Int] = [
    .piggyBank: 300, .selfConsumption: 100, .levels: 800, .shedding: 1000, .savings: 200, .booking: 200,
  ]

  static let usual = SeasonRules(peaks: PeakHours.usual, maxima: [])

  init(peaks: [PeakHours], maxima: [Maximum]) {
    self.peaks = peaks
    self.maxima = RuleName.allCases.map { rule in
      maxima.first { $0.rule == rule } ?? Maximum(rule: rule, points: Self.usualMost[rule] ?? 100)
    }
    version = RuleName.version
  }

  /// What is not stored is as usual.
  init(stored: JSONText) throws {
    let kept = try JSONParser.parse(Array(stored.text.utf8)).value(as: SeasonRules.self, at: "/rules")
    self.init(peaks: kept.peaks, maxima: kept.maxima)
  }

  var stored: JSONText {
    get throws { JSONText(try JSONWriter.encode(self).text) }
  }

  func most(of rule: RuleName) -> Int { maxima.first { $0.rule == rule }?.points ?? 0 }
}

/// The same as a request gives it; what it leaves out is as usual.
struct WantedRules: Decodable, Sendable, CheckedWhole {
  let peaks: [PeakHours]?
  let maxima: [SeasonRules.Maximum]?

  var fault: FieldFault? {
    if let peaks, peaks.count > 6 || peaks.contains(where: { $0.from.second >= $0.to.second }) {
      return FieldFault(
        "bad-peaks", fr: "Au plus six plages, chacune avec un début avant sa fin.",
        en: "At most six spans, each with its beginning before its end.")
    }
    if let maxima,
      Set(maxima.map(\.rule)).count < maxima.count || !maxima.allSatisfy({ (1...100_000).contains($0.points) })
    {
      return FieldFault(
        "bad-maxima", fr: "Chaque règle une fois, de 1 à 100 000 points.",
        en: "Each rule once, from 1 to 100,000 points.")
    }
    return nil
  }

  var rules: SeasonRules { SeasonRules(peaks: peaks ?? PeakHours.usual, maxima: maxima ?? []) }
}
