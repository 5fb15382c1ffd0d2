import Postgres
package import Stations

/// The power that a point gives, and by which plugs.
package struct Outlet: Sendable, Equatable {
  /// Nil when nobody knows.
  package var power: Power?
  package var sockets: [SocketName]

  package init(power: Power?, sockets: [SocketName]) {
    self.power = power
    self.sockets = sockets
  }

  /// The columns that `init(row:)` reads, of `charge_points` under the name `p`.
  static let columns: SQL = "p.power_w, socket_names(p.sockets)"

  init(_ row: inout Row) throws {
    power = try row.next()
    sockets = try row.next([String].self).compactMap(SocketName.init)
  }

  /// How a car is connected here, the fastest way first; nil when no plug of theirs fits.
  package func connection(to car: Car) -> Connection? {
    let shared = Set(sockets).intersection(car.sockets)
    // A plug that nobody named may be any.
    let isUnknown = sockets.isEmpty || sockets == [.other]
    if car.dcKw != nil, shared.contains(.ccs) || shared.contains(.chademo) { return .direct }
    if shared.contains(.type2) { return .alternating(most: .infinity) }
    if shared.contains(.ef) { return .alternating(most: 3.7) }
    return isUnknown || shared.contains(.other) ? .alternating(most: .infinity) : nil
  }

  /// By which current, and how much of it the plug bears.
  package enum Connection: Sendable, Equatable {
    case direct
    case alternating(most: Double)
  }
}
