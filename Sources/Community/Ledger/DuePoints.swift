import HTTP
import Postgres
import Runtime

/// Points that the ledger should show for something, by what is known now.
struct DuePoints: Sendable {
  let player: Player.ID
  let rule: RuleName
  let key: String
  var team: Team.ID?
  let earnedAt: Instant
  let points: Int
  let isFinal: Bool
  let inputs: JSONText

  init(
    _ player: Player.ID, _ rule: RuleName, key: String, team: Team.ID? = nil, earnedAt: Instant, isFinal: Bool,
    _ inputs: some RuleInputs
  ) throws {
    (self.player, self.rule, self.key, self.team, self.earnedAt, self.isFinal) = (
      player, rule, key, team, earnedAt, isFinal
    )
    points = try inputs.outcome().points
    self.inputs = JSONText(try JSONWriter.encode(inputs).text)
  }
}

/// Brings the ledger to what is due, set by set. Where points or their state differ a new row takes the old one's place; where
/// only the inputs do they are noted in the row; what was revoked stays so. Done again it changes nothing.
struct LedgerMerge: Sendable {
  let season: Season.ID
  let now: Instant
  let ids: IdentifierSource

  private static let batch = 5000

  /// Returns how many rows changed.
  @discardableResult
  func merge(_ due: [DuePoints], in transaction: Transaction) async throws -> Int {
    var changed = 0
    for start in stride(from: 0, to: due.count, by: Self.batch) {
      changed += try await merge(piece: due[start..<min(start + Self.batch, due.count)], in: transaction)
    }
    if changed > 0 { try await transaction.execute("update community_changes set number = number + 1") }
    return changed
  }

  private func merge(piece: ArraySlice<DuePoints>, in transaction: Transaction) async throws -> Int {
    let due = table(of: piece)
    let superseded = try await transaction.execute(
      """
      update community_points p set state = 'superseded', superseded_by = due.id from \(sql: due)
      where p.season_id = \(season) and p.player_id = due.player_id and p.rule = due.rule and p.key = due.key
        and p.state in ('provisional', 'final') and (p.points, p.state) is distinct from (due.points, due.state)
      """)
    let added = try await transaction.execute(
      """
      insert into community_points (id, season_id, player_id, rule, rule_version, key, team_id, earned_at, at, points, state,
        inputs)
      select due.id, \(season), due.player_id, due.rule, \(Int16(RuleName.version)), due.key, due.team_id, due.earned_at,
        \(now), due.points, due.state, due.inputs
      from \(sql: due)
      on conflict (season_id, player_id, rule, key) where state <> 'superseded' do nothing
      """)
    try await transaction.execute(
      """
      update community_points p set inputs = due.inputs from \(sql: due)
      where p.season_id = \(season) and p.player_id = due.player_id and p.rule = due.rule and p.key = due.key
        and p.state in ('provisional', 'final') and p.inputs is distinct from due.inputs
      """)
    return superseded + added
  }

  private func table(of piece: ArraySlice<DuePoints>) -> SQL {
    let states = piece.map { $0.isFinal ? "final" : "provisional" }
    return """
      unnest(\(piece.map { _ in ids.next(PointRow.self, at: now) }), \(piece.map(\.player)), \(piece.map(\.rule.rawValue)),
        \(piece.map(\.key)), \(piece.map(\.team)), \(piece.map(\.earnedAt)), \(piece.map { Int32(clamping: $0.points) }),
        \(states), \(piece.map(\.inputs)))
        as due (id, player_id, rule, key, team_id, earned_at, points, state, inputs)
      """
  }
}
