import HTTP
import Postgres
import Resources
import Runtime

/// What stands behind an action: what its player offered, and what has come of it.
struct Proof: Sendable {
  let offered: OfferedEvidence
  let declaredAt: Instant
  let hasPhoto: Bool
  let confirmations: Int
  let doubts: Int
  /// What an administrator said; nil where none has looked.
  let stands: Bool?
  /// Whether the home draws less than before.
  let isMetered: Bool

  /// So many homes of the team have to have seen it.
  static let needed = 2
  private static let photoPatience = Duration.seconds(7 * 86_400)
  private static let meterPatience = Duration.seconds(60 * 86_400)

  /// What it counts as, and whether that is the last word: what was offered counts until it should have come, a word that
  /// somebody doubts counts as a word until an administrator has looked.
  func counted(at now: Instant) -> (evidence: Evidence, isFinal: Bool) {
    if stands == true { return (.confirmed, true) }
    if doubts > 0, stands == nil { return (.declared, false) }
    if hasPhoto { return (.photo, true) }
    if confirmations >= Self.needed { return (.confirmed, true) }
    switch offered {
    case .photo where now - declaredAt < Self.photoPatience: return (.photo, false)
    case .metered where isMetered: return (.metered, true)
    case .metered where now - declaredAt < Self.meterPatience: return (.metered, false)
    default: return (.declared, true)
    }
  }
}

extension Proof {
  /// Of the actions `a`.
  static let columns: SQL = """
    a.evidence, a.declared_at, exists (select from community_photos f where f.action_id = a.id),
    (select count(*) from community_answers n where n.action_id = a.id and n.confirms),
    (select count(*) from community_answers n where n.action_id = a.id and not n.confirms), a.stands,
    coalesce((select g.saved_wh > 0 from community_progress g where g.season_id = a.season_id and g.player_id = a.player_id),
      false)
    """

  init(_ row: inout Row) throws {
    (offered, declaredAt, hasPhoto) = (try row.word(), try row.next(), try row.next())
    (confirmations, doubts, stands, isMetered) = (try row.next(), try row.next(), try row.next(), try row.next())
  }
}

/// The same for clients.
struct Shown: Codable, Sendable {
  /// What it counts as now.
  let counted: Evidence
  /// False while a photo, the meter or an administrator is waited for.
  let settled: Bool
  let hasPhoto: Bool
  let confirmations: Int
  /// So many confirmations are worth a photo.
  let needed: Int
  let doubted: Bool

  init(_ proof: Proof, at now: Instant) {
    (counted, settled) = proof.counted(at: now)
    (hasPhoto, confirmations, needed) = (proof.hasPhoto, proof.confirmations, Proof.needed)
    doubted = proof.doubts > 0 && proof.stands == nil
  }
}
