import Testing

@testable import WattsUp

@Suite struct CommandTests {
  @Test(arguments: [
    ([], Command.serve), (["serve"], .serve), (["migrate"], .migrate), (["routes"], .routes), (["openapi"], .openAPI),
    (["--version"], .version), (["admin", "create", "--email", "a@b.fr"], .createAdministrator(email: "a@b.fr")),
  ])
  func `words become a command`(_ words: [String], _ command: Command) throws {
    #expect(try Command(words) == command)
  }

  @Test(arguments: [
    ["serv"], ["serve", "now"], ["admin"], ["admin", "create"], ["admin", "create", "--email"],
    ["admin", "create", "--mail", "a@b.fr"], ["routes", "--json"], ["help", "nothing"],
  ])
  func `what cannot be understood is refused with a way on`(_ words: [String]) {
    #expect(throws: Command.Misuse.self) { try Command(words) }
  }

  @Test(arguments: [["--help"], ["-h"], ["help"]])
  func `the overview lists every command`(_ words: [String]) throws {
    guard case .help(let text) = try Command(words) else {
      Issue.record("not the help")
      return
    }
    for name in ["serve", "migrate", "routes", "openapi", "admin create --email E"] { #expect(text.contains(name)) }
  }

  @Test(arguments: ["serve", "migrate", "routes", "openapi", "admin create"])
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
