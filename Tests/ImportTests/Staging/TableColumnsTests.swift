import Postgres
import TestSupport
import Testing

@testable import Import

@Suite struct TableColumnsTests {
  private static let columns = TableColumns { columns in
    columns.column("id", 1 as Int64, .apart)
    columns.column("name", "a")
    columns.column("count", 2 as Int32, .always)
  }

  @Test func `one list gives every statement its columns`() {
    #expect(Self.columns.count == 3)
    #expect(Self.columns.copy(into: "t").text == "copy t (id, name, count) from stdin (format binary)")
    #expect(Self.columns.names(of: "n").text == "n.id, n.name, n.count")
    let assignments = Self.columns.assignments(to: "t", from: "n").text.split(separator: /\s+/).joined(separator: " ")
    #expect(
      assignments == "name = case when 'name' = any (t.manual_fields) then t.name else n.name end, count = n.count")
  }

  /// Columns that are written neither by a COPY nor with a new row: the database fills them, or a later step.
  private static let others: [(table: String, columns: Set<String>)] = [
    ("incoming_points", []), ("incoming_stations", ["has_moved"]), ("incoming_terms", []), ("incoming_status", []),
    ("import_rejects", []),
  ]

  @Test func `the stage has the columns that are listed, and no others`() async throws {
    let held = try await TestDatabase.make()
    let listed: [String: SQL] = [
      "incoming_points": PointColumns.staged.names, "incoming_stations": StationColumns.staged.names,
      "incoming_terms": TermsColumns.all.names, "incoming_status": StatusColumns.all.names,
      "import_rejects": Rejects.columns.names,
    ]
    for (table, others) in Self.others {
      let stored = try await held.database.query(
        "select column_name::text from information_schema.columns where table_name = \(table)"
      ) { row in try row.next(String.self) }
      let names = Set(try #require(listed[table]).text.split(separator: ", ").map(String.init))
      #expect(names.union(others) == Set(stored), "\(table)")
    }
  }
}
