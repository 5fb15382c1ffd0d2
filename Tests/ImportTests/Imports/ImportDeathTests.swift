import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

@Suite struct ImportDeathTests {
  @Test func `a runner that died leaves its import failed, and the next can start`() async throws {
    let scene = try await ImportScene.make()
    let (id, next) = (try await scene.create(), try await scene.create())
    // As a process leaves it that ends between two instructions.
    let file = try #require(Import.ID(id))
    _ = try await scene.imports.claimForUpload(file, length: nil)
    try await scene.database.execute("insert into scratch_stage values ('irve', 'left', 'over')")
    try await scene.imports.sweep()
    #expect(try await scene.state(id) == "receiving")
    scene.people.clock.advance(by: .seconds(11))
    try await scene.imports.sweep()
    #expect(try await scene.state(id) == "failed")
    #expect(try await scene.get(id).word("error", "code") == "interrupted")
    #expect(try await scene.staged() == 0)
    #expect(try await scene.put(next, "a,1").text("state") == "done")
  }

  @Test func `whoever holds the lock is not dead, however silent`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    _ = try await scene.imports.claimForUpload(try #require(Import.ID(id)), length: nil)
    scene.people.clock.advance(by: .seconds(60))
    try await scene.database.transaction { transaction in
      try await scene.imports.lock(.irve, in: transaction)
      try await scene.imports.sweep()
      #expect(try await scene.state(id) == "receiving")
    }
    try await scene.imports.sweep()
    #expect(try await scene.state(id) == "failed")
  }

  @Test func `one that was to be cancelled when its runner died is cancelled`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    _ = try await scene.imports.claimForUpload(try #require(Import.ID(id)), length: nil)
    scene.people.clock.advance(by: .seconds(11))
    async let cancelled = scene.delete(id)
    try await eventually("asked to stop") {
      try await scene.database.first("select cancel_requested from imports") { try $0.next(Bool.self) } == true
    }
    try await eventually("cancelled") {
      try await scene.imports.sweep()
      return try await scene.state(id) == "cancelled"
    }
    #expect(try await cancelled == 204)
  }

  @Test func `a preview that a crash of the database has emptied cannot be applied`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create(confirm: true)
    _ = try await scene.put(id, "a,1")
    try await scene.database.run(script: Script(literal: "truncate import_stages, scratch_stage"))
    let answer = try await scene.post(id, "apply")
    #expect(answer.status == 409)
    #expect(answer.text("detail")?.contains("l'aperçu est perdu") == true)
    #expect(try await scene.get(id).word("error", "code") == "stage-lost")
    #expect(try await scene.stored() == [])
    #expect(try await scene.put(try await scene.create(), "a,1").text("state") == "done")
  }

  @Test func `a preview that was lost with its stage holds up nobody for long`() async throws {
    let scene = try await ImportScene.make()
    let (id, next) = (try await scene.create(confirm: true), try await scene.create())
    _ = try await scene.put(id, "a,1")
    try await scene.imports.sweep()
    #expect(try await scene.state(id) == "preview")
    try await scene.database.run(script: Script(literal: "truncate import_stages, scratch_stage"))
    try await scene.imports.sweep()
    #expect(try await scene.state(id) == "failed")
    #expect(try await scene.get(id).word("error", "code") == "stage-lost")
    #expect(try await scene.put(next, "a,1").text("state") == "done")
  }

  @Test(arguments: [true, false])
  func `a stage whose import has ended is emptied, unless it is another's by now`(_ isAnothers: Bool) async throws {
    let scene = try await ImportScene.make()
    let (id, next) = (try await scene.create(confirm: true), try await scene.create(confirm: true))
    _ = try await scene.put(id, "a,1")
    try await scene.database.execute("update imports set state = 'failed' where state = 'preview'")
    if isAnothers { _ = try await scene.put(next, "b,1", "c,1") }
    try await scene.imports.sweep()
    let marks = try await scene.database.first("select count(*) from import_stages") { try $0.next(Int.self) }
    #expect(marks == (isAnothers ? 1 : 0))
    #expect(try await (scene.staged() > 0) == isAnothers)
    if isAnothers { #expect(try await scene.post(next, "apply").text("state") == "done") }
  }

  /// What was read is staged for good; only the reading itself cannot be done twice.
  @Test(arguments: [true, false])
  func `a connection that dies interrupts the reading, and the merge is done again`(_ isReading: Bool) async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    let gate = isReading ? scene.gates.whileReading : scene.gates.beforeMerging
    gate.close()
    async let answer = scene.put(id, "a,1")
    try await eventually("at work") { gate.isReached }
    let ended = try await scene.database.first(
      """
      select count(pg_terminate_backend(pid)) from pg_locks
      where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
      """
    ) { row in try row.next(Int.self) }
    #expect(ended == 1)
    gate.open()
    #expect(try await answer.status == (isReading ? 503 : 200))
    #expect(try await scene.get(id).word("error", "code") == (isReading ? "interrupted" : nil))
    #expect(try await scene.stored() == (isReading ? [] : ["a=1"]))
    #expect(try await scene.staged() == 0)
  }

  @Test func `a server that stops interrupts what it works on, and begins nothing`() async throws {
    let scene = try await ImportScene.make()
    let (id, next) = (try await scene.create(), try await scene.create())
    scene.gates.whileReading.close()
    async let answer = scene.put(id, "a,1")
    try await eventually("reading") { scene.gates.whileReading.isReached }
    await scene.imports.stop()
    #expect(try await answer.status == 503)
    #expect(try await scene.state(id) == "failed")
    #expect(try await scene.put(next, "a,1").status == 503)
    #expect(try await scene.state(next) == "waiting")
    #expect(try await scene.neighbour().put(next, "a,1").text("state") == "done")
  }

  @Test(arguments: [true, false])
  func `a client that leaves in the middle takes its file back`(_ isReset: Bool) async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    var settings = TestServerSettings()
    settings.clock = scene.people.clock.wall
    try await serving(scene.routes, settings: settings) { server in
      let head = """
        PUT /api/admin/imports/\(id)/file HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 100000\r
        Cookie: watts_up_session=\(scene.admin.session)\r\n\r\na,1\nb,2\nc
        """
      let client = try await server.connect(sending: head)
      try await eventually("read") { try await scene.get(id).number("rows", "read") == 2 }
      if isReset { client.resetWhenClosed() }
      client.leave()
      try await scene.until(id, is: "failed")
    }
    #expect(try await scene.get(id).word("error", "code") == "interrupted")
    #expect(try await scene.staged() == 0)
    #expect(try await scene.put(try await scene.create(), "a,1").text("state") == "done")
  }

  @Test func `a client that leaves after its file was read changes nothing`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    var settings = TestServerSettings()
    settings.clock = scene.people.clock.wall
    scene.gates.beforeMerging.close()
    try await serving(scene.routes, settings: settings) { server in
      let head = """
        PUT /api/admin/imports/\(id)/file HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 4\r
        Cookie: watts_up_session=\(scene.admin.session)\r\n\r\na,1

        """
      let client = try await server.connect(sending: head)
      try await eventually("merging") { scene.gates.beforeMerging.isReached }
      client.leave()
      scene.gates.beforeMerging.open()
      try await scene.until(id, is: "done")
    }
    #expect(try await scene.stored() == ["a=1"])
  }
}
