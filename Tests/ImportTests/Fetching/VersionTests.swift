import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

/// How it is found out that an address still holds what was imported last, and what a server that is slow may do.
@Suite struct VersionTests {
  /// A site that names versions in every way there is, and in none.
  private final class Site: Sendable {
    let lines = Shared("a,1\nb,2\n")
    let date = Shared("Fri, 20 Nov 2026 10:00:00 GMT")
    /// The heads of requests, as far as they speak of versions.
    let conditions = Shared<[String]>([])
    let pause = Shared(Duration.zero)
    let isBroken = Shared(false)

    private typealias Asking = Call<Nothing, Nothing, NoBody>

    private func note(_ call: Asking) {
      for name in ["If-None-Match", "If-Modified-Since"] {
        if let value = call.request.headers[name] { conditions.change { $0.append("\(name): \(value)") } }
      }
    }

    private func dated(_ call: Asking, _: Void) async throws -> Response {
      note(call)
      if call.request.headers["If-Modified-Since"] == date.value { return Response(.notModified) }
      return Response(.ok, .bytes(Bytes(lines.value)), type: .csv).header("Last-Modified", date.value)
    }

    private func bare(_ call: Asking, _: Void) async throws -> Response {
      note(call)
      if isBroken.value { throw Problem(.unavailable) }
      return Response(.ok, .bytes(Bytes(lines.value)), type: .csv)
    }

    /// Byte after byte.
    private func slow(_ call: Asking, _: Void) async throws -> Response {
      let (bytes, pause) = (Array(lines.value.utf8), pause.value)
      return Response(
        .ok,
        .stream(
          AsyncStreamedBody { write in
            for byte in bytes {
              try await write([byte])
              try await Task.sleep(for: pause)
            }
          }), type: .csv)
    }

    var routes: [Route] {
      [
        Route(.get, "/dated.csv", access: .public, "With a date", answers: .media(.csv), handler: dated),
        Route(.get, "/bare.csv", access: .public, "With nothing", answers: .media(.csv), handler: bare),
        Route(.get, "/other.csv", access: .public, "With nothing", answers: .media(.csv), handler: bare),
        Route(.get, "/slow.csv", access: .public, "Slowly", answers: .media(.csv), handler: slow),
      ]
    }
  }

  private static var open: ImportFeature.Settings {
    var settings = ImportFeature.Settings()
    settings.allowsPrivateAddresses = true
    return settings
  }

  private func fetched(_ scene: ImportScene, _ url: String, is state: String = "done") async throws -> TestAnswer {
    let answer = try await scene.admin.call(
      .post, "/api/admin/imports", json: ["source": "irve", "mode": "partial", "url": .string(url)])
    let id = try #require(answer.text("id"), "\(answer.text)")
    scene.people.clock.advance(by: .milliseconds(5))
    try await scene.until(id, is: state)
    return try await scene.get(id)
  }

  @Test func `a date is sent back, and what has not changed since is not sent again`() async throws {
    let (scene, site) = (try await ImportScene.make(Self.open), Site())
    try await serving(site.routes) { server in
      let url = "\(server.http.url)/dated.csv"
      #expect(try await fetched(scene, url).json["notModified"] == false)
      let again = try await fetched(scene, url)
      #expect(again.json["notModified"] == true && again.number("bytes", "received") == 0)
      #expect(site.conditions.value == ["If-Modified-Since: Fri, 20 Nov 2026 10:00:00 GMT"])
      site.date.change { $0 = "Fri, 20 Nov 2026 11:00:00 GMT" }
      site.lines.change { $0 = "a,3\n" }
      #expect(try await fetched(scene, url).json["notModified"] == false)
      #expect(try await scene.stored() == ["a=3", "b=2"])
    }
  }

  @Test func `where a server names no version the content is one`() async throws {
    let (scene, site) = (try await ImportScene.make(Self.open), Site())
    try await serving(site.routes) { server in
      let url = "\(server.http.url)/bare.csv"
      let first = try await fetched(scene, url)
      #expect(first.json["notModified"] == false && first.number("rows", "read") == 2)
      let again = try await fetched(scene, url)
      #expect(again.json["notModified"] == true && again.number("rows", "read") == 0)
      #expect(again.number("bytes", "received") == 8 && again.json["changes"]?["unchanged"] == 0)
      // Nothing of it stays behind, and no server is asked about a version that it never named.
      #expect(try await scene.staged() == 0 && site.conditions.value.isEmpty)
      let id = try #require(first.text("id"))
      #expect(try await scene.links(id).contains("undo"))
      // The same length, another content.
      site.lines.change { $0 = "a,1\nb,3\n" }
      #expect(try await fetched(scene, url).json["notModified"] == false)
      #expect(try await scene.stored() == ["a=1", "b=3"])
      // A third time, behind one that had not changed.
      _ = try await fetched(scene, url)
      #expect(try await fetched(scene, url).json["notModified"] == true)
    }
  }

