import Glibc
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

/// A disk of four MiB, which only root can have made.
private final class SmallDisk: Sendable {
  let path: String

  init?() {
    guard geteuid() == 0 else { return nil }
    path = "/tmp/watts-up-small-\(getpid())-\(Int.random(in: 0..<1_000_000))"
    guard mkdir(path, 0o755) == 0 else { return nil }
    guard mount("tmpfs", path, "tmpfs", 0, "size=4m,mode=0777") == 0 else {
      rmdir(path)
      return nil
    }
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
    rmdir(path)
  }
}

@Suite struct DiskFullTests {
  private func disk() -> SmallDisk? {
    guard let disk = SmallDisk() else {
      print("skipped: a small disk needs root, and the right to mount")
      return nil
    }
    return disk
  }

  @Test func `a database without room says so in both languages, and the next import goes on`() async throws {
    guard let disk = disk() else { return }
    let scene = try await ImportScene.make()
    // A tablespace belongs to whom the server runs as.
    let folder = try #require(try await scene.database.first("show data_directory") { try $0.next(String.self) })
    var facts = stat()
    guard stat(folder, &facts) == 0, chown(disk.path, facts.st_uid, facts.st_gid) == 0 else { return }
    let table = "small_\(getpid())_\(Int.random(in: 0..<1_000_000))"
    try await run("create tablespace \(table) location '\(disk.path)'", in: scene)
    try await run("alter table scratch_stage set tablespace \(table)", in: scene)
    let id = try await scene.create()
    let lines = Array((0..<80_000).map { "key\($0),\($0)\n" }.joined().utf8)
    let answer = try await scene.put(id, lines)
    #expect(answer.status == 500)
    #expect(answer.text("detail") == Failure.diskFull.sentence.french)
    let failed = try await scene.get(id, "", "en")
    #expect(failed.text("state") == "failed")
    #expect(failed.word("error", "code") == "disk-full")
    #expect(failed.word("error", "message") == Failure.diskFull.sentence.english)
    #expect(failed.word("error", "detail") == "PostgreSQL")
    #expect(try await scene.staged() == 0)
    // What the failed import wrote is not cleared away yet: a disk with room, as after the operator's visit.
    try await run("alter table scratch_stage set tablespace pg_default", in: scene)
    #expect(try await scene.put(try await scene.create(), "a,1").text("state") == "done")
    try await run("drop tablespace \(table)", in: scene)
  }

  @Test func `a temporary file without room says so`() throws {
    guard let disk = disk() else { return }
    let spool = try Spool(folder: disk.path)
    var found: (any Error)?
    do { for _ in 0..<100 { try spool.append([UInt8](repeating: 97, count: 262_144)) } } catch { found = error }
    #expect((found as? Spool.Failure)?.isFull == true)
    #expect(Failed(try #require(found)).failure == .diskFull)
  }

  /// Names of tablespaces cannot be parameters.
  private func run(_ sql: String, in scene: ImportScene) async throws {
    let script = try #require(Script(resource: Array(sql.utf8)))
    try await scene.database.run(script: script)
  }
}
