import Accounts
import HTTP
import Postgres
import Resources
import Secrets
import Stations

/// GET /api/admin/imports/{id}/changes?kind=…: what a preview would add, change, move and withdraw; of the grid also what
/// an import has changed; and, as long as it is kept, what was refused.
struct ListChanges: Decodable, Sendable {
  let kind: Import.ChangeKind
  let cursor: OpaqueCursor?
  let limit: PageLimit?
}

/// The list as the API's documentation shows it: a change holds what is and what would be, a refusal its reason.
struct ListedChanges: Decodable {
  struct Facts: Decodable {
    struct Location: Decodable { let lat, lon: Double }
    let powerKw: Double?
    let sockets: [SocketName]
    let updatedOn: String?
    let station, city: String?
    let location: Location
  }

  struct Item: Decodable {
    let irveId: String?
    let line: Int?
    let before, after: Facts?
    let code, field, value, message: String?
    /// Of the grid: where and when, and what is replaced by what.
    let perimeter, at: String?
    let from, to: GridValues?
  }

  let items: [Item]
  let _links: Links

  private static let names = [
    "irveId", "line", "before", "after", "code", "field", "value", "message", "perimeter", "at", "from", "to",
  ]

  /// What a source does not speak of is null.
  fileprivate static func completed(_ item: JSON) -> JSON {
    guard case .object(let members) = item, item["line"] != nil else { return item }
    return .object(members + names.filter { item[$0] == nil }.map { ($0, .null) })
  }
}

/// Values of a row of the grid by the names of their columns, in W; its nature, or the colour of a day.
struct GridValues: Field {
  static let schema: Schema = [
    "type": "object", "title": "GridValues", "additionalProperties": ["type": ["integer", "string"]],
  ]
  static let sample = GridValues()
  init() {}
  init(_ value: FieldValue) throws(FieldFault) {}
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode([String: String]())
  }
}

extension ImportFeature {
  func listChanges(_ call: Call<ImportPath, ListChanges, NoBody>, _: Administrator) async throws -> Response {
    let (id, wanted) = (call.path.id, call.query)
    let limit = wanted.limit?.count ?? 50
    let found = try await find(id, in: database)
    let page: ChangePage
    if wanted.kind == .quarantined {
      page = try await quarantined(found, after: wanted.cursor?.text, limit: limit, in: call.request.language)
    } else if found.state == .preview {
      page = try await staged(found, wanted.kind, after: wanted.cursor?.text, limit: limit)
    } else {
      page = try await replaced(found, wanted.kind, after: wanted.cursor?.text, limit: limit)
    }
    let path = "\(Import.path(id))/changes?kind=\(wanted.kind.rawValue)"
    var links = Links().adding("self", path)
    if let next = page.next {
      links = links.adding("next", "\(path)&limit=\(limit)&cursor=\(OpaqueCursor(text: next).encoded)")
    }
    let items = page.items.map(ListedChanges.completed)
    return .json(.object([("items", .array(items)), ("_links", try JSON(encoding: links))]))
  }

  /// None of a kind that the source does not have.
  private func staged(
    _ found: Import, _ kind: Import.ChangeKind, after cursor: String?, limit: Int
  ) async throws -> ChangePage {
    let source = try source(found.source)
    guard source.kinds.contains(kind) else { return ChangePage() }
    return try await source.changes(found.id, kind, after: cursor, limit: limit, in: database)
  }

  /// What an import has changed, where that is kept.
  private func replaced(
    _ found: Import, _ kind: Import.ChangeKind, after cursor: String?, limit: Int
  ) async throws -> ChangePage {
    if found.state == .done, kind == .changed,
      let page = try await source(found.source).replaced(found.id, after: cursor, limit: limit, in: database)
    {
      return page
    }
    throw Problem(.conflict, Text(fr: "Cet import n'est pas en aperçu.", en: "This import is not in preview."))
  }

  private func quarantined(
    _ found: Import, after cursor: String?, limit: Int, in language: Language
  ) async throws -> ChangePage {
    let start = cursor.flatMap(Reject.Position.init(text:)) ?? .start
    let rows = try await rejects(of: found.id, after: start, limit: limit + 1)
    let shown = rows.prefix(limit)
    let items = shown.map { reject -> JSON in
      let sentence = sources.sentence(reject.code, of: found.source)
      return [
        "line": .integer(reject.line), "before": .null, "after": .null, "code": .string(reject.code),
        "field": reject.field.json,
        "value": reject.value.json, "irveId": reject.irveId.json, "message": .string(sentence(in: language)),
      ]
    }
    return ChangePage(items: items, next: rows.count > limit ? shown.last?.position.text : nil)
  }
}

extension Reject.Position {
  fileprivate var text: String { "\(line)\(place)" }

  /// Only what `text` writes: anything else would be an error of the statement's.
  fileprivate init?(text: String) {
    let parts = text.split(whereSeparator: { "(,)".contains($0) }).map { Int64($0) }
    guard parts.count == 3, let line = parts[0], let block = parts[1], let item = parts[2],
      let block = UInt32(exactly: block), let item = UInt16(exactly: item)
    else { return nil }
    self.init(line: Int(line), place: "(\(block),\(item))")
  }
}

extension String? {
  fileprivate var json: JSON { map { .string($0) } ?? .null }
}

/// The end of the last page, in words that only its maker reads.
struct OpaqueCursor: Field {
  let text: String

  static let schema: Schema = ["type": "string"]
  static let sample = OpaqueCursor(text: "1")

  init(text: String) { self.text = text }

  init(_ value: FieldValue) throws(FieldFault) {
    let bytes = Base64.url.decode(Array(try value.string().utf8))
    guard let text = bytes.flatMap({ String(validating: $0, as: UTF8.self) }), !text.utf8.contains(0) else {
      throw .badCursor
    }
    self.text = text
  }

  var encoded: String { Base64.url.encode(Array(text.utf8)) }

  func encode(to encoder: any Encoder) throws { try encoded.encode(to: encoder) }
}

/// GET /api/admin/imports/{id}/corrections.
struct CorrectionList: Codable, Sendable {
  let items: [Import.Correction]
  let _links: Links
}

extension ImportFeature {
  func listCorrections(_ call: Call<ImportPath, Nothing, NoBody>, _: Administrator) async throws -> Response {
    let found = try await find(call.path.id, in: call.request.language)
    let links = Links().adding("self", Import.path(found.id) + "/corrections")
    return try .json(CorrectionList(items: found.corrections, _links: links))
  }
}
