package struct TookTooLong: Error, CustomStringConvertible {
  let patience: Duration
  package var description: String { "no answer within \(patience)" }
}

/// What `body` gives, unless it takes longer: it is cancelled then.
package func timeLimited<Value: Sendable>(
  to patience: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await Task.sleep(for: patience)
      throw TookTooLong(patience: patience)
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw CancellationError() }
    return first
  }
}
