import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

@Suite struct CancelTests {
  @Test func `a waiting one and one at preview are cancelled, and leave nothing`() async throws {
    let scene = try await ImportScene.make()
    let (waiting, preview) = (try await scene.create(), try await scene.create(confirm: true))
    #expect(try await scene.put(preview, "a,1").text("state") == "preview")
    for id in [waiting, preview] {
      #expect(try await scene.delete(id) == 204)
      #expect(try await scene.state(id) == "cancelled")
      #expect(try await scene.links(id) == ["self"])
    }
    #expect(try await scene.staged() == 0)
    #expect(try await scene.put(waiting, "a,1").problem == "conflict")
    #expect(try await scene.post(preview, "apply").problem == "conflict")
    #expect(try await scene.stored() == [])
  }

  @Test(arguments: [true, false])
  func `one that is being read is cancelled`(_ isEarly: Bool) async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    let gate = isEarly ? scene.gates.whileReading : scene.gates.afterReading
    gate.close()
    async let answer = scene.put(id, "a,1", "b,")
    try await eventually("reading") { gate.isReached }
    #expect(try await scene.delete(id) == 204)
    #expect(try await scene.state(id) == "cancelled")
    #expect(try await answer.text("state") == "cancelled")
    #expect(try await scene.staged() == 0)
    #expect(try await scene.get(id, "/changes?kind=quarantined").items.isEmpty)
  }

  @Test(arguments: [true, false])
  func `one that is being merged is cancelled, however far it is`(_ isEarly: Bool) async throws {
    let scene = try await ImportScene.make()
    _ = try await scene.put(try await scene.create(), "a,1")
    let id = try await scene.create()
    let gate = isEarly ? scene.gates.beforeMerging : scene.gates.afterMerging
    gate.close()
    async let answer = scene.put(id, "a,2", "b,2")
    try await eventually("merging") { gate.isReached }
    #expect(try await scene.state(id) == "merging")
    #expect(try await scene.delete(id) == 204)
    #expect(try await answer.text("state") == "cancelled")
    #expect(try await scene.get(id).json["changes"] == .null)
    #expect(try await scene.stored() == ["a=1"])
    #expect(try await scene.staged() == 0)
  }

  @Test func `another instance cancels it too`() async throws {
    let scene = try await ImportScene.make()
    let other = try scene.neighbour()
    // Without its listener: the next beat tells.
    let id = try await scene.create()
    scene.gates.beforeMerging.close()
    async let answer = scene.put(id, "a,1")
    try await eventually("merging") { scene.gates.beforeMerging.isReached }
    #expect(try await other.delete(id) == 204)
    #expect(try await other.state(id) == "cancelled")
    #expect(try await answer.text("state") == "cancelled")
  }

  @Test func `a query that runs is ended too`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    scene.gates.beforeMerging.close()
    async let answer = scene.put(id, "a,1")
    try await eventually("merging") { scene.gates.beforeMerging.isReached }
    // The merge will wait for this table for as long as it may.
    let holding = Task {
      try await scene.database.transaction(timeout: .seconds(60)) { transaction in
        try await transaction.execute("lock table scratch_before")
        scene.gates.beforeMerging.open()
        try await eventually("cancelled", within: .seconds(50)) { try await scene.state(id) == "cancelled" }
      }
    }
    try await eventually("waiting for a lock") {
      try await scene.database.first(
        """
        select exists (select from pg_locks l join pg_database d on d.oid = l.database
          where d.datname = current_database() and not l.granted and l.locktype = 'relation')
        """
      ) { row in try row.next(Bool.self) } == true
    }
    #expect(try await scene.delete(id) == 204)
    #expect(try await answer.text("state") == "cancelled")
    try await holding.value
  }

  @Test func `cancelled at any moment it is either done or nothing happened`() async throws {
    let scene = try await ImportScene.make()
    var random = SplitMix(seed: 4)
    for round in 0..<25 {
      let (id, before) = (try await scene.create(), try await scene.stored())
      async let answer = scene.put(id, "a,\(round)", "b,\(round)")
      try await Task.sleep(for: .microseconds(Int.random(in: 0..<25_000, using: &random)))
      #expect(try await scene.delete(id) == 204)
      _ = try await answer
      let state = try await scene.state(id)
      #expect(["done", "cancelled"].contains(state), "seed 4, round \(round): \(state)")
      #expect(try await scene.stored() == (state == "done" ? ["a=\(round)", "b=\(round)"] : before), "round \(round)")
      #expect(try await scene.staged() == 0)
    }
  }

  @Test func `a finished one forgets what it refused, never what it did`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    _ = try await scene.put(id, "a,1", "b,")
    #expect(try await scene.delete(id) == 204)
    #expect(try await scene.state(id) == "done")
    #expect(try await scene.stored() == ["a=1"])
    #expect(try await scene.get(id, "/changes?kind=quarantined").items.isEmpty)
    #expect(try await scene.get(id).number("rows", "rejected") == 1)
    #expect(try await scene.links(id) == ["self", "undo"])
  }
}
