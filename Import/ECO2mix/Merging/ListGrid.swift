import Grid
import HTTP
import Postgres
import Runtime

/// A change on its way into a list, and its place there.
private struct ListedRow {
  let place: String
  let json: JSONText
}

/// The place behind which a list goes on: readings by perimeter and instant, then days of Tempo.
private struct GridPlace {
  var perimeter = ""
  var at = Instant(seconds: 0)
  /// Nil as long as it stands among readings.
  var day: CivilDay?

  /// Only what lists write; anything else is the beginning.
  init(_ text: String?) {
    let parts = (text ?? "").split(separator: " ").map(String.init)
    guard parts.count == 2 else { return }
    if parts[0] == "tempo" {
      day = Instant(rfc3339: parts[1] + "T00:00:00Z").map { CivilDay(daysSince1970: Int($0.seconds / 86_400)) }
    } else if let at = Instant(rfc3339: parts[1]) {
      (perimeter, self.at) = (parts[0], at)
    }
  }
}

extension GridSource {
  private static func stamp(_ column: SQL) -> SQL {
    "to_char(\(sql: column) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
  }

  /// What a preview would add and replace.
  func changes(
    _ id: Import.ID, _ kind: Import.ChangeKind, after cursor: String?, limit: Int, in database: Database
  ) async throws -> ChangePage {
    let place = GridPlace(cursor)
    return try await page(limit, behind: place, in: database) { count in
      """
      with page as materialized (
        select k.perimeter, k.at, k.line from (\(sql: Self.kinds(id))) k
        where k.kind = \(kind.rawValue) and (k.perimeter, k.at) > (\(place.perimeter), \(place.at))
        order by k.perimeter, k.at limit \(count)
      )
      select p.perimeter || ' ' || \(sql: Self.stamp("p.at")),
        jsonb_build_object('line', p.line, 'perimeter', p.perimeter,
        'at', \(sql: Self.stamp("p.at")), 'old', case when o.nature > 0 then to_jsonb(o) end, 'new', to_jsonb(n))
      from page p join incoming_grid n on n.import_id = \(id) and (n.perimeter, n.at) = (p.perimeter, p.at)
        left join grid_readings o on (o.perimeter, o.at) = (p.perimeter, p.at)
      order by p.perimeter, p.at
      """
    } days: { count in
      """
      select 'tempo ' || k.day, jsonb_build_object('line', k.line, 'perimeter', 'tempo', 'at', k.day::text,
        'old', case when o.day is not null then jsonb_build_object('colour', o.colour) end,
        'new', jsonb_build_object('colour', n.colour))
      from (\(sql: Self.tempoKinds(id))) k join incoming_tempo n on n.import_id = \(id) and n.day = k.day
        left join grid_tempo o on o.day = k.day
      where k.kind = \(kind.rawValue) and (\(place.day)::date is null or k.day > \(place.day))
      order by k.day limit \(count)
      """
    }
  }

  /// What an import that is done has replaced, and by what: also where that has been replaced in its turn.
  func replaced(
    _ id: Import.ID, after cursor: String?, limit: Int, in database: Database
  ) async throws -> ChangePage? {
    let place = GridPlace(cursor)
    return try await page(limit, behind: place, in: database) { count in
      """
      select r.perimeter || ' ' || \(sql: Self.stamp("r.at")),
        jsonb_build_object('line', null, 'perimeter', r.perimeter,
        'at', \(sql: Self.stamp("r.at")), 'old', to_jsonb(r), 'new', coalesce(l.later, to_jsonb(o)))
      from grid_replaced r
        left join lateral (
          select to_jsonb(n) as later from grid_replaced n
          where (n.perimeter, n.at) = (r.perimeter, r.at) and n.replaced_at > r.replaced_at
          order by n.replaced_at limit 1) l on true
        left join grid_readings o on (o.perimeter, o.at) = (r.perimeter, r.at)
      where r.replaced_by = \(id) and r.nature > 0 and (r.perimeter, r.at) > (\(place.perimeter), \(place.at))
      order by r.perimeter, r.at limit \(count)
      """
    } days: { count in
      """
      select 'tempo ' || r.day, jsonb_build_object('line', null, 'perimeter', 'tempo', 'at', r.day::text,
        'old', jsonb_build_object('colour', r.colour),
        'new', jsonb_build_object('colour', coalesce(l.colour, o.colour)))
      from grid_tempo_replaced r
        left join lateral (
          select n.colour from grid_tempo_replaced n where n.day = r.day and n.replaced_at > r.replaced_at
          order by n.replaced_at limit 1) l on true
        left join grid_tempo o on o.day = r.day
      where r.replaced_by = \(id) and (\(place.day)::date is null or r.day > \(place.day))
      order by r.day limit \(count)
      """
    }
  }

  private func page(
    _ limit: Int, behind place: GridPlace, in database: Database, readings: (Int) -> SQL, days: (Int) -> SQL
  ) async throws -> ChangePage {
    func read(_ sql: SQL) async throws -> [ListedRow] {
      try await database.query(sql) { row in ListedRow(place: try row.next(), json: try row.next()) }
    }
    // One more than is shown tells whether there is a next page.
    var rows = place.day == nil ? try await read(readings(limit + 1)) : []
    if rows.count <= limit { rows += try await read(days(limit + 1 - rows.count)) }
    var page = ChangePage(
      items: try rows.prefix(limit).map { Self.item(try JSONParser.parse(Array($0.json.text.utf8))) })
    if rows.count > limit { page.next = rows[limit - 1].place }
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
