import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

@Suite struct ImportLineTests {
  @Test func `one import of a source is at work, and the next comes when it is over`() async throws {
    let scene = try await ImportScene.make()
    let (first, second) = (try await scene.create(), try await scene.create())
    scene.gates.beforeMerging.close()
    async let answer = scene.put(first, "a,1")
    try await eventually("merging") { scene.gates.beforeMerging.isReached }
    let busy = try await scene.put(second, "a,2")
    #expect(busy.status == 409)
    #expect(busy.problem == "import-busy")
    #expect(busy.headers["Retry-After"] != nil)
    #expect(try await scene.state(second) == "waiting")
    #expect(try await scene.put(try await scene.create("irve-dynamic"), "x,1").text("state") == "done")
    scene.gates.beforeMerging.open()
    #expect(try await answer.text("state") == "done")
    #expect(try await scene.put(second, "a,2").text("state") == "done")
    #expect(try await scene.stored() == ["a=2"])
  }

  @Test func `one that waits for its file holds nobody up`() async throws {
    let scene = try await ImportScene.make()
    let (first, second) = (try await scene.create(), try await scene.create())
    #expect(try await scene.put(second, "b,1").text("state") == "done")
    #expect(try await scene.put(first, "a,1").text("state") == "done")
  }

  @Test func `one at preview keeps the turn until it is applied or cancelled`() async throws {
    let scene = try await ImportScene.make()
    let (first, second) = (try await scene.create(confirm: true), try await scene.create())
    _ = try await scene.put(first, "a,1")
    #expect(try await scene.put(second, "b,1").problem == "import-busy")
    _ = try await scene.post(first, "apply")
    #expect(try await scene.put(second, "b,1").text("state") == "done")
  }

  @Test func `of many who send files at once, at two instances, no two are at work together`() async throws {
    let scene = try await ImportScene.make()
    let other = try scene.neighbour()
    for round in 0..<5 {
      var ids: [String] = []
      for _ in 0..<6 { ids.append(try await scene.create(confirm: true)) }
      let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
        for (index, id) in ids.enumerated() {
          group.addTask { try await (index.isMultiple(of: 2) ? scene : other).put(id, "a,\(round)") }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.count { $0.text("state") == "preview" } == 1)
      #expect(answers.count { $0.problem == "import-busy" } == 5)
      for id in ids { _ = try await scene.delete(id) }
    }
    #expect(try await scene.staged() == 0)
  }

  @Test func `a file that never comes is not waited for longer than a day`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    let admitted = try await scene.create(confirm: true)
    _ = try await scene.put(admitted, "a,1")
    for (wait, states) in [(86_300, ["waiting", "preview"]), (200, ["cancelled", "preview"])] {
      scene.people.clock.advance(by: .seconds(wait))
      try await scene.imports.sweep()
      let found = try await scene.database.query("select state from imports order by id") { row in
        try row.next(String.self)
      }
      #expect(found == states)
    }
    let admin = try await scene.people.signIn("chef@example.org")
    let answer = try await TestPerson(scene.app, admin).call(.get, "/api/admin/imports/\(id)")
    #expect(answer.text("state") == "cancelled")
    #expect(answer.word("error", "code") == "abandoned")
  }
}
