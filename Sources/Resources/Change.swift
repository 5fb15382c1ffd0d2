extension KeyedDecodingContainer {
  /// For PATCH: nil where a name is absent, so that what it stands for stays; `.some(nil)` for null, which takes it away.
  package func change<Value: Decodable>(_ key: Key) throws -> Value?? {
    contains(key) ? .some(try decodeIfPresent(Value.self, forKey: key)) : nil
  }
}
