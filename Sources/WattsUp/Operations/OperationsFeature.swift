import Accounts
import HTTP
import Postgres
import Runtime
import Synchronization

/// Routes of no slice: the entry document, the description of the API, and the questions of those who run the server.
struct OperationsFeature: Sendable {
  /// Described by these routes, beside themselves.
  let slices: [Feature]
  let database: Database
  let clock: WallClock
  let openedAt: Instant
  let administrators: Access<Administrator>
  let metrics: Metrics
  let metricsReaders: Set<String>
  let isStopping: Flag
  /// True once memory holds what is served from it, and all is there that a first visitor expects.
  let isLoaded: @Sendable () -> Bool
  let legal: LegalNotice
  private let pages = (entry: Page(), document: Page(), docs: Page())

  init(
    describing slices: [Feature], database: Database, clock: WallClock, administrators: Access<Administrator>,
    metrics: Metrics, metricsReaders: Set<String>, isStopping: Flag, isLoaded: @escaping @Sendable () -> Bool,
    legal: LegalNotice
  ) {
    self.slices = slices
    self.database = database
    self.clock = clock
    openedAt = clock.now
    self.administrators = administrators
    self.metrics = metrics
    self.metricsReaders = metricsReaders
    self.isStopping = isStopping
    self.isLoaded = isLoaded
    self.legal = legal
  }

  /// Made when it is first asked for, and kept: it changes with the program only.
  private final class Page: Sendable {
    private let content = Mutex<ReadyContent?>(nil)

    func reply(to request: Request, _ type: MediaType, _ make: () throws -> Bytes) throws -> Reply {
      let ready = try content.withLock { content in
        if let content { return content }
        let bytes = try make()
        let made = ReadyContent(bytes, type: type, cache: .revalidated, tag: EntityTag(of: bytes))
        content = made
        return made
      }
      return ready.reply(to: request)
    }
  }

  var feature: Feature {
    Feature(
      routes: [
        .immediate(.get, "/api", "Where everything is", answers: .json(EntryPoint.self), handler: entry),
        .immediate(
          .get, "/api/openapi.json", "This API, as OpenAPI 3.1", answers: .json(["type": "object"] as Schema),
          handler: openAPI),
        .immediate(.get, "/api/docs", "This API, for people", answers: .media(.html), handler: docs),
        .immediate(
          .get, "/api/legal", "Who runs this server", answers: .json(LegalNotice.self), handler: showLegalNotice),
        .immediate(.get, "/health/live", "The process answers", answers: .json(Health.self), handler: live),
        Route(
          .get, "/health/ready", access: .public, "Requests can be served", answers: .json(Health.self),
          handler: ready
        ).atPrimary,
        Route(
          .get, "/metrics", access: .operators(allowing: metricsReaders), "Figures for Prometheus",
          answers: .media(.metrics), handler: showMetrics),
        Route(
          .get, "/api/admin/overview", access: administrators, "How much there is, how fresh it is, what it is doing",
          answers: .json(Overview.self), handler: showOverview),
      ],
      links: Links().adding("self", "/api").adding("openapi", "/api/openapi.json").adding("docs", "/api/docs")
        .adding("legal", "/api/legal")
        .adding("live", "/health/live").adding("ready", "/health/ready").adding("metrics", "/metrics")
        .adding("overview", "/api/admin/overview"))
  }

  struct EntryPoint: Codable, Sendable {
    let name: String
    let version: String
    let _links: Links
  }

  struct Health: Codable, Sendable {
    let state: String
  }

  private var all: [Feature] { [feature] + slices }

  private func entry(_ request: Request) throws -> Reply {
    try pages.entry.reply(to: request, .json) {
      let links = all.reduce(Links()) { $0.adding($1.links) }
      return try JSONWriter.encode(EntryPoint(name: "Watts Up", version: Version.text, _links: links))
    }
  }

  private func openAPI(_ request: Request) throws -> Reply {
    try pages.document.reply(to: request, .json) { document.serialized() }
  }

  private func docs(_ request: Request) throws -> Reply {
    try pages.docs.reply(to: request, .html) { Bytes(DocsPage.html(document, stylesheet: "/style/page.css")) }
  }

  private var document: JSON { OpenAPI.document(of: all.flatMap(\.routes), version: Version.text) }

  private func live(_ request: Request) throws -> Reply {
    .fresh(try .json(Health(state: "live")))
  }

  private func ready(_ call: Call<Nothing, Nothing, NoBody>, _: Void) async throws -> Response {
    if isStopping.isRaised || !isLoaded() { throw Problem(.unavailable).retry(after: 1) }
    try await database.check()
    return try .json(Health(state: "ready"))
  }

  private func showMetrics(_ call: Call<Nothing, Nothing, NoBody>, _: Void) async throws -> Response {
    Response(.ok, .bytes(Bytes(metrics.page())), type: .metrics)
  }
}
