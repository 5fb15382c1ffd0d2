import Grid
import HTTP
import Postgres
import Runtime

extension GridSource {
  /// A quarter of an hour without a reading stands behind every other: consolidated and definitive files leave the
  /// quarters of real time alone.
  static func rank(_ row: SQL) -> SQL {
    """
    case when \(sql: row).consumption is null and extract(minute from \(sql: row).at) in (15, 45) then 0
      else \(sql: row).nature end
    """
  }

  /// Whether a stored row, `o`, is believed more than a staged one, `n`.
  static let isBeaten: SQL = "o.at is not null and (\(sql: rank("n"))) < (\(sql: rank("o")))"

  /// Whether a staged row says something else than the stored one.
  static var differs: SQL {
    """
    (row(\(sql: GridColumn.list { "coalesce(n.\(sql: $0), o.\(sql: $0))" }))
      is distinct from row(\(sql: GridColumn.list { "o.\(sql: $0)" }))
      or n.consumption is not null and n.nature <> o.nature)
    """
  }

  /// Staged rows with what becomes of them. What is made up counts as not there.
  static func kinds(_ id: Import.ID) -> SQL {
    """
    select n.perimeter, n.at, n.line, case when o.at is null then 'added' when \(sql: isBeaten) then 'older'
      when \(sql: differs) then 'changed' else 'unchanged' end as kind
    from incoming_grid n
      left join grid_readings o on (o.perimeter, o.at) = (n.perimeter, n.at) and o.nature > 0
    where n.import_id = \(id)
    """
  }

  static func tempoKinds(_ id: Import.ID) -> SQL {
    """
    select n.day, n.line, case when o.day is null then 'added' when o.colour <> n.colour then 'changed'
      else 'unchanged' end as kind
    from incoming_tempo n left join grid_tempo o on o.day = n.day where n.import_id = \(id)
    """
  }

  func countChanges(_ job: ImportJob, in transaction: Transaction) async throws -> (changes: Changes, older: Int) {
    let counts = try await transaction.query(
      """
      select kind, count(*) from (
        select kind from (\(sql: Self.kinds(job.id))) g union all select kind from (\(sql: Self.tempoKinds(job.id))) t
      ) k group by kind
      """
    ) { row in (try row.next(String.self), try row.next(Int.self)) }
    let found = Dictionary(counts, uniquingKeysWith: +)
    let (older, changed) = (found["older"] ?? 0, found["changed"] ?? 0)
    let changes = Changes(
      added: found["added"] ?? 0, changed: changed + (job.insists ? older : 0),
      unchanged: (found["unchanged"] ?? 0) + (job.insists ? 0 : older))
    return (changes, older)
  }

  func changes(
    _ id: Import.ID, _ kind: Import.ChangeKind, after cursor: String?, limit: Int, in database: Database
  ) async throws -> ChangePage {
    let rows = try await database.query(
      """
      select key, item from (
        select k.perimeter || ' ' || to_char(k.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as key,
          jsonb_build_object('line', k.line, 'perimeter', k.perimeter,
            'at', to_char(k.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'old', case when o.nature > 0 then to_jsonb(o) end, 'new', to_jsonb(n)) as item
        from (\(sql: Self.kinds(id))) k
          join incoming_grid n on n.import_id = \(id) and (n.perimeter, n.at) = (k.perimeter, k.at)
          left join grid_readings o on (o.perimeter, o.at) = (k.perimeter, k.at)
        where k.kind = \(kind.rawValue)
        union all
        select 'tempo ' || k.day, jsonb_build_object('line', k.line, 'perimeter', 'tempo', 'at', k.day::text,
          'old', case when o.day is not null then jsonb_build_object('colour', o.colour) end,
          'new', jsonb_build_object('colour', n.colour))
        from (\(sql: Self.tempoKinds(id))) k join incoming_tempo n on n.import_id = \(id) and n.day = k.day
          left join grid_tempo o on o.day = k.day
        where k.kind = \(kind.rawValue)
      ) found
      where \(cursor)::text is null or key collate "C" > \(cursor) collate "C"
      order by key collate "C" limit \(limit + 1)
      """
    ) { row in (key: try row.next(String.self), json: try row.next(JSONText.self)) }
    var page = ChangePage(
      items: try rows.prefix(limit).map { Self.item(try JSONParser.parse(Array($0.json.text.utf8))) })
    if rows.count > limit { page.next = rows[limit - 1].key }
    return page
  }

  /// Only what is replaced, and by what; of a new row all that it says.
  private static func item(_ found: JSON) -> JSON {
    let (old, new) = (found["old"] ?? .null, found["new"] ?? .null)
    var (from, to): ([(String, JSON)], [(String, JSON)]) = ([], [])
    func add(_ name: String, _ key: String, _ write: (JSON) -> JSON) {
      guard let value = new[name], value != .null, value != old[name] else { return }
      to.append((key, write(value)))
      if let before = old[name], before != .null { from.append((key, write(before))) }
    }
    for (index, column) in GridColumn.all.enumerated() {
      add("\(column.name)", "\(column.key)") { index == GridColumn.rteGrams ? $0 : inWatts($0) }
    }
    add("nature", "nature", natureWord)
    add("colour", "colour") { $0 }
    return [
      "line": found["line"] ?? .null, "perimeter": found["perimeter"] ?? .null, "at": found["at"] ?? .null,
      "from": old == .null ? .null : .object(from), "to": .object(to),
    ]
  }

  private static func inWatts(_ value: JSON) -> JSON {
    if case .number(let text) = value, let number = Int(text) { .integer(number * 1_000_000) } else { value }
  }

  private static func natureWord(_ value: JSON) -> JSON {
    guard case .number(let text) = value, let nature = Int(text).flatMap(Nature.init) else { return value }
    return .string(nature.word.rawValue)
  }
}
