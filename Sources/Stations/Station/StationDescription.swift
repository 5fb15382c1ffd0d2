import Accounts
import Ground
import HTTP

/// What `StationView` writes, for the API's documentation; a test holds the two together.
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
  let access: Station.Access
  let hours: Hours
  let twoWheelersOnly: Bool
  let maxHeightM: Double?
  let payment: Payment
  let tariff, notes: String?
  let demonstration: Bool
  let points: Points
  let sockets: [SocketName]
  let accessibility: ChargePoint.Accessibility
  let updatedOn: Day?
  let distanceM: Double?
  let chargePoints: [Point]
  let _links: Links
}
