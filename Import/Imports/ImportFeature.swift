package import Accounts
package import HTTP
package import Postgres
import Resources
package import Runtime

/// The imports of one server: what administrators ask of them, and what goes on in the background.
///
/// The table `imports` is the only thing that instances share. A source has one import at work or in preview, which a
/// unique index sees to; the others wait.
package struct ImportFeature: Sendable {
  package struct Settings: Sendable {
    package var scheduled: [ScheduledImport] = []
    /// An address that an administrator names may lead to this machine or into its network; one of the operator's always may.
    package var allowsPrivateAddresses = false
    /// A file may be long, but not slower than 100 bytes a second for so many seconds.
    var patience = 60
    package init() {}
  }

  let settings: Settings
  let sources: ImportSources
  let database: Database
  let administrators: Access<Administrator>
  let log: Log
  let clock: WallClock
  let ids: IdentifierSource
  let runs = ImportRuns()
  let hub: ImportHub

  package init(
    _ settings: Settings = Settings(), database: Database, administrators: Access<Administrator>, log: Log,
    clock: WallClock, ids: IdentifierSource = .random
  ) {
    // An import has time: requests go first.
    let workers = Workers(name: "import", threads: 2, queueLimit: 16, niceness: 15)
    let tools = RegisteredSource.Tools(workers: workers, clock: clock, ids: ids)
    self.init(
      settings, sources: ImportSources(RegisteredSource.all.map { $0.make(tools) }), database: database,
      administrators: administrators, log: log, clock: clock, ids: ids)
  }

  init(
    _ settings: Settings, sources: ImportSources, database: Database, administrators: Access<Administrator>,
    log: Log, clock: WallClock, ids: IdentifierSource = .random
  ) {
    self.settings = settings
    self.sources = sources
    self.database = database
    self.administrators = administrators
    self.log = log
    self.clock = clock
    self.ids = ids
    hub = ImportHub(database: database, sources: sources, runs: runs, log: log)
  }

  package var feature: Feature {
    Feature(
      routes: line + file + reports + sockets,
      links: Links().adding("imports", "/api/admin/imports{?q,source,state,cursor,limit,totals}")
        .adding("liveImports", "/api/admin/imports/live"),
      work: work)
  }

  private var line: [Route] {
    let access = administrators
    return [
      Route(
        .get, "/api/admin/imports", access: access, "All imports, newest first",
        answers: .json(CountedPage<Import>.self), handler: list),
      Route(
        .get, "/api/admin/imports.csv", access: access, "The same as a file, all of it", answers: .media(.csv),
        handler: download),
      Route(
        .post, "/api/admin/imports", access: access, "Create an import: send its file next, or name its address here",
        answers: .json(Import.self, status: .created), handler: create),
      Route(
        .get, "/api/admin/imports/{id}", access: access, "One import", answers: .json(Import.self), handler: show),
      Route(
        .delete, "/api/admin/imports/{id}", access: access,
        "Cancel an import, or forget what a finished one refused", answers: .empty(), handler: cancel),
    ]
  }

  private var file: [Route] {
    let access = administrators
    return [
      Route(
        .put, "/api/admin/imports/{id}/file", access: access,
        "The file, of any length: CSV, gzip of it, or a form; answers at preview or at the end",
        answers: .json(Import.self), handler: receive),
      Route(
        .post, "/api/admin/imports/{id}/apply", access: access, "Carry out what the preview shows",
        answers: .json(Import.self), .problem(WithdrawalRefusal.self, status: 409), handler: apply),
      Route(
        .post, "/api/admin/imports/{id}/undo", access: access.fresh, "Restore what there was before the last import",
        answers: .json(Import.self), handler: undo),
    ]
  }

  private var reports: [Route] {
    let access = administrators
    return [
      Route(
        .get, "/api/admin/imports/{id}/rejects.csv", access: access, "The rows that were refused, and why",
        answers: .media(.csv), handler: downloadRejects),
      Route(
        .get, "/api/admin/imports/{id}/changes", access: access, "What an import would change, by kind",
        answers: .json(ListedChanges.self), handler: listChanges),
      Route(
        .get, "/api/admin/imports/{id}/corrections", access: access, "What was corrected, the most frequent first",
        answers: .json(CorrectionList.self), handler: listCorrections),
    ]
  }

  private var sockets: [Route] {
    let access = administrators
    return [
      .socket(
        "/api/admin/imports/live", access: access, "Every import, as it moves", talk: .init(sends: ImportNews.self),
        handler: watchAll),
      .socket(
        "/api/admin/imports/{id}/progress", access: access, "One import, as it moves",
        talk: .init(sends: ImportNews.self), admit: { call, _ in _ = try await find(call.path.id, in: database) },
        handler: watchOne),
    ]
  }
}

/// The id in a path below /api/admin/imports.
struct ImportPath: Decodable, Sendable {
  let id: Import.ID
}
