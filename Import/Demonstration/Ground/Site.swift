extension Demonstration {
  /// The site of a station, as a file would say it.
  struct Site: Sendable {
    let town: Town
    let street: String
    let address: String
    let coordinates: String

    init(_ town: Town, _ dice: inout Dice) {
      self.town = town
      street = "\(dice.pick(streetKinds)) \(dice.pick(streetNames))"
      let number = dice.number(1...140)
      let postcode = dice.pick(town.postcodes)
      address =
        switch dice.below(8) {
        case 0...2: "\(number) \(street) \(postcode) \(town.name)"
        case 3: "\(number) \(street.uppercased()) \(postcode) \(town.name.uppercased())"
        case 4, 5: "\(number)  \(street), \(town.name)  \(postcode)  France"
        case 6: "\(street), \(postcode) \(town.name)"
        default: "\(number) \(street), \(postcode) \(town.name), France"
        }
      coordinates = Site.coordinates(of: town.somewhere(&dice), &dice)
    }

    func stationName(brand: String, _ dice: inout Dice) -> String {
      let landmark = dice.pick(landmarks)
      let name =
        switch dice.below(5) {
        case 0: "\(brand) - \(town.name)"
        case 1: "\(town.name) - \(landmark)"
        case 2: "\(landmark) \(town.name)"
        case 3: "\(town.name) - \(street)"
        default: "\(brand) \(town.name) \(landmark)"
        }
      return dice.chance(0.266) ? name.uppercased() : name
    }

    private static func coordinates(of place: Outline.Corner, _ dice: inout Dice) -> String {
      let digits = Int(decimals.draw(&dice)) ?? 6
      // Single precision ends near the sixth digit; what is written after it must not be always the same.
      let (longitude, latitude) = (Double(place.x) + dice.unit() * 1e-6, Double(place.y) + dice.unit() * 1e-6)
      let gap = dice.chance(0.7) ? ", " : ","
      return "[\(fixed(longitude, digits: digits))\(gap)\(fixed(latitude, digits: digits))]"
    }
  }

  /// With a fixed number of digits after the point.
  static func fixed(_ number: Double, digits: Int) -> String {
    let one = (0..<digits).reduce(1) { scale, _ in scale * 10 }
    let scaled = Int((number.magnitude * Double(one)).rounded())
    return "\(number < 0 ? "-" : "")\(scaled / one).\(decimal(scaled % one, digits: digits))"
  }

  /// With zeros in front.
  static func decimal(_ number: Int, digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
  }
}

extension Demonstration.Town {
  /// Denser around the town hall, never outside the commune: nothing stands in the sea.
  fileprivate func somewhere(_ dice: inout Demonstration.Dice) -> Outline.Corner {
    let reach = pointwiseMin((outline.high - outline.low) * 0.35, Outline.Corner(0.05, 0.035))
    for _ in 0..<12 {
      let place = centre + reach * Outline.Corner(Float(dice.bell()), Float(dice.bell()))
      if outline.contains(place) { return place }
    }
    return centre
  }
}
