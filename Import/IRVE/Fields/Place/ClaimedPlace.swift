import Postgres
import Stations

extension Whereabouts {
  /// The address has a say as well. A place that the commune's code and the postcode both contradict is turned, and given
  /// the signs that it lost, where that makes all three agree; where nothing does, it is doubted.
  func compared(with claimed: Departement?, _ pair: CoordinatePair) -> Whereabouts {
    guard let claimed else { return self }
    switch self {
    case .place(let point, _, _) where claimed.contains(point.longitude, point.latitude): return self
    case .nowhere(.coordinatesZero), .nowhere(.coordinatesEqual): return self
    case .place(let point, _, let turn):
      // Outside France the clock is that of the address.
      let zone = France.zone(of: point) ?? claimed.zone
      return claimed.place(of: pair) ?? .place(point, zone: zone, turn.union(.doubtful))
    case .nowhere: return claimed.place(of: pair) ?? self
    }
  }
}

extension Departement {
  private static let signs: [(Double, Double)] = [(1, 1), (-1, 1), (1, -1), (-1, -1)]

  fileprivate func place(of pair: CoordinatePair) -> Whereabouts? {
    place(pair.first, pair.second, []) ?? place(pair.second, pair.first, .swapped)
  }

  private func place(_ longitude: Double, _ latitude: Double, _ turn: Whereabouts.Turn) -> Whereabouts? {
    for (east, north) in Self.signs where contains(longitude * east, latitude * north) {
      let point = Coordinates(longitude: longitude * east, latitude: latitude * north)
      return .place(point, zone: zone, east * north == 1 && east == 1 ? turn : turn.union(.signed))
    }
    return nil
  }
}
