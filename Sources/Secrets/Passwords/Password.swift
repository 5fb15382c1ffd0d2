/// A password as a person typed it.
package struct Password: Sendable {
  private let text: Secret<String>

  /// nil for a text over 1 KiB. How short or common it may be is the accounts' own rule.
  package init?(_ text: String) {
    guard text.utf8.count <= 1024 else { return nil }
    self.text = Secret(text)
  }

  /// One that stands in the source: an example in the documentation, a person in a test.
  package init(literal text: StaticString) { self.text = Secret("\(text)") }

  package var characterCount: Int { text.exposed.count }

  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    var text = text.exposed
    return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
  }
}
