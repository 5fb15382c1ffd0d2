import HTTP
import Postgres
import Runtime

/// Sources differ in how a file becomes staged rows, and in what these are merged into.
///
/// The transactions are opened by `ImportRun` and its neighbours, which take the source's advisory lock in them and write
/// the table `imports`: what an import does and what is said of it are committed together, or neither is. Cancelling the
/// task is the only way to stop; whatever is thrown rolls back.
protocol ImportSource: Sendable {
  var source: Import.Source { get }

  /// The kinds of changes that `changes` lists.
  var kinds: [Import.ChangeKind] { get }

  /// Reads the file to its end into the stage, which is empty. Refused rows go to `import_rejects`, corrections to
  /// `import_corrections`. Bytes are counted by the caller, rows and phases here.
  func receive(_ file: ImportFile, _ job: ImportJob, in transaction: Transaction) async throws -> Receipt

  /// Carries out what is staged and empties the stage. `counted` was found by `receive` a moment ago; nil: long ago.
  func merge(_ job: ImportJob, counted: Changes?, in transaction: Transaction) async throws -> Changes

  /// Restores what there was before the last import; only ever called for an import that is `undoable`, with no other
  /// at work. Refuses with a `Problem` what cannot be restored any more.
  func undo(_ id: Import.ID, in transaction: Transaction) async throws

  /// Empties the stage of an import that will not be merged.
  func discard(_ id: Import.ID, in transaction: Transaction) async throws

  /// Lists what a staged import would change.
  func changes(
    _ id: Import.ID, _ kind: Import.ChangeKind, after cursor: String?, limit: Int, in database: Database
  ) async throws -> ChangePage

  /// Lists what an import that is done has replaced; nil where that is not kept.
  func replaced(_ id: Import.ID, after cursor: String?, limit: Int, in database: Database) async throws -> ChangePage?

  /// Whether a file may come under any Content-Type: its content alone decides.
  var takesAnyType: Bool { get }

  /// For codes of corrections, of refusals and of `ImportFault`s; nil for those of others.
  func sentence(_ code: String) -> Text?
}

extension ImportSource {
  var takesAnyType: Bool { false }

  func replaced(
    _ id: Import.ID, after cursor: String?, limit: Int, in database: Database
  ) async throws -> ChangePage? { nil }
}

/// One import at work.
struct ImportJob: Sendable {
  let id: Import.ID
  let mode: Import.Mode
  /// False: whatever the file says, nothing but the stage may change before somebody has looked.
  let mayApplyAtOnce: Bool
  /// Also what is older than what is stored is carried out.
  var insists = false
  let progress: Progress
}

/// A file on its way in, as fast as it is read.
struct ImportFile: Sendable {
  let name: String?
  /// As the sender wrote them: the type with its parameters.
  let contentType: String?
  let contentEncoding: String?
  /// As the server that it is fetched from says.
  var lastModified: Instant?
  let bytes: BodyStream
}

/// The outcome of a file that was read to its end.
enum Receipt: Sendable {
  /// `asks`: it would withdraw more than may go unasked.
  case staged(Changes, asks: Bool)
  /// Carried out already, without a stage: how an empty country is filled.
  case applied(Changes)
}

/// Rows of a preview, in the shape that clients see.
struct ChangePage: Sendable {
  var items: [JSON] = []
  /// The beginning of the next page, in the source's own words; nil at the end.
  var next: String?
}
