import HTTP
import Postgres
import Resources

/// A way to drive, as map services write it: an encoded polyline of five decimals. What is asked of PostgreSQL has few
/// corners and is not long, however it was drawn.
struct Way: TextField {
  static let mostCorners = 100
  static let mostMetres = 200_000.0
  /// How far a corner that is left out may lie from what is left.
  static let tolerance = 50.0

  let text: String
  let points: [Coordinates]

  static let schema: Schema = ["type": "string", "examples": ["wheiHgljMvq]w|bA~lV_o}@"]]
  static let sample = Way(text: "", points: [])

  private init(text: String, points: [Coordinates]) { (self.text, self.points) = (text, points) }

  init(_ value: FieldValue) throws(FieldFault) {
    text = try value.string()
    guard let drawn = Self.decode(Array(text.utf8)), drawn.count > 1 else {
      throw FieldFault(
        "bad-polyline", fr: "Il faut une polyligne encodée à cinq décimales, de deux points au moins.",
        en: "This must be an encoded polyline of five decimals, with two points at the least.")
    }
    let line = GroundLine(drawn)
    guard let corners = line.simplified(to: Self.tolerance, atMost: Self.mostCorners) else {
      throw FieldFault(
        "too-many-corners", fr: "Au plus 100 sommets, une fois le tracé simplifié à 50 mètres.",
        en: "At most 100 corners, once the way is simplified to 50 metres.")
    }
    guard line.metres(over: corners) <= Self.mostMetres else {
      throw FieldFault(
        "too-long", fr: "Au plus 200 kilomètres : demandez un trajet plus long par étapes.",
        en: "At most 200 kilometres: ask for a longer way in stages.")
    }
    // A way of few corners needs no simplifying.
    points = drawn.count <= Self.mostCorners ? drawn : corners.map { drawn[$0] }
  }

  /// Nil where it is none, or leaves the earth.
  static func decode(_ bytes: [UInt8]) -> [Coordinates]? {
    var points: [Coordinates] = []
    var (latitude, longitude) = (0, 0)
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let north = step(&rest), let east = step(&rest) else { return nil }
      latitude += north
      longitude += east
      guard (-9_000_000...9_000_000).contains(latitude), (-18_000_000...18_000_000).contains(longitude) else {
        return nil
      }
      points.append(Coordinates(longitude: Double(longitude) / 1e5, latitude: Double(latitude) / 1e5))
    }
    return points
  }

  /// Five bits a letter, the lowest first; the last bit of all is the sign.
  private static func step(_ bytes: inout ArraySlice<UInt8>) -> Int? {
    var value = 0
    for shift in stride(from: 0, through: 30, by: 5) {
      guard let byte = bytes.popFirst(), (63...126).contains(byte) else { return nil }
      let bits = Int(byte) - 63
      value |= (bits & 31) << shift
      if bits < 32 { return value & 1 == 0 ? value >> 1 : ~(value >> 1) }
    }
    return nil
  }
}
