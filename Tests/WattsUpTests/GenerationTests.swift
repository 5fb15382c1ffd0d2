import Glibc
import TestSupport
import Testing

@testable import WattsUp

@Suite struct GenerationTests {
  private func installation(_ folder: String) throws -> Installation {
    try Installation(environment: ["WATTS_UP_HOME": folder])
  }

  private func temporaryFolder() throws -> String {
    var template = Array("/tmp/watts-up-generation-XXXXXX".utf8CString)
    return String(cString: try #require(mkdtemp(&template)))
  }

  @Test func `a country is written to the file that was named`() async throws {
    let folder = try temporaryFolder()
    let path = folder + "/country.csv"
    try await Generation(points: 300, seed: 1, out: path).run(in: try installation(TestCluster.packageFolder))
    let file = try #require(fopen(path, "r"))
    defer {
      fclose(file)
      unlink(path)
      rmdir(folder)
    }
    var lines = 0
    while case let byte = getc(file), byte != EOF { if byte == Int32(UInt8(ascii: "\n")) { lines += 1 } }
    #expect(lines == 301)
  }

  @Test func `without the fetched communes it says how to have them`() async throws {
    let folder = try temporaryFolder()
    for name in ["Public", "Migrations"] { mkdir("\(folder)/\(name)", 0o755) }
    defer { for name in ["/Public", "/Migrations", ""] { rmdir(folder + name) } }
    let error = await #expect(throws: (any Error).self) {
      try await Generation(points: 1, seed: 1, out: "/dev/null").run(in: try installation(folder))
    }
    #expect(error.map { "\($0)".contains("make setup") } == true)
  }
}
