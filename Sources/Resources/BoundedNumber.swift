package import HTTP

/// A number that its rule lets through: `typealias Latitude = BoundedNumber<LatitudeRule>`.
package struct BoundedNumber<Rule: NumberRule>: Field {
  package let value: Rule.Number

  private init(value: Rule.Number) { self.value = value }

  package init(_ value: FieldValue) throws(FieldFault) {
    self.value = try Rule.Number(value)
    guard Rule.bounds.contain(self.value) else {
      throw FieldFault("out-of-range", fr: Rule.bounds.detail.french, en: Rule.bounds.detail.english)
    }
  }

  package static var schema: Schema { Rule.bounds.schema }
  package static var sample: BoundedNumber { BoundedNumber(value: Rule.sample) }

  package func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

extension BoundedNumber where Rule.Number == Int {
  package var count: Int { value }
}

package protocol NumberRule: Sendable {
  associatedtype Number: Field & Comparable & CustomStringConvertible
  static var bounds: Bounds<Number> { get }
  /// The example of the documentation.
  static var sample: Number { get }
}

/// The least and the most that a field takes, and the sentence that refuses another number.
package struct Bounds<Number: Field & Comparable & CustomStringConvertible>: Sendable {
  private let range: ClosedRange<Number>
  private let takesLeast: Bool
  fileprivate let detail: Text

  private init(_ range: ClosedRange<Number>, takesLeast: Bool, _ detail: Text) {
    (self.range, self.takesLeast, self.detail) = (range, takesLeast, detail)
  }

  package init(_ range: ClosedRange<Number>, fr: String, en: String) {
    self.init(range, takesLeast: true, Text(fr: fr, en: en))
  }

  package init(_ range: ClosedRange<Number>) {
    let (least, most) = (written(range.lowerBound), written(range.upperBound))
    self.init(range, fr: "De \(least) à \(most).", en: "From \(least) to \(most).")
  }

  package static func above(_ limit: Number, upTo most: Number) -> Bounds {
    let detail = Text(
      fr: "Plus de \(written(limit)), au plus \(written(most)).",
      en: "More than \(written(limit)), at most \(written(most)).")
    return Bounds(limit...most, takesLeast: false, detail)
  }

  fileprivate func contain(_ number: Number) -> Bool {
    range.contains(number) && (takesLeast || number > range.lowerBound)
  }

  fileprivate var schema: Schema {
    Schema([
      "type": Number.self == Int.self ? "integer" : "number",
      (takesLeast ? "minimum" : "exclusiveMinimum"): .number(written(range.lowerBound)),
      "maximum": .number(written(range.upperBound)),
    ])
  }
}

/// 90 and not 90.0.
private func written(_ number: some CustomStringConvertible) -> String {
  let text = number.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
