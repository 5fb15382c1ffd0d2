/// What was typed after `watts-up`.
enum Command: Equatable {
  case serve
  case migrate
  case routes
  case openAPI
  case help(String?)
  case version

  struct Misuse: Error, CustomStringConvertible {
    let description: String
  }

  private static let names: [(name: String, command: Command, summary: String)] = [
    ("serve", .serve, "run the server (what happens without a command)"),
    ("migrate", .migrate, "bring the database to this program's schema, and stop"),
    ("routes", .routes, "print METHOD PATH ACCESS, a line per route"),
    ("openapi", .openAPI, "print the OpenAPI document"),
  ]

  init(_ arguments: [String]) throws(Misuse) {
    guard let first = arguments.first else {
      self = .serve
      return
    }
    let rest = arguments.dropFirst()
    switch first {
    case "--help", "-h", "help": self = .help(rest.first)
    case "--version": self = .version
    default:
      guard let known = Command.names.first(where: { $0.name == first }) else {
        throw Misuse(description: "there is no command '\(first)'; watts-up --help lists them")
      }
      if rest.contains("--help") || rest.contains("-h") {
        self = .help(first)
      } else if let extra = rest.first {
        throw Misuse(description: "'\(first)' takes no '\(extra)'; see watts-up \(first) --help")
      } else {
        self = known.command
      }
    }
  }

  static func help(for name: String?) -> String {
    if let name, let known = names.first(where: { $0.name == name }) {
      return "watts-up \(name): \(known.summary)\n\nSettings come from the environment; README.md lists them.\n"
    }
    let width = names.map(\.name.count).max() ?? 0
    let lines = names.map { "  \($0.name)\(String(repeating: " ", count: width - $0.name.count))  \($0.summary)" }
    return """
      Watts Up: where to charge, when, and for certain.

      usage: watts-up [command]

      \(lines.joined(separator: "\n"))

      watts-up COMMAND --help tells more. Settings come from the environment; README.md lists them.

      """
  }
}
