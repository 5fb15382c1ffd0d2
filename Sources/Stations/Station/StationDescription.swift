import HTTP
import Runtime

/// The shape of what `StationView` writes, for the documentation of the API; a test holds the two together.
struct StationDescription: Decodable {
  struct Address: Decodable { let street, postcode, city, inseeCode: String? }
  struct Location: Decodable { let lat, lon: Double }
  struct Hours: Decodable {
    let text: String?
    let open24h: Bool
    let openNow: Bool?
  }
  struct Payment: Decodable { let perUse, card, other, free: Bool? }
  struct Points: Decodable {
    let total, free: Int
    let maxPowerKw: Power?
  }
  struct Point: Decodable {
    let id: ChargePoint.ID
    let number: Int
    let irveId: String
    let localId: String?
    let powerKw: Power?
    let sockets: [SocketName]
    let cableAttached: Bool?
    let status: PointStatus
    let statusAt: Instant?
    let reservable: Bool
    let declaredReservable: Bool?
    let busyUntil: Instant?
    let accessibility: ChargePoint.Accessibility
    let access: Terms.Access
    let hours: Hours
    let twoWheelersOnly: Bool
    let payment: Payment
    let tariff: String?
    let location: Location?
    let openedOn, updatedOn: Day?
    let evidence: Evidence
  }

  let id: Station.ID
  let irveId, name: String
  let brand, `operator`, owner, contact, phone: String?
  let placement: Station.Placement?
  let address: Address
  let location: Location
  let timeZone: String
  let access: Terms.Access?
  let hours: Hours?
  let twoWheelersOnly: Bool?
  let payment: Payment?
  let tariff: String?
  /// The fields that are null because the points differ in them.
  let varies: [String]
  let maxHeightM: Double?
  let notes: String?
  let demonstration: Bool
  let points: Points
  let sockets: [SocketName]
  let accessibility: ChargePoint.Accessibility
  let updatedOn: Day?
  let distanceM: Double?
  let chargePoints: [Point]
  let _links: Links
}
