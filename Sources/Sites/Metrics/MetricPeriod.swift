package import HTTP
import Runtime

/// How often a value is expected, as ISO 8601 writes it: `PT10S`, `PT1M30S`, `P1D`. From a second to a day.
package struct MetricPeriod: Field, Hashable {
  package let seconds: Int

  package init(seconds: Int) { self.seconds = min(max(seconds, 1), 86_400) }

  /// A value is stale when three of them have passed without another one.
  package var patience: Duration { .seconds(3 * seconds) }

  package static let schema: Schema = ["type": "string", "format": "duration"]
  package static let sample = MetricPeriod(seconds: 10)

  package init(_ value: FieldValue) throws(FieldFault) {
    guard let seconds = MetricPeriod.read(try value.string()), (1...86_400).contains(seconds) else {
      throw FieldFault(
        "bad-period", fr: "Une durée ISO 8601 d'une seconde à un jour, par exemple PT10S.",
        en: "An ISO 8601 duration from a second to a day, such as PT10S.")
    }
    self.seconds = seconds
  }

  private static func read(_ text: String) -> Int? {
    let shape = /P(?:(?<d>\d{1,2})D)?(?:T(?:(?<h>\d{1,5})H)?(?:(?<m>\d{1,5})M)?(?:(?<s>\d{1,5})S)?)?/
    guard let found = try? shape.wholeMatch(in: text), text != "P", !text.hasSuffix("T") else { return nil }
    let parts = [(found.d, 86_400), (found.h, 3600), (found.m, 60), (found.s, 1)]
    return parts.reduce(0) { sum, part in sum + (part.0.flatMap { Int($0) } ?? 0) * part.1 }
  }

  package var text: String {
    if seconds % 86_400 == 0 { return "P\(seconds / 86_400)D" }
    let parts = [(seconds / 3600, "H"), (seconds % 3600 / 60, "M"), (seconds % 60, "S")]
    return "PT" + parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
  }

  package func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }
}
