package import HTTP

/// A plug as charge points and vehicles name it.
package enum SocketName: String, CaseIterable, Field {
  case type2, ccs, chademo, ef, other

  var isDirectCurrent: Bool { self == .ccs || self == .chademo || self == .other }
}

/// What a battery gives from full to empty, in kWh.
package struct UsableEnergy: Field {
  package let kilowattHours: Double

  package static let schema: Schema = ["type": "number", "exclusiveMinimum": 0, "maximum": 1000]
  package static let sample = UsableEnergy(kilowattHours: 52)

  private init(kilowattHours: Double) { self.kilowattHours = kilowattHours }

  package init(_ value: FieldValue) throws(FieldFault) {
    kilowattHours = try Double(value).positive(upTo: 1000)
  }

  package func encode(to encoder: any Encoder) throws { try kilowattHours.encode(to: encoder) }
}

/// What the charger on board takes: no vehicle and no point in the field goes beyond 43 kW of alternating current.
package struct ACPower: Field {
  package let kilowatts: Double

  package static let schema: Schema = ["type": "number", "exclusiveMinimum": 0, "maximum": 43]
  package static let sample = ACPower(kilowatts: 22)

  private init(kilowatts: Double) { self.kilowatts = kilowatts }

  package init(_ value: FieldValue) throws(FieldFault) { kilowatts = try Double(value).positive(upTo: 43) }

  package func encode(to encoder: any Encoder) throws { try kilowatts.encode(to: encoder) }
}

/// What the battery takes at its best from a fast charger.
package struct DCPower: Field {
  package let kilowatts: Double

  package static let schema: Schema = ["type": "number", "exclusiveMinimum": 0, "maximum": 1000]
  package static let sample = DCPower(kilowatts: 130)

  private init(kilowatts: Double) { self.kilowatts = kilowatts }

  package init(_ value: FieldValue) throws(FieldFault) { kilowatts = try Double(value).positive(upTo: 1000) }

  package func encode(to encoder: any Encoder) throws { try kilowatts.encode(to: encoder) }
}

package struct Phases: Field {
  package let count: Int

  package static let schema: Schema = ["type": "integer", "minimum": 1, "maximum": 3]
  package static let sample = Phases(count: 3)

  private init(count: Int) { self.count = count }

  package init(_ value: FieldValue) throws(FieldFault) {
    count = try Int(value)
    guard (1...3).contains(count) else { throw FieldFault("out-of-range", fr: "De 1 à 3.", en: "From 1 to 3.") }
  }

  package func encode(to encoder: any Encoder) throws { try count.encode(to: encoder) }
}

extension Double {
  fileprivate func positive(upTo limit: Int) throws(FieldFault) -> Double {
    guard self > 0, self <= Double(limit) else {
      throw FieldFault("out-of-range", fr: "Plus de 0, au plus \(limit).", en: "More than 0, at most \(limit).")
    }
    return self
  }
}
