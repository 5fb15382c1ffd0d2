import Accounts
import HTTP
import Postgres
import Runtime
import Synchronization

/// What is nobody's slice: the entry document, the description of the API, and what those who run the server ask.
struct OperationsFeature: Sendable {
  let database: Database
  let clock: WallClock
  let openedAt: Instant
  let administrators: Access<Administrator>
  let metricsReaders: Set<String>
  let isStopping: Flag
  /// What is served from memory has been read once, and all is there that a first visitor expects.
  let isLoaded: @Sendable () -> Bool
  /// The table that holds these very routes: known only once all are listed.
  private let table = Table()

  init(
    database: Database, clock: WallClock, administrators: Access<Administrator>, metricsReaders: Set<String>,
    isStopping: Flag, isLoaded: @escaping @Sendable () -> Bool
  ) {
    self.database = database
    self.clock = clock
    openedAt = clock.now
    self.administrators = administrators
    self.metricsReaders = metricsReaders
    self.isStopping = isStopping
    self.isLoaded = isLoaded
  }

  private final class Table: Sendable {
    let content = Mutex<(document: JSON, links: Links, metrics: Metrics)?>(nil)
    let (entry, document, page) = (Page(), Page(), Page())
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

  func opens(_ application: Application, features: [Feature]) {
    let links = features.reduce(Links()) { $0.adding($1.links) }
    let document = OpenAPI.document(of: application.routes, version: Version.text)
    table.content.withLock { $0 = (document, links, application.metrics) }
  }

  var feature: Feature {
    Feature(
      routes: [
        .immediate(.get, "/api", "Where everything is", answers: .json(EntryPoint.self), handler: entry),
        .immediate(
          .get, "/api/openapi.json", "This API, as OpenAPI 3.1", answers: .json(["type": "object"] as Schema),
          handler: openAPI),
        .immediate(.get, "/api/docs", "This API, for people", answers: .media(.html), handler: docs),
        .immediate(.get, "/health/live", "The process answers", answers: .json(Health.self), handler: live),
        Route(
          .get, "/health/ready", access: .public, "Requests can be served", answers: .json(Health.self),
          handler: ready),
        Route(
          .get, "/metrics", access: .operators(allowing: metricsReaders), "Figures for Prometheus",
          answers: .media(.metrics), handler: showMetrics),
        Route(
          .get, "/api/admin/overview", access: administrators, "How much there is, how fresh it is, what it is doing",
          answers: .json(Overview.self), handler: showOverview),
      ],
      links: Links().adding("self", "/api").adding("openapi", "/api/openapi.json").adding("docs", "/api/docs")
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

  private func entry(_ request: Request) throws -> Reply {
    try table.entry.reply(to: request, .json) {
      let links = table.content.withLock { $0?.links } ?? Links()
      return try JSONWriter.encode(EntryPoint(name: "Watts Up", version: Version.text, _links: links))
    }
  }

  private func openAPI(_ request: Request) throws -> Reply {
    try table.document.reply(to: request, .json) { document.serialized() }
  }

  private func docs(_ request: Request) throws -> Reply {
    try table.page.reply(to: request, .html) { Bytes(DocsPage.html(document, stylesheet: "/style/page.css")) }
  }

  private var document: JSON { table.content.withLock { $0?.document } ?? .null }

  private func live(_ request: Request) throws -> Reply {
    .fresh(try .json(Health(state: "live")))
  }

  private func ready(_ call: Call<Nothing, Nothing, NoBody>, _: Void) async throws -> Response {
    if isStopping.isRaised || !isLoaded() { throw Problem(.unavailable).retry(after: 1) }
    try await database.check()
    return try .json(Health(state: "ready"))
  }

  var metrics: Metrics? { table.content.withLock { $0?.metrics } }

  private func showMetrics(_ call: Call<Nothing, Nothing, NoBody>, _: Void) async throws -> Response {
    Response(.ok, .bytes(Bytes(metrics?.page() ?? "")), type: .metrics)
  }
}

extension Metrics {
  func add(_ database: Database) {
    collect { page in
      let figures = database.figures
      page.family("watts_up_pool_connections", "gauge", "Connections to PostgreSQL, by state.")
      page.sample("watts_up_pool_connections", "state=\"idle\"", Double(figures.idle))
      page.sample("watts_up_pool_connections", "state=\"in_use\"", Double(figures.inUse))
      page.sample("watts_up_pool_connections", "state=\"opening\"", Double(figures.opening))
      page.family("watts_up_read_connections", "gauge", "Connections that short reads share, by where they lead.")
      page.sample("watts_up_read_connections", "to=\"primary\"", Double(figures.readConnections))
      page.sample("watts_up_read_connections", "to=\"replica\"", Double(figures.replicaConnections))
      page.single("watts_up_pool_waiting", "gauge", "Callers that wait for a connection.", Double(figures.waiting))
      page.single(
        "watts_up_pool_refused_total", "counter", "Callers turned away: queue full or wait over.",
        Double(figures.refused))
      page.single(
        "watts_up_pool_retries_total", "counter", "Statements and transactions tried again.", Double(figures.retries))
    }
  }
}
