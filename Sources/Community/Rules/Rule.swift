import HTTP
import Runtime

/// A challenge. Each is a pure function of its inputs: the row of the ledger keeps them, and whoever has them has the points.
enum RuleName: String, CaseIterable, Field {
  case piggyBank = "piggy-bank"
  case selfConsumption = "self-consumption"
  case levels, shedding, savings, booking

  /// Of every rule, until one of them changes.
  static let version = 1

  static let full = Array(allCases)
  /// Without a box nobody knows what a roof gave.
  static let simple: [RuleName] = [.selfConsumption, .levels, .shedding, .savings, .booking]
}

/// A player with a box, or without.
enum Mode: String, CaseIterable, Field {
  case full, simple

  var rules: [RuleName] { self == .full ? RuleName.full : RuleName.simple }
}

/// The inputs of one rule, and what it makes of them.
protocol RuleInputs: Codable, Sendable {
  func outcome() throws -> Outcome
}

/// Points, why, and the figures behind them.
struct Outcome: Equatable, Sendable {
  let points: Int
  let explanation: Text
  var figures: [Figure] = []
}

/// A figure of an explanation: its name as a code, its value, its unit.
struct Figure: Codable, Equatable, Sendable {
  let name: String
  let value: Double
  let unit: String
}

extension RuleName {
  func outcome(of inputs: JSON) throws -> Outcome {
    switch self {
    case .piggyBank: try inputs.value(as: PiggyBank.self, at: "/inputs").outcome()
    case .selfConsumption: try inputs.value(as: SelfConsumption.self, at: "/inputs").outcome()
    case .levels: try inputs.value(as: Levels.self, at: "/inputs").outcome()
    case .shedding: try inputs.value(as: Shedding.self, at: "/inputs").outcome()
    case .savings: try inputs.value(as: Savings.self, at: "/inputs").outcome()
    case .booking: try inputs.value(as: BookedCharge.self, at: "/inputs").outcome()
    }
  }
}
