import HTTP

/// Power by state of charge, from 0 to 100, as a vehicle was measured.
package struct CurvePoint: Codable, Sendable, Equatable {
  package let soc: Double
  package let kw: Double
}

extension [CurvePoint] {
  /// The same rule as the constraint on the table; nil where the curve is sound.
  func fault(peak: Double?) -> FieldFault? {
    guard let peak else {
      return FieldFault(
        "needs-dc", fr: "Une courbe de charge demande une puissance continue (dcKw).", en: "A charge curve needs dcKw.")
    }
    guard (2...101).contains(count) else {
      return FieldFault("bad-length", fr: "Entre 2 et 101 points.", en: "Between 2 and 101 points.")
    }
    guard allSatisfy({ (0...100).contains($0.soc) }), zip(self, dropFirst()).allSatisfy({ $0.soc < $1.soc }) else {
      return FieldFault(
        "not-in-order", fr: "Les charges vont de 0 à 100, en ordre croissant.", en: "States go from 0 to 100, rising.")
    }
    guard allSatisfy({ (0...peak).contains($0.kw) }) else {
      return FieldFault(
        "above-peak", fr: "La courbe ne dépasse jamais dcKw (\(peak)).",
        en: "The curve never rises above dcKw (\(peak)).")
    }
    return nil
  }
}
