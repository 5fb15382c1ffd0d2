import Postgres
package import Stations

/// The power that a car takes, and by which plugs.
package struct Car: Sendable, Equatable {
  /// One point of the curve of a car that was measured.
  package struct Measured: Sendable, Equatable {
    package let soc: Double
    package let kw: Double

    package init(soc: Double, kw: Double) { (self.soc, self.kw) = (soc, kw) }
  }

  package var usableKwh: Double
  package var acKw: Double
  package var acPhases: Int
  package var dcKw: Double?
  package var sockets: [SocketName]
  /// Kilowatts by state of charge; nil where nobody has measured.
  package var curve: [Measured]?

  package init(
    usableKwh: Double, acKw: Double, acPhases: Int, dcKw: Double?, sockets: [SocketName], curve: [Measured]? = nil
  ) {
    (self.usableKwh, self.acKw, self.acPhases) = (usableKwh, acKw, acPhases)
    (self.dcKw, self.sockets, self.curve) = (dcKw, sockets, curve)
  }

  /// The car of drivers who have not said what they drive: the middle of what is on the road.
  package static let ordinary = Car(usableKwh: 58, acKw: 11, acPhases: 3, dcKw: 120, sockets: [.type2, .ccs])
}

extension Car {
  /// The columns that `init(row:)` reads, of the table `vehicles` under the name `v`.
  static let columns: SQL = "v.usable_kwh, v.ac_kw, v.ac_phases, v.dc_kw, v.sockets, v.curve_soc, v.curve_kw"

  /// Nil for the nulls of an outer join.
  init?(_ row: inout Row) throws {
    let usable = try row.next(Double?.self)
    let (acKw, acPhases, dcKw) = (
      try row.next(Double?.self), try row.next(Int?.self), try row.next(Double?.self)
    )
    let sockets = try row.next([String]?.self)
    let (soc, kw) = (try row.next([Double]?.self), try row.next([Double]?.self))
    guard let usable, let acKw, let acPhases, let sockets else { return nil }
    self.init(
      usableKwh: usable, acKw: acKw, acPhases: acPhases, dcKw: dcKw, sockets: sockets.compactMap(SocketName.init),
      curve: soc.flatMap { soc in kw.map { kw in zip(soc, kw).map { Measured(soc: $0, kw: $1) } } })
  }
}
