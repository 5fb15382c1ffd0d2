import HTTP
package import Postgres
import Resources
import Runtime
import Stations

extension Reservation {
  /// A station as bookings name it.
  package struct StationLabel: Codable, Sendable {
    let id: Station.ID
    let name: String
    let city: String?
    let address: Address
    /// Whether it was made up.
    let demonstration: Bool
  }

  package struct Address: Codable, Sendable {
    let street: String?
    let postcode: String?
    let city: String?

    /// On one line; empty where nobody knows it.
    var line: String {
      let town = [postcode, city].compactMap(\.self).joined(separator: " ")
      return [street, town].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ", ")
    }
  }

  /// A point as bookings name it: what tells it from its neighbours.
  package struct PointLabel: Codable, Sendable {
    /// Nil once it is withdrawn.
    let number: Int?
    let irveId: String
    let powerKw: Power?
    let sockets: [SocketName]
    let location: Location
  }

  package struct Location: Codable, Sendable {
    let lat: Double
    let lon: Double
  }
}

extension Reservation.StationLabel {
  /// Its name, and its address where somebody knows it.
  var place: [String] { [name, address.line].filter { !$0.isEmpty } }

  /// The columns that `init(row:)` reads, of `stations` as `s`.
  package static var columns: SQL { "s.id, s.name, s.city, s.street, s.postcode, s.demonstration" }

  package init(_ row: inout Row) throws {
    (id, name, city) = (try row.next(), try row.next(), try row.next())
    address = Reservation.Address(street: try row.next(), postcode: try row.next(), city: city)
    demonstration = try row.next()
  }
}

extension Reservation.PointLabel {
  /// The columns that `init(row:)` reads, of `charge_points` as `p` and `stations` as `s`.
  package static var columns: SQL {
    "\(sql: PointNumber.column), p.irve_id, p.power_w, p.sockets, coalesce(p.location, s.location)"
  }

  package init(_ row: inout Row) throws {
    (number, irveId, powerKw) = (try row.next(), try row.next(), try row.next())
    sockets = Sockets(rawValue: try row.next()).names
    let place = try row.next(Coordinates.self)
    location = Reservation.Location(lat: place.latitude, lon: place.longitude)
  }
}
