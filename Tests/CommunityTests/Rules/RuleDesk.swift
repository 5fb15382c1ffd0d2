import HTTP
import TestSupport
import Testing

@testable import Community

/// One server for all who ask what the inputs of a rule would earn, as nothing of that is stored.
enum RuleDesk {
  private static let person = Task { try await TestCommunity.make().person(1) }

  static func call(_ rule: String, _ inputs: JSON) async throws -> TestAnswer {
    try await person.value.call(.post, "/api/community/rules/\(rule)/preview", json: ["inputs": inputs])
  }

  static func preview(_ rule: String, _ inputs: JSON) async throws -> JSON {
    let answer = try await call(rule, inputs)
    #expect(answer.status == 200, "\(answer.text)")
    return answer.json
  }

  static func points(_ rule: String, _ inputs: JSON) async throws -> Int? {
    try await preview(rule, inputs)["points"]?.int
  }
}
