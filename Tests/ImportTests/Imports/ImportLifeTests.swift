import HTTP
import Postgres
import TestSupport
import Testing

@testable import Import

@Suite struct ImportLifeTests {
  @Test func `an import goes from waiting to done and says what it did`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    #expect(try await scene.links(id) == ["self", "file", "progress", "cancel"])
    let done = try await scene.put(id, "a,1", "B,2", "c,", "d,4")
    #expect(done.status == 200)
    #expect(done.text("state") == "done")
    #expect(
      ["read", "accepted", "rejected", "duplicates", "corrected"].map { done.number("rows", $0) } == [4, 3, 1, 0, 1])
    #expect(
      ["added", "changed", "moved", "withdrawn", "unchanged"].map { done.number("changes", $0) } == [3, 0, 0, 0, 0])
    #expect(done.number("bytes", "received") == 15)
    #expect(done.number("bytes", "total") == 15)
    #expect(done.text("finishedAt") != nil)
    #expect(try await scene.stored() == ["B=2", "a=1", "d=4"])
    #expect(try await scene.links(id) == ["self", "undo", "rejects", "quarantined", "corrections", "forget"])
    #expect(try await scene.staged() == 0)
  }

  @Test func `one that asks for it stops at preview, and is applied once`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create(confirm: true)
    let preview = try await scene.put(id, "a,1", "b,2")
    #expect(preview.text("state") == "preview")
    #expect(preview.word("guard", "code") == "confirm")
    #expect(preview.word("guard", "message")?.contains("appliquez") == true)
    #expect(preview.number("changes", "added") == 2)
    #expect(try await scene.stored() == [])
    #expect(try await scene.links(id).isSuperset(of: ["apply", "changes", "cancel"]))
    async let first = scene.post(id, "apply")
    async let second = scene.post(id, "apply")
    let answers = try await [first, second].sorted { $0.status < $1.status }
    #expect(answers.map(\.status) == [200, 409])
    #expect(answers[0].text("state") == "done")
    #expect(answers[0].number("rows", "read") == 2)
    #expect(answers[1].problem == "conflict")
    #expect(try await scene.stored() == ["a=1", "b=2"])
  }

  @Test func `a full one that would withdraw too much waits for somebody to look`() async throws {
    let scene = try await ImportScene.make()
    _ = try await scene.put(try await scene.create(), "a,1", "b,2", "c,3")
    let id = try await scene.create(mode: "full")
    let preview = try await scene.put(id, "a,1")
    #expect(preview.text("state") == "preview")
    #expect(preview.word("guard", "code") == "withdrawals")
    #expect(preview.number("changes", "withdrawn") == 2)
    #expect(try await scene.stored().count == 3)
    #expect(try await scene.apply(id, ["confirmWithdrawals": 2]).text("state") == "done")
    #expect(try await scene.stored() == ["a=1"])
  }

  @Test func `more withdrawals than the guard lets pass go only with their number`() async throws {
    let scene = try await ImportScene.make()
    _ = try await scene.put(try await scene.create(), "a,1", "b,2", "c,3")
    let id = try await scene.create(mode: "full", confirm: true)
    _ = try await scene.put(id, "a,1")
    let bodies: [JSON?] = [nil, .object([]), ["confirmWithdrawals": .null], ["confirmWithdrawals": 1], ["older": true]]
    for body in bodies {
      let refused = try await scene.apply(id, body)
      #expect(refused.status == 409 && refused.problem == "withdrawals-unconfirmed", "\(refused.text)")
      #expect(refused.pointers == ["/confirmWithdrawals"] && refused.number("withdrawals") == 2)
      #expect(refused.text("detail")?.contains("2 points") == true)
    }
    #expect(try await scene.apply(id, ["confirmWithdrawals": -1]).problem == "validation")
    #expect(try await scene.state(id) == "preview")
    #expect(try await scene.stored().count == 3)
    async let first = scene.apply(id, ["confirmWithdrawals": 2])
    async let second = scene.apply(id, ["confirmWithdrawals": 2])
    #expect(try await [first, second].map(\.status).sorted() == [200, 409])
    #expect(try await scene.stored() == ["a=1"])
  }

  @Test func `where the guard is content no number is asked for`() async throws {
    let scene = try await ImportScene.make()
    let lines = (0..<10).map { "k\($0),1\n" }.joined()
    _ = try await scene.put(try await scene.create(), Array(lines.utf8))
    let id = try await scene.create(mode: "full", confirm: true)
    let preview = try await scene.put(id, Array(lines.dropLast(5).utf8))
    #expect(preview.number("changes", "withdrawn") == 1 && preview.word("guard", "code") == "confirm")
    #expect(try await scene.post(id, "apply").text("state") == "done")
  }

  @Test func `the times of an import leave out how long it was looked at`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create(confirm: true)
    let preview = try await scene.put(id, "a,1")
    #expect(preview.text("readAt") != nil && preview.json["appliedAt"] == .null)
    scene.people.clock.advance(by: .seconds(500))
    let done = try await scene.post(id, "apply")
    #expect(done.text("readAt") == preview.text("readAt") && done.text("appliedAt") == done.text("finishedAt"))
    let atOnce = try await scene.put(try await scene.create(), "b,1")
    #expect(atOnce.text("readAt") == atOnce.text("appliedAt") && atOnce.text("readAt") != nil)
  }

  @Test func `imports are found by their file, counted, and taken along as a file`() async throws {
    let scene = try await ImportScene.make()
    _ = try await scene.put(try await scene.create(), "a,1", "b,2")
    _ = try await scene.create("irve-dynamic")
    let found = try await scene.admin.call(.get, "/api/admin/imports?q=FILE&source=irve&totals=true")
    #expect(found.items.count == 1 && found.json["totals"] == ["matching": 1, "all": 2])
    #expect(try await scene.admin.call(.get, "/api/admin/imports?q=other").items.isEmpty)
    let file = try await scene.admin.call(.get, "/api/admin/imports.csv?state=done")
    let lines = file.text.split(separator: "\r\n")
    #expect(lines.count == 2 && lines[1].contains(",irve,partial,done,file.csv,") && lines[1].hasSuffix(",2,0,0,0,0"))
  }

  @Test func `only the last one that was applied can be undone, and nothing else is at work then`() async throws {
    let scene = try await ImportScene.make()
    let (first, second) = (try await scene.create(), try await scene.create())
    _ = try await scene.put(first, "a,1")
    _ = try await scene.put(second, "a,2", "b,2")
    #expect(try await scene.post(first, "undo").problem == "conflict")
    let third = try await scene.create(confirm: true)
    _ = try await scene.put(third, "c,3")
    #expect(try await scene.post(second, "undo").problem == "import-busy")
    #expect(try await scene.delete(third) == 204)
    #expect(try await scene.post(second, "undo").text("state") == "undone")
    #expect(try await scene.stored() == ["a=1"])
    #expect(try await scene.post(second, "undo").problem == "conflict")
    #expect(try await scene.links(second) == ["self"])
  }

  @Test func `an import that changed nothing leaves the undo of the one before it`() async throws {
    let scene = try await ImportScene.make()
    let (first, second, third) = (try await scene.create(), try await scene.create(), try await scene.create())
    _ = try await scene.put(first, "a,1")
    _ = try await scene.put(second, "a,2", "b,2")
    #expect(try await scene.put(third, "a,2").number("changes", "unchanged") == 1)
    #expect(try await scene.links(second).contains("undo"))
    #expect(try await !scene.links(third).contains("undo"))
    #expect(try await scene.post(third, "undo").problem == "conflict")
    #expect(try await scene.post(second, "undo").text("state") == "undone")
    #expect(try await scene.stored() == ["a=1"])
    #expect(try await scene.state(third) == "done")
  }

  @Test func `a file that is refused says why in both languages, and changes nothing`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    let refused = try await scene.put(id, "a,1", "PK,\u{3}")
    #expect(refused.status == 422)
    #expect(refused.problem == "file-refused")
    #expect(refused.text("code") == "not-csv-zip")
    #expect(refused.text("detail") == "C'est une archive ZIP.")
    #expect(refused.word("import", "state") == "failed")
    let english = try await scene.get(id, "", "en")
    #expect(english.word("error", "code") == "not-csv-zip")
    #expect(english.word("error", "message") == "This is a ZIP archive.")
    #expect(english.word("error", "detail") == "zip")
    #expect(english.number("rows", "read") == 1)
    #expect(try await scene.staged() == 0)
    #expect(try await scene.put(try await scene.create(), "a,1").status == 200)
  }

  @Test func `an error of ours is one, and the next import goes on`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    #expect(try await scene.put(id, "a,1", "explode").status == 500)
    #expect(try await scene.get(id).word("error", "code") == "internal")
    #expect(try await scene.put(try await scene.create(), "a,1").text("state") == "done")
  }

  @Test func `what is no file for this import is refused before it is read`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    #expect(try await scene.put("00000000-0000-7000-8000-000000000000", "a,1").status == 404)
    #expect(try await scene.put(id, "a,1", headers: "Content-Type", "application/json").status == 415)
    let brotli = ["Content-Type", "text/csv", "Content-Encoding", "br"]
    #expect(try await scene.put(id, [97], brotli).status == 415)
    #expect(try await scene.state(id) == "waiting")
    for type in ["application/octet-stream", "multipart/form-data; boundary=x", "text/csv; charset=utf-8"] {
      let other = try await scene.create()
      #expect(try await scene.put(other, Array("a,1\n".utf8), ["Content-Type", type]).status == 200)
      #expect(try await scene.put(other, "a,1").problem == "conflict")
    }
    #expect(try await scene.post(id, "apply").problem == "conflict")
    #expect(try await scene.post(id, "undo").problem == "conflict")
  }

  @Test func `what cannot be imported is not created`() async throws {
    let scene = try await ImportScene.make()
    let bodies: [(JSON, Int)] = [
      (["source": "gas", "mode": "full"], 422), (["source": "irve", "mode": "some"], 422), (["mode": "full"], 422),
      (["source": "irve", "colour": "red"], 400), (["source": "irve", "sizeBytes": -1], 422),
      (["source": "irve", "fileName": "a\nb"], 422), (["source": "irve", "url": "file:///etc/passwd"], 422),
      (["source": "irve", "url": "http://me:secret@example.org/"], 422), (["source": "irve", "url": "http://"], 422),
    ]
    for (body, status) in bodies {
      #expect(try await scene.admin.call(.post, "/api/admin/imports", json: body).status == status, "\(body)")
    }
    #expect(try await scene.admin.call(.get, "/api/admin/imports").items.isEmpty)
  }

  @Test func `an import of a source that is no longer there is still shown`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    try await scene.database.execute("update imports set source = 'gas', state = 'failed', error = 'no-gas'")
    let shown = try await scene.get(id)
    #expect(shown.status == 200)
    #expect(shown.word("source") == "gas" && shown.word("error", "message") == "no-gas")
    #expect(try await scene.admin.call(.get, "/api/admin/imports").items.count == 1)
    #expect(try await scene.admin.call(.get, "/api/admin/imports?source=gas").status == 422)
  }

  @Test func `the list is newest first, in pages, by source and state`() async throws {
    let scene = try await ImportScene.make()
    var ids: [String] = []
    for source in ["irve", "irve-dynamic", "irve", "irve"] { ids.append(try await scene.create(source)) }
    _ = try await scene.put(ids[0], "a,1")
    var seen: [String] = []
    var next: String? = "/api/admin/imports?limit=2&source=irve"
    while let target = next {
      let page = try await scene.admin.call(.get, target)
      seen += page.items.compactMap { $0["id"]?.text }
      next = page.word("_links", "next", "href")
    }
    #expect(seen == [ids[3], ids[2], ids[0]])
    #expect(try await scene.admin.call(.get, "/api/admin/imports?state=done").items.count == 1)
  }

  @Test func `who did what stands in the audit log`() async throws {
    let scene = try await ImportScene.make()
    let (first, second) = (try await scene.create(confirm: true), try await scene.create())
    _ = try await scene.put(first, "a,1", "b,")
    _ = try await scene.post(first, "apply")
    _ = try await scene.post(first, "undo")
    _ = try await scene.delete(first)
    _ = try await scene.delete(second)
    let actions = try await scene.database.query(
      "select action, actor_id::text from audit where subject_kind = 'import' order by position"
    ) { row in
      #expect(try row.next(String.self).hasPrefix("import."))
      return try row.next(String.self)
    }
    #expect(actions == Array(repeating: scene.admin.id, count: 6))
  }
}
