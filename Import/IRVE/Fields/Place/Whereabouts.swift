import Postgres

/// Which country's scheme an identifier is of.
enum Nation {
  case french
  /// Near enough to France for its points to be looked for in Europe.
  case neighbour
  case foreign

  init(_ identifier: CellText) {
    if identifier.begins(with: "FR") || identifier.begins(with: "local") {
      self = .french
    } else {
      let neighbours: [StaticString] = ["BE", "LU", "DE", "CH", "IT", "MC", "ES", "AD", "NL", "GB", "PT", "AT"]
      self = neighbours.contains { identifier.begins(with: $0) } ? .neighbour : .foreign
    }
  }
}

/// The place that two numbers lead to. Nonsense is: no such place on earth; (0, 0), which is what empty fields become; longitude
/// equal to latitude, which is one of them copied; and for a French identifier a place neither in Europe nor in any
/// French territory, either way round. Identifiers of other countries may be anywhere else.
enum Whereabouts {
  case place(Coordinates, zone: StaticString, Turn)
  case nowhere(IRVERefusal)

  /// Things done to the numbers, or to be said of them.
  struct Turn: OptionSet {
    let rawValue: UInt8
    static let swapped = Turn(rawValue: 1)
    static let signed = Turn(rawValue: 2)
    static let doubtful = Turn(rawValue: 4)
  }

  @inline(__always)
  init(_ first: Double, _ second: Double, _ nation: Nation) {
    // France is nowhere as far east as it is north, so that no place is in it both ways round.
    if France.mainland.contains(first, second) {
      self = .place(Coordinates(longitude: first, latitude: second), zone: France.mainland.zone, [])
    } else {
      self = Self.elsewhere(first, second, nation)
    }
  }

  private static func elsewhere(_ first: Double, _ second: Double, _ nation: Nation) -> Whereabouts {
    if abs(first) < 0.001 && abs(second) < 0.001 { return .nowhere(.coordinatesZero) }
    if first == second { return .nowhere(.coordinatesEqual) }
    let written = Coordinates(longitude: first, latitude: second)
    let turned = Coordinates(longitude: second, latitude: first)
    if let zone = France.zone(of: written) { return .place(written, zone: zone, []) }
    if let zone = France.zone(of: turned) { return .place(turned, zone: zone, .swapped) }
    if France.europe.contains(first, second) { return .place(written, zone: "Europe/Paris", []) }
    if nation != .foreign && France.europe.contains(second, first) {
      return .place(turned, zone: "Europe/Paris", .swapped)
    }
    guard nation != .french, abs(first) <= 180, abs(second) <= 90 else { return .nowhere(.coordinatesNowhere) }
    return .place(written, zone: "Europe/Paris", [])
  }
}

/// The parts of France, roughly: boxes that its points stand in.
enum France {
  struct Box {
    let west, east, south, north: Double
    let zone: StaticString

    init(_ longitudes: ClosedRange<Double>, _ latitudes: ClosedRange<Double>, _ zone: StaticString) {
      west = longitudes.lowerBound
      east = longitudes.upperBound
      south = latitudes.lowerBound
      north = latitudes.upperBound
      self.zone = zone
    }

    @inline(__always)
    func contains(_ longitude: Double, _ latitude: Double) -> Bool {
      longitude >= west && longitude <= east && latitude >= south && latitude <= north
    }
  }

  /// From Ouessant to Corsica, 9.56 degrees east.
  static let mainland = Box(-5.5...9.7, 41.2...51.5, "Europe/Paris")
  static let europe = Box(-25...45, 34...72, "Europe/Paris")

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
  static func zone(of point: Coordinates) -> StaticString? {
    if mainland.contains(point.longitude, point.latitude) { return mainland.zone }
    return overseas.first { $0.contains(point.longitude, point.latitude) }?.zone
  }
}
