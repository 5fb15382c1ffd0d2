import Accounts
import HTTP
import Postgres
import Resources
import Runtime

enum PointState: String, CaseIterable, Field { case provisional, final, superseded, revoked }

/// A row of the ledger: points, what they were reckoned from, and why in a person's words.
struct PointRow: Codable, Sendable {
  typealias ID = Identifier<PointRow>

  let id: ID
  let at: Instant
  let earnedAt: Instant
  let rule: RuleName
  let version: Int
  let points: Int
  let state: PointState
  /// Null once the consent for the energy in them is taken back.
  let inputs: FreeObject?
  let explanation: String
  let figures: [Figure]
  let supersededBy: ID?
  /// A team for which alone the points count, as they are the season's since it was joined.
  let teamId: Team.ID?
  /// Why they were revoked.
  let reason: String?
  let _links: Links
}

/// A JSON object whose members depend on something else.
struct FreeObject: Field {
  let json: JSON

  static let schema: Schema = ["type": "object"]
  static let sample = FreeObject(json: ["from": "2026-12-01T17:30:00Z"])

  init(json: JSON) { self.json = json }

  init(_ value: FieldValue) throws(FieldFault) {
    guard case .json(let json) = value, case .object = json else {
      throw .wrongType(Text(fr: "un objet", en: "an object"))
    }
    self.json = json
  }

  func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}

extension PointRow {
  /// Of the points `p`.
  static let columns: SQL = """
    p.id, p.at, p.earned_at, p.rule, p.rule_version, p.points, p.state, p.inputs, p.superseded_by, p.team_id, p.reason
    """

  init(_ row: inout Row, in language: Language) throws {
    id = try row.next()
    (at, earnedAt) = (try row.next(), try row.next())
    let rule = try row.word(RuleName.self)
    (self.rule, version) = (rule, try row.next())
    (points, state) = (try row.next(), try row.word())
    let stored = try row.next(JSONText?.self)
    let known = try stored.map { try JSONParser.parse(Array($0.text.utf8)) }
    inputs = known.map { FreeObject(json: $0) }
    let outcome = try known.map { try rule.outcome(of: $0) }
    (supersededBy, teamId, reason) = (try row.next(), try row.next(), try row.next())
    let since = teamId == nil ? "" : PointRow.sinceJoining(in: language)
    explanation = since + (outcome?.explanation(in: language) ?? PointRow.forgotten(in: language))
    figures = outcome?.figures ?? []
    _links = Links().adding("points", "/api/community/points")
  }

  private static let sinceJoining = Text(fr: "Depuis votre arrivée dans l’équipe : ", en: "Since you joined the team: ")

  private static let forgotten = Text(
    fr: "Les mesures ont été effacées avec votre accord ; il en reste le nombre de points.",
    en: "The readings were erased with your consent; the number of points is what remains.")
}

/// GET /api/community/points: every point of mine, the newest first. `all` also shows what was superseded. As CSV it is all of
/// them.
struct ListPoints: Decodable, Sendable {
  let rule: RuleName?
  let all: Bool?
  let cursor: Cursor<PointRow>?
  let limit: PageLimit?
}

extension CommunityFeature {
  func listPoints(_ call: Call<Nothing, ListPoints, NoBody>, _ driver: Driver) async throws -> Response {
    let (wanted, language) = (call.query, call.request.language)
    if call.request.wantsCSV {
      return PointRow.file.response { last, limit in
        try await points(wanted, of: driver, after: last?.id ?? wanted.cursor?.id, limit, in: language)
      }
    }
    let limit = wanted.limit?.count ?? 50
    let found = try await points(wanted, of: driver, after: wanted.cursor?.id, limit + 1, in: language)
    return try Page(found, limit: limit, at: "/api/community/points", call.request) { Cursor(id: $0.id) }.response()
  }

  private func points(
    _ wanted: ListPoints, of driver: Driver, after cursor: PointRow.ID?, _ limit: Int, in language: Language
  ) async throws -> [PointRow] {
    try await database.query(
      """
      select \(sql: PointRow.columns) from community_points p join community_players pl on pl.id = p.player_id
      where pl.account_id = \(driver.id) and (\(wanted.rule?.rawValue)::text is null or p.rule = \(wanted.rule?.rawValue))
        and (\(wanted.all ?? true) or p.state <> 'superseded')
        and (\(cursor)::uuid is null or (p.at, p.id) < (select c.at, c.id from community_points c where c.id = \(cursor)))
      order by p.at desc, p.id desc limit \(limit)
      """
    ) { try PointRow(&$0, in: language) }
  }
}

extension PointRow {
  fileprivate static let file = CSVFile<PointRow>(
    "mes-points",
    [
      ("id", { $0.id.description }), ("at", { $0.at.description }), ("earnedAt", { $0.earnedAt.description }),
      ("rule", { $0.rule.rawValue }), ("version", { String($0.version) }), ("points", { String($0.points) }),
      ("state", { $0.state.rawValue }), ("inputs", { $0.inputs?.json.serialized().text }),
      ("explanation", { $0.explanation }), ("supersededBy", { $0.supersededBy?.description }),
      ("teamId", { $0.teamId?.description }), ("reason", { $0.reason }),
    ])
}
