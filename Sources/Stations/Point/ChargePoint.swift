import HTTP
import Postgres
import Resources
package import Runtime

/// A place where one vehicle at a time charges, whatever the number of its sockets: the thing that is reserved.
package struct ChargePoint: Sendable {
  package typealias ID = Identifier<ChargePoint>

  /// From what helps most to what helps least: a station is as accessible as its best point.
  package enum Accessibility: String, CaseIterable, Field, Comparable {
    case reserved, accessible, notAccessible, unknown

    package static func < (left: Accessibility, right: Accessibility) -> Bool { left.rank < right.rank }
    private var rank: Int { Accessibility.allCases.firstIndex(of: self) ?? 0 }
  }

  let id: ID
  let stationId: Station.ID
  let irveId: String
  var localId: String?
  /// Nil when the source does not know.
  var power: Power?
  var sockets: Sockets
  var cableAttached: Bool?
  var declaredReservable: Bool?
  var accessibility = Accessibility.unknown
  var terms = Terms()
  /// Nil where it is its station's.
  var location: Coordinates?
  var openedOn: CivilDay?
  var updatedOn: CivilDay?
  /// Switched off here, by an administrator or a technician.
  var isOutOfService = false
  var source = Station.Source.manual
  var manualFields: [String] = []
  var evidence = JSON.array([])
  var withdrawnAt: Instant?
  var version = 1
}

extension ChargePoint {
  /// The columns that `init(row:)` reads, of the table `charge_points` under the name `p` and of its `terms`.
  static let columns: SQL = """
    p.id, p.station_id, p.irve_id, p.local_id, p.power_w, p.sockets, p.cable_attached, p.declared_reservable,
    p.accessibility, \(sql: Terms.columns), p.location, p.opened_on, p.updated_on, p.out_of_service, p.source,
    p.manual_fields, p.evidence, p.withdrawn_at, p.version
    """

  init(_ row: inout Row) throws {
    (id, stationId) = (try row.next(), try row.next())
    (irveId, localId) = (try row.next(), try row.next())
    power = try row.next()
    sockets = Sockets(rawValue: try row.next())
    (cableAttached, declaredReservable) = (try row.next(), try row.next())
    accessibility = try row.word()
    (terms, location) = (try Terms(&row), try row.next())
    (openedOn, updatedOn, isOutOfService) = (try row.next(), try row.next(), try row.next())
    source = try row.word()
    manualFields = try row.next()
    evidence = try row.evidence()
    (withdrawnAt, version) = (try row.next(), try row.next())
  }
}

extension ChargePoint {
  /// Nil on the spot of its station, to a tenth of a metre.
  func location(apartFrom station: Coordinates) -> Coordinates? {
    guard let location else { return nil }
    let (east, north) = (location.longitude - station.longitude, location.latitude - station.latitude)
    return abs(east) >= 1e-6 || abs(north) >= 1e-6 ? location : nil
  }
}

/// What is said of a point and does not change by the hour, a few members at a time.
extension ChargePoint {
  func writeNames(into json: inout JSONWriter) {
    json.member("irveId", irveId)
    json.member("localId", localId)
  }

  func writeDays(into json: inout JSONWriter) {
    json.member("openedOn", openedOn?.text)
    json.member("updatedOn", updatedOn?.text)
  }
}

/// The plugs of a point, in the bits of the column `sockets`.
package struct Sockets: OptionSet, Hashable, Sendable {
  package let rawValue: Int16

  package init(rawValue: Int16) { self.rawValue = rawValue }

  package init(_ names: [SocketName]) { self = names.reduce([]) { $0.union(Sockets($1)) } }

  private init(_ name: SocketName) {
    rawValue =
      switch name {
      case .ef: 1
      case .type2: 2
      case .ccs: 4
      case .chademo: 8
      case .other: 16
      }
  }

  /// Always in one order.
  package var names: [SocketName] { SocketName.allCases.filter { contains(Sockets($0)) } }
}
