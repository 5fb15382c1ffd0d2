import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

/// An instance with two sources, an administrator in front of it, and a database that others may share.
struct ImportScene {
  let people: TestPeople
  let imports: ImportFeature
  let app: TestApp
  let admin: TestPerson
  let gates: ScratchSource.Gates

  var database: Database { people.database }
  var routes: [Route] { people.accounts.feature.routes + imports.feature.routes }

  static func make(
    _ settings: ImportFeature.Settings = ImportFeature.Settings(), hasGrid: Bool = false
  ) async throws -> ImportScene {
    let people = try await TestPeople.make()
    try await people.database.run(script: Script(literal: ScratchSource.script))
    let admin = try await people.person("chef@example.org", role: .admin)
    return try ImportScene(people, people.database, settings, admin, hasGrid: hasGrid)
  }

  private init(
    _ people: TestPeople, _ database: Database, _ settings: ImportFeature.Settings, _ person: TestPerson,
    hasGrid: Bool = false
  ) throws {
    let workers = Workers(name: "test-import", threads: 1, queueLimit: 64)
    let grid = hasGrid ? [GridSource(source: .eco2mix, workers: workers, clock: people.clock.wall)] : []

    gates = ScratchSource.Gates()
    self.people = people
    imports = ImportFeature(
      settings,
      sources: ImportSources([ScratchSource(source: .irve, gates: gates), ScratchSource(source: .irveDynamic)] + grid),
      database: database, administrators: people.accounts.doorkeeper.administrator, log: .silent,
      clock: people.clock.wall
    )
    app = try TestApp([people.accounts.feature, imports.feature], clock: people.clock.wall)
    admin = TestPerson(app, person)
  }

  /// Another instance over the same database.
  func neighbour(_ settings: ImportFeature.Settings = ImportFeature.Settings()) throws -> ImportScene {
    let database = Database(people.test.settings, limits: PoolLimits(wait: .seconds(60)), loop: TestDatabase.loop)
    return try ImportScene(people, database, settings, admin)
  }

  // MARK: What an administrator does

  func create(_ source: String = "irve", mode: String = "partial", confirm: Bool = false) async throws -> String {
    let answer = try await admin.call(
      .post, "/api/admin/imports",
      json: [
        "source": .string(source), "mode": .string(mode), "fileName": "file.csv", "confirm": .bool(confirm),
      ])
    try #require(answer.status == 201, "\(answer.text)")
    people.clock.advance(by: .milliseconds(5))
    return try #require(answer.text("id"))
  }

  func put(_ id: String, _ lines: String..., headers: String...) async throws -> TestAnswer {
    try await put(id, Array(lines.map { $0 + "\n" }.joined().utf8), headers)
  }

  func put(_ id: String, _ bytes: [UInt8], _ headers: [String] = []) async throws -> TestAnswer {
    try await app.call(
      .put, "/api/admin/imports/\(id)/file", from: "127.0.0.1",
      headers: ["Cookie", "watts_up_session=\(admin.session)"]
        + (headers.isEmpty ? ["Content-Type", "text/csv"] : headers),
      bytes: bytes)
  }

  func post(_ id: String, _ act: String) async throws -> TestAnswer {
    try await admin.call(.post, "/api/admin/imports/\(id)/\(act)")
  }

  func apply(_ id: String, _ body: JSON?) async throws -> TestAnswer {
    try await admin.call(.post, "/api/admin/imports/\(id)/apply", json: body)
  }

  func get(_ id: String, _ rest: String = "", _ language: String = "fr") async throws -> TestAnswer {
    try await admin.call(.get, "/api/admin/imports/\(id)\(rest)", "Accept-Language", language)
  }

  func delete(_ id: String) async throws -> Int { try await admin.call(.delete, "/api/admin/imports/\(id)").status }

  func state(_ id: String) async throws -> String { try await get(id).text("state") ?? "none" }

  func until(_ id: String, is state: String) async throws {
    try await eventually("import is \(state)") { try await self.state(id) == state }
  }

  /// What a source has stored, as `key=value`.
  func stored(_ source: String = "irve") async throws -> [String] {
    try await database.query("select key || '=' || value from scratch where source = \(source) order by 1") { row in
      try row.next(String.self)
    }
  }

  func staged() async throws -> Int {
    try await database.first("select count(*) from scratch_stage") { row in try row.next(Int.self) } ?? -1
  }

  /// The names of what can be done next.
  func links(_ id: String) async throws -> Set<String> {
    guard case .object(let links)? = try await get(id).json["_links"] else { return [] }
    return Set(links.map(\.0))
  }
}

extension TestAnswer {
  func number(_ path: String...) -> Int? {
    let found = path.reduce(JSON?.some(json)) { $0?[$1] }
    return if case .number(let text)? = found { Int(text) } else { nil }
  }

  func word(_ path: String...) -> String? {
    let found = path.reduce(JSON?.some(json)) { $0?[$1] }
    return if case .string(let text)? = found { text } else { nil }
  }

  var items: [JSON] { json["items"]?.elements ?? [] }
}
