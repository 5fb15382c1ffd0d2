import Import

/// The words that were typed after `watts-up`.
enum Command: Equatable {
  case serve
  case migrate
  case routes
  case openAPI
  case createAdministrator(email: String)
  case importPlaces
  case importFile(ImportOrder)
  case gridBacktest
  case generate(Generation)
  case simulate(Simulation)
  case enedisSandbox(SandboxServing)
  case help(String)
  case version

  struct Misuse: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  init(_ words: [String]) throws(Misuse) {
    switch words.first {
    case nil: self = .serve
    case "--version": self = .version
    case "--help", "-h", "help": self = .help(try Command.help(for: Array(words.dropFirst())))
    default:
      guard let entry = Entry.all.first(where: { words.starts(with: $0.words) }) else {
        let name = words.prefix { !$0.hasPrefix("-") }
        guard words.contains(where: Command.asksForHelp) else {
          throw Command.unknown(name.isEmpty ? words : Array(name))
        }
        self = .help(try Command.help(for: Array(name)))
        return
      }
      let rest = words.dropFirst(entry.words.count)
      if rest.contains(where: Command.asksForHelp) {
        self = .help(entry.help)
      } else {
        self = try entry.command(after: Array(rest))
      }
    }
  }

  private static func asksForHelp(_ word: String) -> Bool { word == "--help" || word == "-h" }

  /// Returns the help of a command, or of all that begin so.
  private static func help(for words: [String]) throws(Misuse) -> String {
    if let entry = Entry.all.first(where: { $0.words == words }) { return entry.help }
    let found = Entry.all.filter { $0.words.starts(with: words) }
    if found.isEmpty { throw unknown(words) }
    return overview(
      of: found, "usage: watts-up \((words + [words.isEmpty ? "[COMMAND]" : "COMMAND"]).joined(separator: " "))")
  }

  private static func unknown(_ words: [String]) -> Misuse {
    let name = words.joined(separator: " ")
    let longer = Entry.all.filter { $0.words.starts(with: words) }.map { $0.words.dropFirst(words.count).joined() }
    return longer.isEmpty
      ? Misuse(description: "there is no command '\(name)'; watts-up --help lists them")
      : Misuse(description: "'\(name)' needs \(longer.joined(separator: " or ")); see watts-up \(name) --help")
  }

  private static func overview(of entries: [Entry], _ usage: String) -> String {
    let width = entries.map(\.usage.count).max() ?? 0
    let lines = entries.map { "  \($0.usage)\(String(repeating: " ", count: width - $0.usage.count))  \($0.summary)" }
    return """
      Watts Up: where to charge, when, and for certain.

      \(usage)

      \(lines.joined(separator: "\n"))

      watts-up COMMAND --help tells more. Settings come from the environment; README.md lists them.

      """
  }
}

/// A line of `watts-up --help`, and how its words become a command.
private struct Entry: Sendable {
  let words: [String]
  /// The word's place in the help, where it is no option.
  var subject: String?
  var takesSeveral = false
  var options: [Option] = []
  let summary: String
  var details = ""
  let make: @Sendable (Options) throws(Command.Misuse) -> Command

  // The longer of two entries that begin alike comes first.
  static let all = [
    Entry(
      words: ["serve"], summary: "run the server (what happens without a command)",
      details: "Ctrl-C or SIGTERM lets requests under way end, stops what was started, and exits."
    ) { _ in .serve },
    Entry(
      words: ["migrate"], summary: "bring the database to this program's schema, and stop",
      details: "The server does the same when it starts."
    ) { _ in .migrate },
    Entry(words: ["routes"], summary: "print METHOD PATH ACCESS, a line per route") { _ in .routes },
    Entry(words: ["openapi"], summary: "print the OpenAPI 3.1 document") { _ in .openAPI },
    Entry(
      words: ["admin", "create"], options: [.needed("--email", "E")], summary: "make an administrator",
      details: "Reads the password from standard input, so that it stands in no history and no process list."
    ) { options in .createAdministrator(email: options["--email"] ?? "") },
    Entry(
      words: ["import", "places"], summary: "load the communes of France that setup fetched",
      details: "What is stored already is replaced, all at once."
    ) { _ in .importPlaces },
    Entry(
      words: ["import"], subject: "FILE|URL|-", takesSeveral: true,
      options: ImportOrder.options.map(Option.flag) + [.optional("--source", "NAME")], summary: ImportOrder.summary,
      details: ImportOrder.details
    ) { options throws(Command.Misuse) in
      let names = ImportOrder.sources
      let source = try options.read("--source", names.joined(separator: ", ")) { names.contains($0) ? $0 : nil }
      return .importFile(
        ImportOrder(
          subject: options.subject, options.others, options: ImportOrder.options.filter(options.has), source: source))
    },
    Entry(
      words: ["grid", "backtest"], summary: "say what forecasts of the load would have been worth",
      details: "From the readings that are stored, every six hours, beside RTE's own forecasts; stores nothing."
    ) { _ in .gridBacktest },
    Entry(
      words: ["generate"], options: Generation.options, summary: "write a demonstration country as an IRVE file",
      details: Generation.details
    ) { options throws(Command.Misuse) in .generate(try Generation(options)) },
    Entry(
      words: ["simulate"], options: Simulation.options, summary: "send drivers to a running server",
      details: Simulation.details
    ) { options throws(Command.Misuse) in .simulate(try Simulation(options)) },
    Entry(
      words: ["enedis-sandbox"], options: SandboxServing.options, summary: "serve a double of Enedis' Data Connect",
      details: SandboxServing.details
    ) { options throws(Command.Misuse) in .enedisSandbox(try SandboxServing(options)) },
  ]

  var usage: String { (words + [subject].compactMap { $0 } + options.map(\.usage)).joined(separator: " ") }

  var help: String {
    "usage: watts-up \(usage)\n\n\(summary)\(details.isEmpty ? "" : "\n" + details)\n\n"
      + "Settings come from the environment; README.md lists them.\n"
  }

  func command(after words: [String]) throws(Command.Misuse) -> Command {
    do throws(Command.Misuse) {
      return try make(try Options(words, allowed: options, subject: subject, takesSeveral: takesSeveral))
    } catch {
      let name = self.words.joined(separator: " ")
      throw Command.Misuse(description: "'\(name)' \(error); see watts-up \(name) --help")
    }
  }
}
