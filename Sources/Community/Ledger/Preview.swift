import Accounts
import HTTP

/// POST /api/community/rules/{rule}/preview: what inputs would earn, without storing anything. The inputs of a row of the ledger
/// give that row's points.
struct Preview: Decodable, Sendable {
  let inputs: FreeObject
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
