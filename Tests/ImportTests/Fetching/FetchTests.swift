import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

@Suite struct FetchTests {
  /// A site that offers files, on this very machine.
  private final class Site: Sendable {
    let version = Shared(1)
    let asked = Shared(0)
    let gate = Gate()
    let lines = Shared("a,1\nb,2\n")

    private struct Which: Decodable, Sendable {
      let n: Int?
    }

    private typealias Asking = Call<Nothing, Nothing, NoBody>

    private func file(_: Call<Nothing, Which, NoBody>, _: Void) async throws -> Response {
      asked.countOne()
      try await gate.pass()
      return Response(.ok, .bytes(Bytes(lines.value)), type: .csv, cache: .revalidated)
        .tagged(EntityTag("v\(version.value)"))
    }

    private func moved(to target: String) -> @Sendable (Asking, Void) async throws -> Response {
      { _, _ in Response(Status(302)).header("Location", target) }
    }

    private func endless(_: Asking, _: Void) async throws -> Response {
      let gate = gate
      return Response(
        .ok,
        .stream(
          AsyncStreamedBody { write in
            for number in 0..<4_000_000 {
              try await write(Array("k\(number),\(number)\n".utf8))
              try await gate.pass()
            }
          }), type: .csv)
    }

    private func cutOff(_: Asking, _: Void) async throws -> Response {
      Response(
        .ok,
        .stream(
          AsyncStreamedBody { write in
            try await write(Array("a,1\n".utf8))
            throw CancellationError()
          }), type: .csv)
    }

    var routes: [Route] {
      [
        Route(.get, "/file.csv", access: .public, "A file", answers: .media(.csv), handler: file),
        Route(.get, "/there", access: .public, "Moved", answers: .empty(), handler: moved(to: "/file.csv")),
        Route(.get, "/loop", access: .public, "Moved", answers: .empty(), handler: moved(to: "/loop")),
        Route(.get, "/away", access: .public, "Moved", answers: .empty(), handler: moved(to: "file:///etc/passwd")),
        Route(.get, "/endless", access: .public, "A lot", answers: .media(.csv), handler: endless),
        Route(.get, "/cut", access: .public, "A part", answers: .media(.csv), handler: cutOff),
      ]
    }
  }

  private static var open: ImportFeature.Settings {
    var settings = ImportFeature.Settings()
    settings.allowsPrivateAddresses = true
    return settings
  }

  private func create(_ scene: ImportScene, _ url: String, _ source: String = "irve") async throws -> String {
    let answer = try await scene.admin.call(
      .post, "/api/admin/imports", json: ["source": .string(source), "mode": "partial", "url": .string(url)])
    try #require(answer.status == 201, "\(answer.text)")
    scene.people.clock.advance(by: .milliseconds(5))
    return try #require(answer.text("id"))
  }

  @Test func `an address is fetched, redirects are followed, and what has not changed is not read again`() async throws
  {
    let scene = try await ImportScene.make(Self.open)
    let site = Site()
    try await serving(site.routes) { server in
      let url = "\(server.http.url)/there"
      let first = try await create(scene, url)
      try await scene.until(first, is: "done")
      #expect(try await scene.stored() == ["a=1", "b=2"])
      #expect(try await scene.get(first).number("bytes", "received") == 8)
      #expect(try await scene.put(first, "a,1").problem == "conflict")

      let second = try await create(scene, url)
      try await scene.until(second, is: "done")
      let same = try await scene.get(second)
      #expect(same.json["notModified"] == true)
      #expect(same.number("rows", "read") == 0)
      #expect(try await scene.links(second) == ["self"])
      // What may be undone stays what it was; and then the file is read again.
      #expect(try await scene.post(first, "undo").status == 200)
      #expect(try await scene.stored() == [])
    }
  }

  @Test func `another version, or another state of the stations, is read`() async throws {
    let scene = try await ImportScene.make(Self.open)
    let site = Site()
    try await serving(site.routes) { server in
      let url = "\(server.http.url)/file.csv"
      try await scene.until(try await create(scene, url), is: "done")
      site.version.change { $0 += 1 }
      site.lines.change { $0 = "a,2\n" }
      let second = try await create(scene, url)
      try await scene.until(second, is: "done")
      #expect(try await scene.stored() == ["a=2", "b=2"])
      // Somebody sends another file meanwhile: the address would bring back what that one changed.
      _ = try await scene.put(try await scene.create(), "a,3")
      let third = try await create(scene, url)
      try await scene.until(third, is: "done")
      #expect(try await scene.get(third).json["notModified"] == false)
      #expect(try await scene.stored() == ["a=2", "b=2"])
    }
  }

  @Test(arguments: [
    ("/nothing", "http-status"), ("/loop", "redirects"), ("/away", "redirects"), ("/cut", "cut-off"),
  ])
  func `what goes wrong on the way is named`(_ path: String, _ code: String) async throws {
    let scene = try await ImportScene.make(Self.open)
    try await serving(Site().routes) { server in
      let id = try await create(scene, server.http.url + path)
      try await scene.until(id, is: "failed")
      let error = try await scene.get(id)
      #expect(error.word("error", "code") == code, "\(error.text)")
      #expect(error.word("error", "message") != code)
      #expect(try await scene.stored() == [])
    }
  }

