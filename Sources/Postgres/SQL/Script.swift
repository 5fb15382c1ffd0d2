/// Several statements as one text without parameters: a `.sql` resource, a migration. Unlike `SQL` it may come from a
/// file, so nothing that a user typed may ever be in it.
package struct Script: Sendable {
  let text: String

  /// Nil when the bytes are not UTF-8 or hold a NUL, at which the server would silently stop reading.
  package init?(resource bytes: some Collection<UInt8>) {
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { return nil }
    self.text = text
  }

  package init(literal: StaticString) { text = literal.description }
}
