package import Postgres

/// The parts of France, roughly: boxes that its points stand in.
package enum France {
  package struct Box: Sendable {
    package let west, east, south, north: Double
    package let zone: StaticString

    package init(_ longitudes: ClosedRange<Double>, _ latitudes: ClosedRange<Double>, _ zone: StaticString) {
      west = longitudes.lowerBound
      east = longitudes.upperBound
      south = latitudes.lowerBound
      north = latitudes.upperBound
      self.zone = zone
    }

    @inlinable @inline(__always)
    package func contains(_ longitude: Double, _ latitude: Double) -> Bool {
      longitude >= west && longitude <= east && latitude >= south && latitude <= north
    }
  }

  /// From Ouessant to Corsica, 9.56 degrees east.
  package static let mainland = Box(-5.5...9.7, 41.2...51.5, "Europe/Paris")
  package static let europe = Box(-25...45, 34...72, "Europe/Paris")

  private static let overseas = [
    Box(-61.9 ... -60.95, 15.75...16.6, "America/Guadeloupe"),
    Box(-63.2 ... -62.7, 17.8...18.2, "America/Guadeloupe"),  // Saint-Martin, Saint-Barthélemy
    Box(-61.3 ... -60.75, 14.3...14.95, "America/Martinique"),
    Box(-54.7 ... -51.5, 2.0...5.9, "America/Cayenne"),
    Box(55.1...55.95, -21.5 ... -20.8, "Indian/Reunion"),
    Box(44.9...45.4, -13.1 ... -12.5, "Indian/Mayotte"),
    Box(-56.6 ... -56.0, 46.6...47.3, "America/Miquelon"),
    Box(163.4...168.3, -22.9 ... -19.4, "Pacific/Noumea"),
    Box(-178.4 ... -176.0, -14.5 ... -13.1, "Pacific/Wallis"),
    Box(-141.0 ... -138.3, -10.7 ... -7.7, "Pacific/Marquesas"),
    Box(-136.5 ... -134.3, -23.6 ... -21.4, "Pacific/Gambier"),
    Box(-154.9 ... -134.3, -28.0 ... -13.9, "Pacific/Tahiti"),
  ]

  /// The time zone there; nil outside France.
  package static func zone(of point: Coordinates) -> StaticString? {
    if mainland.contains(point.longitude, point.latitude) { return mainland.zone }
    return overseas.first { $0.contains(point.longitude, point.latitude) }?.zone
  }

  /// The order in which two numbers are a place.
  package enum Order: Sendable {
    case written(zone: StaticString)
    case turned(zone: StaticString)
  }

  /// A place of France, as it is written or turned round, else one of Europe; nil: neither of them. France is nowhere as far
  /// east as it is north, so that no place is in it both ways round.
  package static func order(of written: Coordinates, turnsInEurope: Bool) -> Order? {
    let turned = written.turned
    if let zone = zone(of: written) { return .written(zone: zone) }
    if let zone = zone(of: turned) { return .turned(zone: zone) }
    if europe.contains(written.longitude, written.latitude) { return .written(zone: europe.zone) }
    return turnsInEurope && europe.contains(turned.longitude, turned.latitude) ? .turned(zone: europe.zone) : nil
  }
}

extension Coordinates {
  package var turned: Coordinates { Coordinates(longitude: latitude, latitude: longitude) }
}