  @Test func `a small file is fetched whole, and one that is not small is not`() async throws {
    try await serving(Site().routes) { server in
      func fetch(_ path: String, allowsPrivate: Bool = true) async throws -> [UInt8] {
        let address = try #require(WebAddress(server.http.url + path))
        return try await address.fetch(limit: 10_000, allowsPrivate: allowsPrivate)
      }
      let small = try await fetch("/there")
      #expect(small == Array("a,1\nb,2\n".utf8))
      await #expect(throws: Gzip.Fault.self) { try await fetch("/endless") }
      for path in ["/nothing", "/loop", "/cut"] { await #expect(throws: Failed.self) { try await fetch(path) } }
      await #expect(throws: Failed.self) { try await fetch("/there", allowsPrivate: false) }
    }
  }

  @Test func `an address that leads into a private network is refused, also behind a name`() async throws {
    let scene = try await ImportScene.make()
    let site = Site()
    try await serving(site.routes) { server in
      for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"] {
        let id = try await create(scene, "http://\(host):\(server.port)/file.csv")
        try await scene.until(id, is: "failed")
        #expect(try await scene.get(id).word("error", "code") == "private-address", "\(host)")
      }
      #expect(site.asked.value == 0)
    }
  }

  @Test func `nobody there is said so`() async throws {
    let scene = try await ImportScene.make(Self.open)
    let port = try await serving(Site().routes) { $0.port }
    let id = try await create(scene, "http://127.0.0.1:\(port)/file.csv")
    try await scene.until(id, is: "failed")
    #expect(try await scene.get(id).word("error", "code") == "unreachable")
  }

  @Test func `a slow reader holds the address back, and cancelling ends the transfer`() async throws {
    let scene = try await ImportScene.make(Self.open)
    let site = Site()
    try await serving(site.routes) { server in
      scene.gates.whileReading.close()
      let id = try await create(scene, "\(server.http.url)/endless")
      try await eventually("reading") { scene.gates.whileReading.isReached }
      #expect(try #require(try await scene.get(id).number("bytes", "received")) < 1_000_000)
      #expect(try await scene.delete(id) == 204)
      #expect(try await scene.state(id) == "cancelled")
      try await eventually("the transfer is over") { server.requestsUnderWay == 0 }
    }
  }

  @Test func `those with an address go in order, one at a time, at two instances`() async throws {
    let scene = try await ImportScene.make(Self.open)
    let other = try scene.neighbour(Self.open)
    let site = Site()
    site.gate.close()
    let servers = [scene, other].map { scene in
      let server = BackgroundRunner(log: .silent)
      server.start(scene.imports.work)
      return server
    }
    defer { for server in servers { server.cancel() } }
    try await serving(site.routes) { server in
      var ids: [String] = []
      for number in 0..<3 { ids.append(try await create(scene, "\(server.http.url)/file.csv?n=\(number)")) }
      try await eventually("the first is fetched") { site.asked.value == 1 }
      #expect(try await scene.put(try await scene.create(), "z,1").problem == "import-busy")
      site.gate.open()
      for id in ids { try await scene.until(id, is: "done") }
    }
    #expect(site.asked.value == 3)
    let order = try await scene.database.query(
      "select url from imports where url is not null order by finished_at, id"
    ) { row in try row.next(String.self).suffix(1) }
    #expect(order == ["0", "1", "2"])
  }

  @Test func `what is scheduled is created once for all instances, and once for each time it is due`() async throws {
    var settings = Self.open
    let address = try #require(WebAddress("http://127.0.0.1:9/irve.csv"))
    let schedule: Schedule = try #require(Schedule("every 6h full"))
    settings.scheduled = [ScheduledImport(.irve, at: address, schedule)]
    let scene = try await ImportScene.make(settings)
    let other = try scene.neighbour(settings)
    func count() async throws -> Int? {
      try await scene.database.first("select count(*) from imports where mode = 'full' and created_by is null") { row in
        try row.next(Int.self)
      }
    }
    for expected in 1...3 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<8 { group.addTask { try await (index < 4 ? scene : other).imports.createDue() } }
        try await group.waitForAll()
      }
      #expect(try await count() == expected)
      // One that still waits is enough.
      scene.people.clock.advance(by: .seconds(6 * 3600))
      try await scene.imports.createDue()
      #expect(try await count() == expected)
      try await scene.database.execute("update imports set state = 'failed'")
    }
  }

  @Test func `a scheduled one that would withdraw too much stops, and waits for its number`() async throws {
    try await serving(Site().routes) { server in
      var settings = Self.open
      let address = try #require(WebAddress("\(server.http.url)/file.csv"))
      let schedule: Schedule = try #require(Schedule("every 6h full"))
      settings.scheduled = [ScheduledImport(.irve, at: address, schedule)]
      let scene = try await ImportScene.make(settings)
      _ = try await scene.put(try await scene.create(), "a,1", "b,2", "c,3", "d,4")
      try await scene.imports.createDue()
      try await scene.imports.fetchNext(.irve)
      let list = "/api/admin/imports?state=preview"
      try await eventually("it waits") { try await !scene.admin.call(.get, list).items.isEmpty }
      let waiting = try #require(try await scene.admin.call(.get, list).items.first)
      #expect(waiting["createdBy"] == .null && waiting["guard"]?["code"] == "withdrawals")
      #expect(try await scene.stored().count == 4)
      let id = try #require(waiting["id"]?.text)
      #expect(try await scene.post(id, "apply").problem == "withdrawals-unconfirmed")
      #expect(try await scene.apply(id, ["confirmWithdrawals": 2]).text("state") == "done")
      #expect(try await scene.stored() == ["a=1", "b=2"])
    }
  }
}