  @Test func `a content is the same in whatever pieces it comes`() {
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    func tag(_ pieces: [ArraySlice<UInt8>]) -> String {
      let tag = ContentTag()
      for piece in pieces { tag.add(Array(piece)) }
      return tag.text
    }
    let whole = tag([bytes[...]])
    #expect(whole == tag([bytes[..<1], bytes[1..<65_536], bytes[65_536..<65_537], bytes[65_537...]]))
    #expect(whole == tag(stride(from: 0, to: bytes.count, by: 1000).map { bytes[$0..<min(bytes.count, $0 + 1000)] }))
    #expect(whole != tag([bytes.dropLast()]) && tag([]) != tag([[0]]) && whole.hasPrefix("content:"))
  }

  @Test func `a slow sender is waited for, one that has fallen asleep is not`() async throws {
    var settings = Self.open
    settings.patience = 2
    let (scene, site) = (try await ImportScene.make(settings), Site())
    try await serving(site.routes) { server in
      let url = "\(server.http.url)/slow.csv"
      site.pause.change { $0 = .milliseconds(60) }
      #expect(try await fetched(scene, url).number("rows", "read") == 2)
      #expect(try await scene.stored() == ["a=1", "b=2"])
      site.lines.change { $0 = "a,7\nb,8\n" }
      site.pause.change { $0 = .seconds(6) }
      let failed = try await fetched(scene, url, is: "failed")
      #expect(failed.word("error", "code") == "too-slow", "\(failed.text)")
      #expect(failed.word("error", "message") != "too-slow")
      // What there was stays.
      #expect(try await scene.stored() == ["a=1", "b=2"])
    }
  }

  @Test func `of several addresses each has its turn, and one that fails keeps what it brought`() async throws {
    let site = Site()
    let header = GridScene.header
    site.lines.change { $0 = "\(header)\n\(GridScene.row("2025-07-01", "00:00", "45000"))\n" }
    try await serving(site.routes) { server in
      // On this machine: nobody but the operator says what is scheduled.
      var settings = ImportFeature.Settings()
      settings.scheduled = try ["bare", "other", "dated"].map { name in
        ScheduledImport(.eco2mix, at: try #require(WebAddress("\(server.http.url)/\(name).csv")))
      }
      let scene = try await ImportScene.make(settings, hasGrid: true)
      func states() async throws -> [String] {
        try await scene.database.query(
          """
          select (regexp_match(url, '/([a-z]+).csv'))[1] || ' ' || state
            || case when not_modified then ' same' else '' end
          from imports order by created_at, url
          """
        ) { row in try row.next(String.self) }
      }
      func turn() async throws {
        try await scene.imports.createDue()
        for _ in 0..<3 {
          try await scene.imports.fetchNext(.eco2mix)
          try await eventually("none is at work") {
            try await scene.database.first(
              "select not exists (select from imports where state in ('receiving', 'merging'))"
            ) {
              try $0.next(Bool.self)
            } == true
          }
        }
      }
      try await turn()
      #expect(try await states() == ["bare done", "dated done", "other done"])
      let updated = try await scene.database.first("select updated_at from grid_updates") { try $0.next(Instant.self) }
      scene.people.clock.advance(by: .seconds(3700))
      site.isBroken.change { $0 = true }
      try await turn()
      #expect(try await states().suffix(3) == ["bare failed", "dated done same", "other failed"])
      let kept = try await scene.database.first("select updated_at from grid_updates") { try $0.next(Instant.self) }
      #expect(kept == updated)
      let load = try await scene.database.first("select consumption from grid_readings") { try $0.next(Int.self) }
      #expect(load == 45_000)
      // An hour later they are tried again, and hold what they held.
      scene.people.clock.advance(by: .seconds(3600))
      site.isBroken.change { $0 = false }
      try await turn()
      #expect(try await states().suffix(3) == ["bare done same", "dated done same", "other done same"])
    }
  }

  @Test func `addresses of one site begin up to a minute apart, each at the same second at all instances`() async throws
  {
    var settings = Self.open
    settings.scheduled = try (0..<8).map { number in
      ScheduledImport(.eco2mix, at: try #require(WebAddress("http://127.0.0.1:9/\(number)/tr.zip")))
    }
    let scene = try await ImportScene.make(settings)
    let other = try scene.neighbour(settings)
    // What was missed before the first start is made up for.
    try await scene.imports.createDue()
    let hour = Instant(seconds: (scene.people.clock.now.seconds / 3600 + 1) * 3600)
    func starts(_ one: ImportScene, _ hour: Instant) async throws -> [Int] {
      try await scene.database.execute("update imports set state = 'failed'")
      scene.people.clock.advance(by: hour - scene.people.clock.now)
      for _ in 0...60 {
        try await one.imports.createDue()
        scene.people.clock.advance(by: .seconds(1))
      }
      return try await scene.database.query(
        "select extract(epoch from created_at - \(hour))::bigint from imports where created_at >= \(hour) order by url"
      ) { row in try row.next(Int.self) }
    }
    let first = try await starts(scene, hour)
    let second = try await starts(other, hour + .seconds(3600))
    #expect(first == second && first.count == 8, "\(first) \(second)")
    #expect(first.allSatisfy { (0..<60).contains($0) } && Set(first).count > 4, "\(first)")
  }
}
