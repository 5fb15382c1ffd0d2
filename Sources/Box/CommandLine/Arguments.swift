/// Words behind a command: `--name value`, and words that stand for themselves.
struct Arguments {
  struct Misuse: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  private var values: [String: String] = [:]
  private(set) var words: [String] = []

  init(_ given: some Sequence<String>, allowed: [String], words most: Int = 0) throws(Misuse) {
    var rest = Array(given)[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        guard words.count < most else { throw Misuse(description: "takes no '\(word)'") }
        words.append(word)
        continue
      }
      guard allowed.contains(word) else { throw Misuse(description: "takes no '\(word)'") }
      guard values[word] == nil else { throw Misuse(description: "takes \(word) once") }
      guard let value = rest.popFirst() else { throw Misuse(description: "needs a value after \(word)") }
      values[word] = value
    }
  }

  subscript(name: String) -> String? { values[name] }

  /// Nil when it was not given.
  func read<Value>(_ name: String, _ wanted: String, _ parse: (String) -> Value?) throws(Misuse) -> Value? {
    guard let text = values[name] else { return nil }
    guard let value = parse(text) else { throw Misuse(description: "needs \(wanted) after \(name)") }
    return value
  }

  func need<Value>(_ name: String, _ wanted: String, _ parse: (String) -> Value?) throws(Misuse) -> Value {
    guard let value = try read(name, wanted, parse) else { throw Misuse(description: "needs \(name) with \(wanted)") }
    return value
  }
}
