/// A value that prints as `[redacted]` wherever text is made of it: descriptions, reflection, `dump`, JSON. Reading it
/// takes the word `exposed`, which a reviewer can search for.
package struct Secret<Value: Sendable>: Sendable {
  package let exposed: Value

  package init(_ value: Value) { exposed = value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable, Encodable {
  package var description: String { "[redacted]" }
  package var debugDescription: String { "[redacted]" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("[redacted]")
  }
}
