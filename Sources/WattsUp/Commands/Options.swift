/// An option behind the words of a command: `--option VALUE` or `--flag`.
struct Option: Sendable {
  let name: String
  /// The value's name in the help; nil for a flag.
  var value: String?
  var isNeeded = false

  static func needed(_ name: String, _ value: String) -> Option { Option(name: name, value: value, isNeeded: true) }
  static func optional(_ name: String, _ value: String) -> Option { Option(name: name, value: value) }
  static func flag(_ name: String) -> Option { Option(name: name) }

  var usage: String {
    let text = [name, value].compactMap { $0 }.joined(separator: " ")
    return isNeeded ? text : "[\(text)]"
  }
}

/// The options that were given.
struct Options: Sendable {
  /// A flag's value is empty.
  private var values: [String: String] = [:]
  /// The word that is no option; empty where the command takes none.
  private(set) var subject = ""
  /// Those behind it, where the command takes several.
  private(set) var others: [String] = []

  /// The message of a misuse says what the command does with `words`: "takes no ...", "needs ...". `subject` is what
  /// stands for the one word that is no option.
  init(
    _ words: [String], allowed: [Option], subject wanted: String? = nil, takesSeveral: Bool = false
  ) throws(Command.Misuse) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if wanted != nil, subject.isEmpty || takesSeveral, word == "-" || !word.hasPrefix("-") {
        if subject.isEmpty { subject = word } else { others.append(word) }
        continue
      }
      guard let option = allowed.first(where: { $0.name == word }) else {
        throw Command.Misuse(description: "takes no '\(word)'")
      }
      guard values[word] == nil else { throw Command.Misuse(description: "takes \(word) once") }
      if option.value == nil {
        values[word] = ""
      } else if let value = rest.popFirst() {
        values[word] = value
      } else {
        throw Command.Misuse(description: "needs a value after \(word)")
      }
    }
    if let wanted, subject.isEmpty { throw Command.Misuse(description: "needs \(wanted)") }
    for option in allowed where option.isNeeded && values[option.name] == nil {
      throw Command.Misuse(description: "needs \(option.usage)")
    }
  }

  func has(_ flag: String) -> Bool { values[flag] != nil }
  subscript(name: String) -> String? { values[name] }

  /// nil when it was not given.
  func read<Value>(
    _ name: String, _ wanted: String, _ parse: (String) -> Value?
  ) throws(Command.Misuse) -> Value? {
    guard let text = values[name] else { return nil }
    guard let value = parse(text) else { throw Command.Misuse(description: "needs \(wanted) after \(name)") }
    return value
  }
}
