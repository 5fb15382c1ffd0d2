import Postgres
import Stations

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
    switch France.order(of: written, turnsInEurope: nation != .foreign) {
    case .written(let zone): return .place(written, zone: zone, [])
    case .turned(let zone): return .place(written.turned, zone: zone, .swapped)
    case nil: break
    }
    guard nation != .french, abs(first) <= 180, abs(second) <= 90 else { return .nowhere(.coordinatesNowhere) }
    return .place(written, zone: "Europe/Paris", [])
  }
}
