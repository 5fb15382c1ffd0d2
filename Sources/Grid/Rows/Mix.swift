package import HTTP
import Postgres

/// What was produced, stored and exchanged, in W, signs as RTE's: imports are positive, pumping is negative.
package struct MixWatts: Field, Sendable {
  /// In the order of `GridColumn.mix`.
  let values: [Int?]

  package static var schema: Schema {
    let number: JSON = ["type": ["integer", "null"]]
    let names = GridColumn.mix.map { "\($0.key)" }
    return Schema([
      "title": "GridMixWatts", "type": "object", "properties": .object(names.map { ($0, number) }),
      "required": .array(names.map { .string($0) }), "additionalProperties": false,
    ])
  }

  package static var sample: MixWatts { MixWatts(values: GridColumn.mix.map { _ in nil }) }

  init(values: [Int?]) { self.values = values }

  package init(_ value: FieldValue) throws(FieldFault) { throw .wrongType(Text(fr: "un objet", en: "an object")) }

  init(_ row: inout Row) throws {
    var values: [Int?] = []
    values.reserveCapacity(GridColumn.mix.count)
    for _ in GridColumn.mix { values.append(try row.next(Int?.self)) }
    self.values = values
  }

  private struct Name: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (column, value) in zip(GridColumn.mix, values) {
      try container.encode(value, forKey: Name(stringValue: "\(column.key)"))
    }
  }

  /// By the names in answers.
  private static let places = Dictionary(
    GridColumn.mix.enumerated().map { ("\($1.key)", $0) }, uniquingKeysWith: { first, _ in first })

  static func place(of key: String) -> Int? { places[key] }

  subscript(key: String) -> Int? { Self.places[key].flatMap { values[$0] } }
}

/// One source's part in the rate of carbon dioxide.
struct MixTerm: Codable, Sendable, Equatable {
  let source: String
  let watts: Int
  /// Grams for each kWh that it produces, burnt on the spot.
  let factor: Int
}

/// The rate as RTE reckons it since 2020: what is burnt, over all that is produced.
struct CarbonRate: Sendable, Equatable {
  let gramsPerKwh: Double
  let terms: [MixTerm]

  private static let factors = [
    ("oil", 777), ("coal", 986), ("gas", 429), ("bioenergy", 494), ("nuclear", 0), ("wind", 0), ("solar", 0),
    ("hydro", 0),
  ].compactMap { source, factor in MixWatts.place(of: source).map { (source: source, factor: factor, place: $0) } }

  /// Nil where the mix is not known.
  init?(_ mix: MixWatts) {
    guard mix["nuclear"] != nil, mix["gas"] != nil else { return nil }
    terms = Self.factors.compactMap { source in
      mix.values[source.place].map { MixTerm(source: source.source, watts: max(0, $0), factor: source.factor) }
    }
    let (grams, all) = terms.reduce((0.0, 0.0)) {
      ($0.0 + Double($1.watts) * Double($1.factor), $0.1 + Double($1.watts))
    }
    guard all > 0 else { return nil }
    gramsPerKwh = (grams / all).tenths
  }
}

extension Double {
  var tenths: Double { (self * 10).rounded() / 10 }
}
