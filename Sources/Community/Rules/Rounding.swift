import HTTP

extension Double {
  /// To the nearest whole number, a half downwards: nobody is given what was not quite earned.
  var points: Int { isFinite ? Int((self - 0.5 - 1e-9).rounded(.up)) : 0 }

  func clamped(to range: ClosedRange<Double>) -> Double { min(max(self, range.lowerBound), range.upperBound) }
}

extension Int {
  /// Rounded towards negative infinity, as the points of a balance are.
  func flooredDivision(by divisor: Int) -> Int {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }

  /// To the nearest multiple, a half downwards.
  func rounded(to step: Int) -> Int { (Double(self) / Double(step)).points * step }
}

/// Amounts that arithmetic can bear: a terawatt-hour is more than any home has.
enum Amounts {
  private static let most = 1e12
  private static let mostDays = 100_000

  static func fault(_ amounts: [Double?], days: [Int?] = []) -> FieldFault? {
    let areSound =
      amounts.allSatisfy { $0.map { abs($0) <= most } ?? true }
      && days.allSatisfy { $0.map { (0...mostDays).contains($0) } ?? true }
    return areSound
      ? nil : FieldFault("out-of-range", fr: "Une valeur est hors d’échelle.", en: "A value is out of scale.")
  }

  static func fault(_ amounts: [Int?], days: [Int?] = []) -> FieldFault? {
    fault(amounts.map { $0.map(Double.init) }, days: days)
  }
}

/// Numbers within a sentence: one digit behind the comma, and none where it is zero.
extension Text {
  static func number(_ value: Double) -> Text {
    let tenths = value.isFinite ? Int((value * 10).rounded().clamped(to: -1e15...1e15)) : 0
    let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
    let sign = tenths < 0 ? "−" : ""
    return rest == 0
      ? Text(fr: "\(sign)\(whole)", en: "\(sign)\(whole)")
      : Text(fr: "\(sign)\(whole),\(rest)", en: "\(sign)\(whole).\(rest)")
  }

  static func kilowattHours(_ wh: Int) -> Text { number(Double(wh) / 1000) + Text(fr: " kWh", en: " kWh") }

  static func points(_ points: Int) -> Text {
    let isOne = abs(points) < 2
    let count = number(Double(points))
    return count + Text(fr: isOne ? " point" : " points", en: points == 1 ? " point" : " points")
  }

  static func + (left: Text, right: Text) -> Text {
    Text(fr: left.french + right.french, en: left.english + right.english)
  }

  static func joined(_ parts: [Text]) -> Text {
    Text(fr: parts.map(\.french).joined(separator: " "), en: parts.map(\.english).joined(separator: " "))
  }
}
