import Accounts
import HTTP

/// POST /api/community/rules/{rule}/preview: what inputs would earn, without storing anything. The inputs of a row of the ledger
/// give that row's points.
struct Preview: Decodable, Sendable {
  let inputs: AnyInputs
}

/// The inputs of any rule, by whose name in the path they are read.
struct AnyInputs: Field {
  let json: JSON

  static let schema: Schema = ["anyOf": .array(RuleName.allCases.map(\.inputs.json))]
  static let sample = AnyInputs(json: ["from": "2026-12-01T17:30:00Z", "to": "2026-12-01T20:00:00Z", "watts": 2000])

  private init(json: JSON) { self.json = json }

  init(_ value: FieldValue) throws(FieldFault) { json = try FreeObject(value).json }

  func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}

extension RuleName {
  fileprivate var inputs: Schema {
    let type: any RuleInputs.Type =
      switch self {
      case .piggyBank: PiggyBank.self
      case .selfConsumption: SelfConsumption.self
      case .levels: Levels.self
      case .shedding: Shedding.self
      case .savings: Savings.self
      case .booking: BookedCharge.self
      }
    guard case .object(let members) = Schema.of(type).json else { return FreeObject.schema }
    return Schema(.object(members.filter { $0.0 != "title" } + [("description", .string("Inputs of \(rawValue)"))]))
  }
}

struct RulePath: Decodable, Sendable {
  let rule: RuleName
}

struct PreviewedPoints: Codable, Sendable {
  let rule: RuleName
  let version: Int
  let points: Int
  let explanation: String
  let figures: [Figure]
}

extension CommunityFeature {
  func previewRule(_ call: Call<RulePath, Nothing, JSONBody<Preview>>, _: Driver) async throws -> Response {
    let rule = call.path.rule
    let outcome = try rule.outcome(of: call.body.inputs.json)
    return try .json(
      PreviewedPoints(
        rule: rule, version: RuleName.version, points: outcome.points,
        explanation: outcome.explanation(in: call.request.language), figures: outcome.figures))
  }
}
