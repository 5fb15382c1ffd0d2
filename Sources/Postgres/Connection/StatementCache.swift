/// Which statements this connection has prepared, under which names.
struct StatementCache {
  /// Optional conditions multiply: beyond this many, statements run unprepared instead of filling the server's memory.
  static let limit = 1000

  private var names: [SQL.Key: String] = [:]
  private var lastNumber = 0

  func name(of key: SQL.Key) -> String? { names[key] }

  var isFull: Bool { names.count >= Self.limit }

  /// A name is never used twice, so that a forgotten statement cannot be mistaken for its successor.
  mutating func add(_ key: SQL.Key) -> String {
    lastNumber += 1
    let name = "s\(lastNumber)"
    names[key] = name
    return name
  }

  mutating func forget(_ key: SQL.Key) { names[key] = nil }
}
