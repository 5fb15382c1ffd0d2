extension KeyedDecodingContainer {
  /// Reads a member of a PATCH: nil where the name is absent, so that the value stays; `.some(nil)` for null, which takes
  /// it away.
  package func change<Value: Decodable>(_ key: Key) throws -> Value?? {
    contains(key) ? .some(try decodeIfPresent(Value.self, forKey: key)) : nil
  }
}
