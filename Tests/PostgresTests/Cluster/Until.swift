import Testing

/// Waits until `condition` holds; a test that waits in vain fails after a minute.
func until(
  within limit: Duration = .seconds(60), location: SourceLocation = #_sourceLocation,
  _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try await !condition() {
    guard ContinuousClock.now < deadline else {
      Issue.record("waited in vain", sourceLocation: location)
      return
    }
    try await Task.sleep(for: .milliseconds(5))
  }
}
