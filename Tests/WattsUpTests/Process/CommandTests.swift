import Import
import Testing

@testable import WattsUp

@Suite struct CommandTests {
  @Test(arguments: [
    ([], Command.serve), (["serve"], .serve), (["migrate"], .migrate), (["routes"], .routes), (["openapi"], .openAPI),
    (["--version"], .version), (["admin", "create", "--email", "a@b.fr"], .createAdministrator(email: "a@b.fr")),
    (["import", "places"], .importPlaces),
    (["import", "irve.csv"], .importFile(ImportOrder(subject: "irve.csv"))),
    (["import", "--full", "-", "--yes"], .importFile(ImportOrder(subject: "-", options: ["--full", "--yes"]))),
    (["import", "a.zip", "b"], .importFile(ImportOrder(subject: "a.zip", ["b"]))),
    (["import", "a", "--source", "eco2mix"], .importFile(ImportOrder(subject: "a", source: "eco2mix"))),
    (["grid", "backtest"], .gridBacktest),
    (["import", "./places", "--dynamic"], .importFile(ImportOrder(subject: "./places", options: ["--dynamic"]))),
  ])
  func `words become a command`(_ words: [String], _ command: Command) throws {
    #expect(try Command(words) == command)
  }

  @Test(arguments: [
    ["serv"], ["serve", "now"], ["admin"], ["admin", "create"], ["admin", "create", "--email"],
    ["admin", "create", "--mail", "a@b.fr"], ["routes", "--json"], ["help", "nothing"], ["import"],
    ["import", "places", "x"], ["import", "a.csv", "--source", "x"], ["import", "--force", "a.csv"],
    ["generate"], ["generate", "--points", "-1", "--seed", "1"], ["generate", "--points", "many", "--seed", "1"],
    ["generate", "--points", "9", "--seed", "1", "--dirty", "3"], ["generate", "--points", "9", "--points", "8"],
  ])
  func `what cannot be understood is refused with a way on`(_ words: [String]) {
    #expect(throws: Command.Misuse.self) { try Command(words) }
  }

  @Test func `what may be left out of a generated country has a default`() throws {
    #expect(
      try Command(["generate", "--points", "500", "--seed", "7"])
        == .generate(Generation(points: 500, seed: 7, dirty: 0, out: nil)))
    #expect(
      try Command(["generate", "--out", "a.csv", "--dirty", "0.03", "--seed", "7", "--points", "500"])
        == .generate(Generation(points: 500, seed: 7, dirty: 0.03, out: "a.csv")))
  }

  @Test func `options are flags or take a value, are needed or not, and come once`() throws {
    let allowed: [Option] = [.needed("--a", "A"), .optional("--b", "B"), .flag("--c")]
    let options = try Options(["--c", "--a", "1"], allowed: allowed)
    #expect(options["--a"] == "1" && options["--b"] == nil && options.has("--c") && !options.has("--b"))
    #expect(allowed.map(\.usage) == ["--a A", "[--b B]", "[--c]"])
    for words in [[], ["--a"], ["--a", "1", "--c", "x"], ["--a", "1", "--a", "2"]] {
      #expect(throws: Command.Misuse.self) { try Options(words, allowed: allowed) }
    }
  }

  @Test(arguments: [["admin", "--help"], ["admin", "-h"], ["help", "admin"], ["admin", "--email", "a@b.fr", "-h"]])
  func `the beginning of commands has a help that lists them`(_ words: [String]) throws {
    guard case .help(let text) = try Command(words) else {
      Issue.record("not the help")
      return
    }
    #expect(text.contains("usage: watts-up admin COMMAND") && text.contains("  admin create --email E"))
    #expect(!text.contains("migrate"))
  }

  @Test(arguments: [
    (["admin"], "'admin' needs create; see watts-up admin --help"), (["frob"], "there is no command 'frob'"),
    (["--frob"], "there is no command '--frob'"), (["frob", "--help"], "there is no command 'frob'"),
    (["admin", "create"], "'admin create' needs --email E; see watts-up admin create --help"),
  ])
  func `a misuse says which it is`(_ words: [String], _ beginning: String) throws {
    let misuse = try #require(throws: Command.Misuse.self) { try Command(words) }
    #expect(misuse.description.hasPrefix(beginning))
  }

  @Test(arguments: [["--help"], ["-h"], ["help"]])
  func `the overview lists every command`(_ words: [String]) throws {
    guard case .help(let text) = try Command(words) else {
      Issue.record("not the help")
      return
    }
    for name in [
      "serve", "migrate", "routes", "openapi", "admin create --email E", "import places",
      "import FILE|URL|- [--full] [--dynamic] [--yes]",
      "generate --points N --seed S",
    ] { #expect(text.contains(name)) }
  }

  @Test(arguments: [
    "serve", "migrate", "routes", "openapi", "admin create", "import places", "import", "grid backtest", "generate",
    "simulate", "enedis-sandbox",
  ])
  func `every command has a help of its own`(_ name: String) throws {
    let words = name.split(separator: " ").map(String.init)
    guard case .help(let text) = try Command(words + ["--help"]) else {
      Issue.record("not the help")
      return
    }
    #expect(text.hasPrefix("usage: watts-up \(name)"))
    #expect(try Command(["help"] + words) == .help(text))
  }
}
