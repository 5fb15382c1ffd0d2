package import HTTP
package import Postgres
import Resources

/// `w,s,e,n` in degrees. With w > e it reaches over the antimeridian.
package struct BoundingBox: Field, Hashable {
  package let west, south, east, north: Double

  package static let schema: Schema = ["type": "string", "examples": ["2.2,48.8,2.4,48.9"]]
  package static let sample = BoundingBox(west: 2.2, south: 48.8, east: 2.4, north: 48.9)

  private init(west: Double, south: Double, east: Double, north: Double) {
    (self.west, self.south, self.east, self.north) = (west, south, east, north)
  }

  package init(_ value: FieldValue) throws(FieldFault) {
    let numbers = try value.numbers()
    guard numbers.count == 4, (-180...180).contains(numbers[0]), (-180...180).contains(numbers[2]),
      (-90...90).contains(numbers[1]), (-90...90).contains(numbers[3]), numbers[1] <= numbers[3]
    else {
      throw FieldFault(
        "bad-bbox", fr: "Quatre nombres en degrés : ouest,sud,est,nord.",
        en: "Four numbers in degrees: west,south,east,north.")
    }
    self.init(west: numbers[0], south: numbers[1], east: numbers[2], north: numbers[3])
  }

  /// One, or two on either side of the antimeridian, none of which is turned around.
  package var parts: [BoundingBox] {
    guard west > east else { return [self] }
    return [
      BoundingBox(west: west, south: south, east: 180, north: north),
      BoundingBox(west: -180, south: south, east: east, north: north),
    ]
  }

  package func encode(to encoder: any Encoder) throws { try "\(west),\(south),\(east),\(north)".encode(to: encoder) }
}

/// `lat,lon`, in the order that people say them.
package struct NearPlace: Field {
  package let point: Coordinates

  package static let schema: Schema = ["type": "string", "examples": ["48.8566,2.3522"]]
  package static let sample = NearPlace(point: Coordinates(longitude: 2.3522, latitude: 48.8566))

  private init(point: Coordinates) { self.point = point }

  package init(_ value: FieldValue) throws(FieldFault) {
    let numbers = try value.numbers()
    guard numbers.count == 2, (-90...90).contains(numbers[0]), (-180...180).contains(numbers[1]) else {
      throw FieldFault(
        "bad-place", fr: "Deux nombres en degrés : latitude,longitude.",
        en: "Two numbers in degrees: latitude,longitude.")
    }
    point = Coordinates(longitude: numbers[1], latitude: numbers[0])
  }

  package func encode(to encoder: any Encoder) throws {
    try "\(point.latitude),\(point.longitude)".encode(to: encoder)
  }
}

/// Metres around a place.
typealias Radius = BoundedNumber<RadiusRule>

enum RadiusRule: NumberRule {
  static let bounds = Bounds(1.0...1_000_000, fr: "De 1 à 1 000 000 mètres.", en: "From 1 to 1,000,000 metres.")
  static let sample = 5000.0
}

/// Metres to either side of a way.
typealias Corridor = BoundedNumber<CorridorRule>

enum CorridorRule: NumberRule {
  static let bounds = Bounds(1.0...50_000, fr: "De 1 à 50 000 mètres.", en: "From 1 to 50,000 metres.")
  static let sample = 2000.0
}

extension FieldValue {
  /// None where one of them is no number: whoever asked is told what all of them are.
  fileprivate func numbers() throws(FieldFault) -> [Double] {
    let text = try string()
    if let numbers = Double.plain(in: text) { return numbers }
    var numbers: [Double] = []
    for part in text.split(separator: ",", maxSplits: 4, omittingEmptySubsequences: false) {
      guard let number = try? Double(.text(String(part))) else { return [] }
      numbers.append(number)
    }
    return numbers
  }
}
