import Accounts
import HTTP
import Postgres
import Resources

/// GET /api/admin/imports, newest first. `q` is a part of the name of the file, or of the address.
struct ListImports: Decodable, Sendable {
  let q: String?
  let source: Import.Source?
  let state: Import.State?
  let cursor: Cursor<Import>?
  let limit: PageLimit?
  let totals: Bool?
}

extension ListImports {
  /// Of the imports `i`.
  fileprivate var condition: SQL {
    """
    (\(q)::text is null or position(lower(\(q)) in lower(coalesce(i.file_name, i.url, ''))) > 0)
      and (\(source?.rawValue)::text is null or i.source = \(source?.rawValue))
      and (\(state?.rawValue)::text is null or i.state = \(state?.rawValue))
    """
  }
}

extension ImportFeature {
  func list(_ call: Call<Nothing, ListImports, NoBody>, _: Administrator) async throws -> Response {
    let (wanted, language) = (call.query, call.request.language)
    if call.request.wantsCSV { return file(of: wanted, in: language) }
    let limit = wanted.limit?.count ?? 50
    let found = try await find(wanted, after: wanted.cursor, limit + 1, in: language)
    let totals = try await Totals.ask(
      wanted.totals,
      "select (select count(*) from imports i where \(sql: wanted.condition)), (select count(*) from imports)",
      in: database, for: call.request.party)
    return try CountedPage(found, totals, limit: limit, at: "/api/admin/imports", call.request) {
      Cursor(id: $0.id)
    }.response()
  }

  func download(_ call: Call<Nothing, ListImports, NoBody>, _: Administrator) async throws -> Response {
    file(of: call.query, in: call.request.language)
  }

  private func file(of wanted: ListImports, in language: Language) -> Response {
    Import.file.response { last, limit in
      try await find(wanted, after: last.map { Cursor(id: $0.id) } ?? wanted.cursor, limit, in: language)
    }
  }

  private func find(
    _ wanted: ListImports, after cursor: Cursor<Import>?, _ limit: Int, in language: Language
  ) async throws -> [Import] {
    try await database.query(
      """
      select \(sql: Import.columns) from imports i
      where \(sql: wanted.condition) and (\(cursor?.id)::uuid is null or i.id < \(cursor?.id))
      order by i.id desc limit \(limit)
      """
    ) { row in try Import(&row).said(in: language, by: sources) }
  }

  func show(_ call: Call<ImportPath, Nothing, NoBody>, _: Administrator) async throws -> Response {
    try .json(await find(call.path.id, in: call.request.language))
  }

  func find(_ id: Import.ID, in language: Language) async throws -> Import {
    try await find(id, in: database).said(in: language, by: sources)
  }

  func find(_ id: Import.ID, in querying: some Querying) async throws -> Import {
    let found = try await querying.first("select \(sql: Import.columns) from imports i where i.id = \(id)") { row in
      try Import(&row)
    }
    guard let found else { throw Problem(.notFound) }
    return found
  }
}
