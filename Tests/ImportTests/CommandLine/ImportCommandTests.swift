import Accounts
import Glibc
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

@Suite struct ImportCommandTests {
  private func terminal(_ lines: Shared<String>, isTerminal: Bool = false) -> ImportTerminal {
    ImportTerminal(isTerminal: isTerminal) { text in lines.change { $0 += text } }
  }

  private func file(_ lines: String...) throws -> String {
    var path = Array("/tmp/watts-up-import-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    defer { close(descriptor) }
    let text = lines.map { $0 + "\n" }.joined()
    try #require(write(descriptor, text, text.utf8.count) == text.utf8.count)
    return String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  @Test func `a file is imported and what happened is told`() async throws {
    let scene = try await ImportScene.make()
    let path = try file("a,1", "B,2", "c,")
    defer { unlink(path) }
    let lines = Shared("")
    try await scene.imports.carryOut(ImportOrder(subject: path), on: terminal(lines))
    #expect(lines.value.contains("rows: 3 read, 2 accepted, 1 rejected, 0 duplicates, 1 corrected"))
    #expect(lines.value.contains("points: 2 added, 0 changed, 0 moved, 0 withdrawn, 0 unchanged"))
    #expect(lines.value.contains("1  capitals: The key was in capitals."))
    #expect(lines.value.contains("1  no-value: There is no value."))
    #expect(!lines.value.contains("\r"))
    #expect(try await scene.stored() == ["B=2", "a=1"])
    let bar = Shared("")
    try await scene.imports.carryOut(ImportOrder(subject: path), on: terminal(bar, isTerminal: true))
    #expect(bar.value.contains("\r"))
    #expect(bar.value.contains("100 %"))
  }

  @Test func `one that waits for confirmation fails and says how to go on`() async throws {
    let scene = try await ImportScene.make()
    _ = try await scene.put(try await scene.create(), "a,1", "b,2")
    let path = try file("a,1")
    defer { unlink(path) }
    let order = ImportOrder(subject: path, isFull: true)
    let failure = await #expect(throws: ImportFailed.self) {
      try await scene.imports.carryOut(order, on: terminal(Shared("")))
    }
    let id = try #require(
      try await scene.database.first("select id from imports where state = 'preview'") { try $0.next(Import.ID.self) })
    #expect(failure?.description.contains("watts-up import \(id) --yes") == true)
    // The next one does not wait behind it for ever.
    let behind = await #expect(throws: ImportFailed.self) {
      try await scene.imports.carryOut(ImportOrder(subject: path), on: terminal(Shared("")))
    }
    #expect(behind?.description.contains("\(id)") == true)
    try await scene.imports.carryOut(
      ImportOrder(subject: id.description, isConfirmed: true), on: terminal(Shared("")))
    #expect(try await scene.stored() == ["a=1"])
    let other = try file("b,2")
    defer { unlink(other) }
    try await scene.imports.carryOut(
      ImportOrder(subject: other, isFull: true, isConfirmed: true), on: terminal(Shared("")))
    #expect(try await scene.stored() == ["b=2"])
  }

  @Test func `what fails says why`() async throws {
    let scene = try await ImportScene.make()
    let zip = try file("PK,1")
    defer { unlink(zip) }
    for (subject, why) in [
      (zip, "This is a ZIP archive. (zip)"), ("/nowhere/at/all", "No such file"), ("/tmp", "is a folder"),
    ] {
      let failure = await #expect(throws: ImportFailed.self, "\(subject)") {
        try await scene.imports.carryOut(ImportOrder(subject: subject), on: terminal(Shared("")))
      }
      #expect(failure?.description.contains(why) == true, "\(failure as Any)")
    }
  }

  @Test func `it waits behind one that is at work`() async throws {
    let scene = try await ImportScene.make()
    let path = try file("a,2")
    defer { unlink(path) }
    let id = try await scene.create()
    scene.gates.beforeMerging.close()
    async let first = scene.put(id, "a,1")
    try await eventually("merging") { scene.gates.beforeMerging.isReached }
    let lines = Shared("")
    let command = Task { try await scene.imports.carryOut(ImportOrder(subject: path), on: terminal(lines)) }
    try await eventually("waiting") { lines.value.contains("waits: another import is at work") }
    scene.gates.beforeMerging.open()
    #expect(try await first.text("state") == "done")
    try await command.value
    #expect(try await scene.stored() == ["a=2"])
  }

  @Test func `an address is fetched here, or by a server beside`() async throws {
    let scene = try await ImportScene.make()
    let routes = [
      Route(
        .get, "/file.csv", access: .public, "A file", answers: .media(.csv),
        handler: { (_: Call<Nothing, Nothing, NoBody>, _: Void) in Response(.ok, .bytes(Bytes("a,1\n")), type: .csv) })
    ]
    try await serving(routes) { server in
      let order = ImportOrder(subject: "\(server.http.url)/file.csv")
      try await scene.imports.carryOut(order, on: terminal(Shared("")))
    }
    #expect(try await scene.stored() == ["a=1"])
  }
}
