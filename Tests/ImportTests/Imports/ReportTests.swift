import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

@Suite struct ReportTests {
  /// A body that is streamed is only to be had through a socket.
  private func download(_ scene: ImportScene, _ id: String, _ language: String) async throws -> RawResponse {
    var settings = TestServerSettings()
    settings.clock = scene.people.clock.wall
    return try await serving(scene.routes, settings: settings) { server in
      try await server.ask(
        """
        GET /api/admin/imports/\(id)/rejects.csv HTTP/1.1\r\nHost: localhost\r\nAccept-Language: \(language)\r
        Cookie: watts_up_session=\(scene.admin.session)\r\n\r\n

        """)
    }
  }

  @Test func `refused rows are a CSV file that no spreadsheet takes for formulas`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    _ = try await scene.put(id, "a,1", "b,=1+1", "=c,-2", "d\"e,", "@f,+x;y")
    let file = try await download(scene, id, "en")
    #expect(file["Content-Type"] == "text/csv; charset=utf-8")
    #expect(file["Content-Disposition"] == "attachment; filename=\"rejects-\(id).csv\"")
    #expect(
      file.text == """
        line,code,field,value,irveId,message\r
        2,no-value,value,'=1+1,b,There is no value.\r
        3,no-value,value,-2,'=c,There is no value.\r
        4,no-value,value,,"d""e",There is no value.\r
        5,no-value,value,"'+x;y",'@f,There is no value.\r

        """)
    #expect(try await download(scene, id, "fr").text.contains("Il n'y a pas de valeur."))
    #expect(try await download(scene, "00000000-0000-7000-8000-000000000000", "fr").status == 404)
  }

  @Test func `many refused rows are all there, also where one line has several`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    _ = try await scene.put(id, "a,1")
    try await scene.database.execute(
      """
      insert into import_rejects (import_id, line, code, value)
      select \(try #require(Import.ID(id))), n / 7, 'no-value', n::text from generate_series(1, 5000) n
      """)
    let lines = try await download(scene, id, "fr").text.split(separator: "\r\n").dropFirst()
    let values = Set(lines.map { $0.split(separator: ",")[2] })
    #expect(lines.count == 5000 && values.count == 5000)
    var (seen, next) = (Set<String>(), "/changes?kind=quarantined&limit=200" as String?)
    while let rest = next {
      let page = try await scene.get(id, rest)
      for item in page.items { if case .string(let value)? = item["value"] { seen.insert(value) } }
      next = page.word("_links", "next", "href").map { String($0.dropFirst("/api/admin/imports/\(id)".count)) }
    }
    #expect(seen.count == 5000)
  }

  @Test func `a preview shows what would change, page by page, and only a preview`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create(confirm: true)
    _ = try await scene.put(id, "a,1", "b,2", "c,3", "d,")
    let first = try await scene.get(id, "/changes?kind=added&limit=2")
    #expect(first.items == [["key": "a", "value": "1"], ["key": "b", "value": "2"]])
    let next = try #require(first.word("_links", "next", "href"))
    let second = try await scene.admin.call(.get, next)
    #expect(second.items == [["key": "c", "value": "3"]])
    #expect(second.word("_links", "next", "href") == nil)
    #expect(try await scene.get(id, "/changes?kind=quarantined").items.count == 1)
    #expect(try await scene.get(id, "/changes").status == 422)
    for cursor in ["x", "KDEsMik", "AAAA", "MSgxLDIpOw"] {
      for kind in ["added", "quarantined"] {
        let status = try await scene.get(id, "/changes?kind=\(kind)&cursor=\(cursor)").status
        #expect([200, 422].contains(status), "\(kind) \(cursor)")
      }
    }
    _ = try await scene.post(id, "apply")
    #expect(try await scene.get(id, "/changes?kind=added").problem == "conflict")
    #expect(try await scene.get(id, "/changes?kind=quarantined").items.count == 1)
  }

  @Test func `corrections are counted and explained`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    _ = try await scene.put(id, "A,1", "B,2", "c,3")
    let list = try await scene.get(id, "/corrections", "en")
    #expect(list.items == [["code": "capitals", "sentence": "The key was in capitals.", "rows": 2]])
    #expect(try await scene.get(id, "/corrections").text.contains("La clé était en capitales."))
  }
}
