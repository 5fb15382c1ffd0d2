import Accounts
import HTTP
import Postgres

/// GET /api/admin/imports/{id}/rejects.csv: every refused row with its reason, in the caller's language, as a stream of
/// pages, so that neither memory nor a connection of the pool is held for a slow client.
extension ImportFeature {
  func downloadRejects(_ call: Call<ImportPath, Nothing, NoBody>, _: Administrator) async throws -> Response {
    let (id, language) = (call.path.id, call.request.language)
    let source = try await find(id, in: database).source
    let body = AsyncStreamedBody { write in
      var messages: [String: String] = [:]
      var position = Reject.Position.start
      let hasFiles = try await hasSeveralFiles(id)
      let names = ["line", "code", "field", "value", "irveId", "message"] + (hasFiles ? ["file"] : [])
      try await write(Array(CSVLine(names).text.utf8))
      while true {
        let page = try await rejects(of: id, after: position, limit: 1000)
        guard let last = page.last else { return }
        var text = ""
        for reject in page {
          let message = messages[reject.code] ?? sources.sentence(reject.code, of: source)(in: language)
          messages[reject.code] = message
          text += reject.line(message: message, hasFiles: hasFiles).text
        }
        try await write(Array(text.utf8))
        position = last.position
      }
    }
    return Response(.ok, .stream(body), type: .csv)
      .header("Content-Disposition", "attachment; filename=\"rejects-\(id).csv\"")
      .header("Content-Language", language.rawValue)
  }

  /// Whether what was sent held files whose names tell rows apart.
  private func hasSeveralFiles(_ id: Import.ID) async throws -> Bool {
    try await database.first(
      "select exists (select from import_rejects where import_id = \(id) and file is not null)"
    ) { row in try row.next(Bool.self) } ?? false
  }

  func rejects(of id: Import.ID, after position: Reject.Position, limit: Int) async throws -> [Reject] {
    try await database.query(
      """
      select line, code, field, value, irve_id, ctid::text, file from import_rejects
      where import_id = \(id) and (line, ctid) > (\(position.line), \(position.place)::text::tid)
      order by line, ctid limit \(limit)
      """
    ) { row in
      Reject(
        line: try row.next(), code: try row.next(), field: try row.next(), value: try row.next(),
        irveId: try row.next(), place: try row.next(), file: try row.next())
    }
  }
}

/// A row that was refused.
struct Reject: Sendable {
  let line: Int
  let code: String
  let field: String?
  let value: String?
  let irveId: String?
  /// Its place in the table: rows of one line have nothing else to be told apart by, and they never move.
  let place: String
  /// The file in an archive.
  let file: String?

  struct Position: Sendable {
    let line: Int
    let place: String
    static let start = Position(line: -1, place: "(0,0)")
  }

  var position: Position { Position(line: line, place: place) }

  func line(message: String, hasFiles: Bool) -> CSVLine {
    CSVLine(
      [String(line), code, field ?? "", value ?? "", irveId ?? "", message] + (hasFiles ? [file ?? ""] : []))
  }
}
