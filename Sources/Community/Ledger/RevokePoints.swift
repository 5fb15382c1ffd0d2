import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/admin/community/points/{id}/revocation: points that an administrator takes away, and why. They stay away.
struct RevokePoints: Decodable, Sendable {
  let reason: RevocationReason
}

typealias RevocationReason = CheckedText<RevocationReasonRule>

enum RevocationReasonRule: LengthRule {
  static let longest = 500
  static let controls = ControlCharacters.newlines
  static let sample = "La photo montre un autre appareil."
}

struct PointPath: Decodable, Sendable {
  let id: PointRow.ID
}

extension CommunityFeature {
  func revokePoints(
    _ call: Call<PointPath, Nothing, JSONBody<RevokePoints>>, _ administrator: Administrator
  ) async throws -> Response {
    let (id, reason, now) = (call.path.id, call.body.reason.text, clock.now)
    let language = call.request.language
    return try await doorkeeper.onlyOnce(call.request, administrator.driver) { transaction in
      let revoked = try await transaction.first(
        """
        update community_points p set state = 'revoked', reason = \(reason), revoked_at = \(now)
        where p.id = \(id) and p.state in ('provisional', 'final') returning \(sql: PointRow.columns)
        """
      ) { try PointRow(&$0, in: language) }
      guard let revoked else { throw try await whyNot(id, in: transaction) }
      try await noteChange(in: transaction)
      try await record("points.revoked", administrator, id, transaction, kind: "points", ["reason": .string(reason)])
      return try .json(revoked)
    }
  }

  private func whyNot(_ id: PointRow.ID, in transaction: Transaction) async throws -> Problem {
    let state = try await transaction.first("select state from community_points where id = \(id)") {
      try $0.next(String.self)
    }
    if state == nil { return Problem(.notFound) }
    return Problem(
      .conflict,
      Text(
        fr: "Ces points ne comptent déjà plus.", en: "These points do not count any more."))
  }
}
