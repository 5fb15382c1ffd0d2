package import HTTP

/// A field that is written as text.
package protocol TextField: Field {
  var text: String { get }
}

extension TextField {
  package func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }
}

/// A text that its rule lets through: `typealias Postcode = CheckedText<PostcodeRule>`.
package struct CheckedText<Rule: TextRule>: TextField, Hashable {
  package let text: String

  private init(text: String) { self.text = text }

  package init(_ value: FieldValue) throws(FieldFault) { text = try Rule.read(value.string()) }

  package static var schema: Schema { Rule.schema }
  package static var sample: CheckedText { CheckedText(text: Rule.sample) }
}

package protocol TextRule: Sendable {
  static var schema: Schema { get }
  /// The example of the documentation.
  static var sample: String { get }
  /// Returns the text as it is kept.
  static func read(_ text: String) throws(FieldFault) -> String
}

extension String {
  /// Without white space of any script at either end.
  package var trimmed: String {
    if first?.isWhitespace != true, last?.isWhitespace != true { return self }
    let text = drop { $0.isWhitespace }
    return String(text[..<(text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.startIndex)])
  }
}
