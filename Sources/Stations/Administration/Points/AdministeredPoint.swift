import HTTP
import Postgres
import Runtime

/// A point as administrators see it.
struct AdministeredPoint: Codable, Sendable {
  struct At: Codable, Sendable {
    let id: Station.ID
    let name: String
    let city: String?
  }

  let id: ChargePoint.ID
  let irveId: String
  let localId: String?
  let station: At
  let powerKw: Power?
  let sockets: [SocketName]
  let cableAttached: Bool?
  let declaredReservable: Bool?
  let accessibility: ChargePoint.Accessibility
  /// Null on the spot of its station.
  let location: AdministeredStation.Location?
  let access: Terms.Access
  let hours: AdministeredHours
  let twoWheelersOnly: Bool
  let payment: AdministeredPayment
  let tariff: String?
  let openedOn: String?
  let updatedOn: String?
  let outOfService: Bool
  let source: Station.Source
  let manualFields: [PointField]
  /// The evidence of its station, then its own.
  let evidence: Evidence
  let withdrawnAt: Instant?
  let _links: Links
}

extension AdministeredPoint {
  /// The columns that `init(row:)` reads, of `charge_points` as `p`, its `terms` and `stations` as `s`.
  static var columns: SQL { "\(sql: ChargePoint.columns), s.name, s.city, s.location, s.evidence" }

  init(_ row: inout Row) throws {
    let point = try ChargePoint(&row)
    id = point.id
    (irveId, localId) = (point.irveId, point.localId)
    station = At(id: point.stationId, name: try row.next(), city: try row.next())
    let (place, shared) = (try row.next(Coordinates.self), try row.evidence())
    (powerKw, sockets, cableAttached) = (point.power, point.sockets.names, point.cableAttached)
    (declaredReservable, accessibility) = (point.declaredReservable, point.accessibility)
    location = point.location(apartFrom: place).map(AdministeredStation.Location.init)
    (access, hours) = (point.terms.access, AdministeredHours(point.terms))
    (twoWheelersOnly, tariff) = (point.terms.twoWheelersOnly, point.terms.tariff)
    payment = AdministeredPayment(point.terms)
    (openedOn, updatedOn) = (point.openedOn?.text, point.updatedOn?.text)
    (outOfService, source) = (point.isOutOfService, point.source)
    manualFields = point.manualNames
    evidence = Evidence(json: .array([shared, point.evidence].flatMap(\.entries)))
    withdrawnAt = point.withdrawnAt
    _links = Self.links(point)
  }

  private static func links(_ point: ChargePoint) -> Links {
    let path = "/api/admin/points/\(point.id)"
    let links = Links().adding("self", path).adding("change", path, method: .patch)
      .adding("station", "/api/admin/stations/\(point.stationId)")
      .adding("audit", "/api/admin/audit?kind=point&subject=\(point.id)")
    return point.withdrawnAt == nil
      ? links.adding("delete", path, method: .delete)
        .adding("service", "/api/points/\(point.id)/service", method: .put) : links
  }
}
