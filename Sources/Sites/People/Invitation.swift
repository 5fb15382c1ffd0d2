import HTTP
import Postgres
import Resources
import Runtime

/// An invitation that waits for its reader, as owners see it. Whether the address has an account here is nobody's business.
struct Invitation: Codable, Sendable {
  typealias ID = Identifier<Invitation>

  static let lifetime = Duration.seconds(7 * 86_400)

  let id: ID
  let email: String
  let role: PersonRole
  let createdAt: Instant
  let expiresAt: Instant
  let _links: Links
}

/// The ids in a path below the invitations of a site.
struct InvitationPath: Decodable, Sendable {
  let id: EnergySite.ID
  let invitationId: Invitation.ID
}

extension Invitation {
  /// The columns that `init(row:)` reads, of `site_invitations` as `i`.
  static let columns: SQL = "i.site_id, i.id, i.email, i.role, i.created_at, i.expires_at"

  /// Those that can still be accepted.
  static func isOpen(at now: Instant) -> SQL {
    "(i.accepted_at is null and i.withdrawn_at is null and i.expires_at > \(now))"
  }

  init(_ row: inout Row) throws {
    let site = try row.next(EnergySite.ID.self)
    (id, email, role) = (try row.next(), try row.next(), try row.word())
    (createdAt, expiresAt) = (try row.next(), try row.next())
    let path = "/api/sites/\(site)/invitations"
    _links = Links().adding("withdraw", "\(path)/\(id)", method: .delete).adding("invitations", path)
  }
}

extension SitesFeature {
  /// What has been over for a month is told nobody any more.
  func sweepInvitations() async throws {
    try await database.execute("delete from site_invitations where expires_at < \(clock.now - .seconds(30 * 86_400))")
  }
}
