import Accounts
import HTTP
import Postgres
import Runtime

/// POST /api/admin/imports. With an address it is fetched as soon as it is its turn; else its file comes by PUT.
struct CreateImport: Decodable, Sendable {
  let source: Import.Source
  /// Partial when it is not said: the mode that withdraws nothing.
  let mode: Import.Mode?
  let fileName: FileName?
  let sizeBytes: ByteSize?
  let url: WebAddress?
  /// Stops at preview even when the guard is content.
  let confirm: Bool?
}

extension ImportFeature {
  func create(_ call: Call<Nothing, Nothing, JSONBody<CreateImport>>, _ administrator: Administrator) async throws
    -> Response
  {
    let id = try await create(call.body, by: administrator.id)
    if call.body.url != nil { try await fetchNext(call.body.source) }
    return try .json(await find(id, in: call.request.language), status: .created)
      .header("Location", Import.path(id))
  }

  func create(_ wanted: CreateImport, by creator: Account.ID?) async throws -> Import.ID {
    try await database.transaction { transaction in try await create(wanted, by: creator, in: transaction) }
  }

  func create(
    _ wanted: CreateImport, by creator: Account.ID?, in transaction: Transaction
  ) async throws -> Import.ID {
    let now = clock.now
    let id = ids.next(Import.self, at: now)
    let mode = wanted.mode ?? .partial
    try await transaction.execute(
      """
      insert into imports (id, source, mode, state, confirm, file_name, url, bytes_total, created_by, created_at)
      values (\(id), \(wanted.source.rawValue), \(mode.rawValue), 'waiting', \(wanted.confirm ?? false),
        \(wanted.fileName?.text), \(wanted.url?.text), \(wanted.sizeBytes?.count), \(creator), \(now))
      """)
    let details: JSON = [
      "source": .string(wanted.source.rawValue), "mode": .string(mode.rawValue),
      "file": (wanted.url?.text ?? wanted.fileName?.text).map { .string($0) } ?? .null,
    ]
    try await record("import.created", by: creator, on: id, details, in: transaction)
    return id
  }

  /// The audit entry of an act, and the news of it for all instances.
  func record(
    _ action: String, by actor: Account.ID?, on id: Import.ID, _ details: JSON = .object([]),
    in transaction: Transaction
  ) async throws {
    try await Audit.record(action, by: actor, on: "import", id, details, at: clock.now, ids: ids, in: transaction)
    try await announce(id, in: transaction)
  }

  func announce(_ id: Import.ID, in transaction: Transaction) async throws {
    _ = try await transaction.run("select pg_notify('imports', \(id.description))")
  }
}

/// The name of a file, for people: 1 to 255 characters on one line.
struct FileName: Field {
  let text: String

  static let schema: Schema = ["type": "string", "minLength": 1, "maxLength": 255]
  static let sample = FileName(text: "file.csv")

  private init(text: String) { self.text = text }

  init(_ value: FieldValue) throws(FieldFault) {
    text = try value.string()
    guard (1...255).contains(text.unicodeScalars.count) else {
      throw FieldFault("bad-length", fr: "Entre 1 et 255 caractères.", en: "Between 1 and 255 characters.")
    }
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw FieldFault("bad-character", fr: "Sans retour à la ligne.", en: "No line breaks.")
    }
  }

  func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }
}

struct ByteSize: Field {
  let count: Int

  static let schema: Schema = ["type": "integer", "minimum": 0, "maximum": 4_294_967_296]
  static let sample = ByteSize(count: 64_000_000)

  private init(count: Int) { self.count = count }

  init(_ value: FieldValue) throws(FieldFault) {
    count = try Int(value)
    guard (0...Upload.longest).contains(count) else {
      throw FieldFault("out-of-range", fr: "Au plus 4 Go.", en: "4 GB at the most.")
    }
  }

  func encode(to encoder: any Encoder) throws { try count.encode(to: encoder) }
}
