import Accounts
import HTTP
import Postgres
import Resources
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

/// The name of a file, for people, on one line.
typealias FileName = CheckedText<FileNameRule>

enum FileNameRule: LengthRule {
  static let longest = 255
  static let controls = ControlCharacters.none
  static let trims = false
  static let sample = "file.csv"
}

typealias ByteSize = BoundedNumber<ByteSizeRule>

enum ByteSizeRule: NumberRule {
  static let bounds = Bounds(0...Upload.longest, fr: "Au plus 4 Go.", en: "4 GB at the most.")
  static let sample = 64_000_000
}
