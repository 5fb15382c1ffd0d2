import Accounts
import HTTP
import Postgres
import Resources

/// GET /api/admin/imports, newest first.
struct ListImports: Decodable, Sendable {
  let source: Import.Source?
  let state: Import.State?
  let cursor: Cursor<Import>?
  let limit: PageLimit?
}

extension ImportFeature {
  func list(_ call: Call<Nothing, ListImports, NoBody>, _: Administrator) async throws -> Response {
    let (wanted, language) = (call.query, call.request.language)
    let limit = wanted.limit?.count ?? 50
    let found = try await database.query(
      """
      select \(sql: Import.columns) from imports i
      where (\(wanted.source?.rawValue)::text is null or i.source = \(wanted.source?.rawValue))
        and (\(wanted.state?.rawValue)::text is null or i.state = \(wanted.state?.rawValue))
        and (\(wanted.cursor?.id)::uuid is null or i.id < \(wanted.cursor?.id))
      order by i.id desc limit \(limit + 1)
      """
    ) { row in try Import(&row).said(in: language, by: sources) }
    return try Page(found, limit: limit, at: "/api/admin/imports", call.request) { Cursor(id: $0.id) }.response()
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
