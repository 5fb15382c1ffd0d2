import HTTP
import Postgres
import Runtime

/// A station as administrators see it: what is stored, where it came from, and what was set by hand.
struct AdministeredStation: Codable, Sendable {
  struct Address: Codable, Sendable {
    let street: String?
    let postcode: String?
    let city: String?
    let inseeCode: String?
  }

  struct Location: Codable, Sendable {
    let lat: Double
    let lon: Double

    init(_ point: Coordinates) { (lat, lon) = (point.latitude, point.longitude) }
  }

  struct Points: Codable, Sendable {
    let total: Int
    let declared: Int?
    let maxPowerKw: Power?
  }

  let id: Station.ID
  let irveId: String
  let name: String
  let brand: String?
  let `operator`: String?
  let owner: String?
  let contact: String?
  let phone: String?
  let placement: Station.Placement?
  let address: Address
  let location: Location
  let timeZone: String
  let access: Terms.Access?
  let hours: AdministeredHours?
  let twoWheelersOnly: Bool?
  let maxHeightM: Double?
  let payment: AdministeredPayment?
  let tariff: String?
  /// The fields that are null because the points differ in them.
  let varies: [String]
  let notes: String?
  let gridConnection: Station.GridConnection?
  let points: Points
  let demonstration: Bool
  let source: Station.Source
  let manualFields: [StationField]
  let evidence: Evidence
  let withdrawnAt: Instant?
  let _links: Links
}

extension AdministeredStation {
  /// The points that count, of the station `s`.
  static let points: SQL = """
    lateral (
      select count(*) as total, max(power_w) as max_power_w from charge_points
      where station_id = s.id and withdrawn_at is null
    ) as n
    """

  /// `Station.columns`, then n.total and n.max_power_w.
  init(_ row: inout Row) throws {
    let station = try Station(&row)
    let (total, most) = (try row.next(Int.self), try row.next(Power?.self))
    self.init(station, Points(total: total, declared: station.declaredPoints, maxPowerKw: most))
  }

  init(_ station: Station, _ points: Points) {
    id = station.id
    irveId = station.irveId
    (name, brand, self.operator) = (station.name, station.brand, station.operator)
    (owner, contact, phone) = (station.owner, station.contact, station.phone)
    placement = station.placement
    address = Address(
      street: station.street, postcode: station.postcode, city: station.city, inseeCode: station.inseeCode)
    location = Location(station.location)
    let (terms, shared) = (station.shared.terms, station.shared)
    (timeZone, access) = (station.timeZone, shared.has(.access) ? terms.access : nil)
    hours = shared.has(.hours) ? AdministeredHours(terms) : nil
    twoWheelersOnly = shared.has(.twoWheelersOnly) ? terms.twoWheelersOnly : nil
    payment = shared.hasPayment ? AdministeredPayment(terms) : nil
    tariff = shared.has(.tariff) ? terms.tariff : nil
    varies = shared.varies
    (maxHeightM, notes, gridConnection) = (station.maxHeightM, station.notes, station.gridConnection)
    self.points = points
    (demonstration, source) = (station.isDemonstration, station.source)
    manualFields = station.manualNames
    evidence = Evidence(json: station.evidence)
    withdrawnAt = station.withdrawnAt
    _links = Self.links(station)
  }

  private static func links(_ station: Station) -> Links {
    let path = "/api/admin/stations/\(station.id)"
    let links = Links().adding("self", path).adding("change", path, method: .patch)
      .adding("points", "/api/admin/points?stationId=\(station.id)")
      .adding("audit", "/api/admin/audit?kind=station&subject=\(station.id)")
    // A withdrawn station is shown to nobody else.
    return station.withdrawnAt == nil
      ? links.adding("delete", path, method: .delete).adding("addPoint", "/api/admin/points", method: .post)
        .adding("station", "/api/stations/\(station.id)") : links
  }
}

/// The entries about what was corrected, decided or changed by hand: `[{code, field, from, to, source, at}]`.
struct Evidence: Field {
  let json: JSON

  static let schema: Schema = [
    "type": "array",
    "items": [
      "type": "object",
      "properties": [
        "code": ["type": "string"], "field": ["type": ["string", "null"]], "from": ["type": ["string", "null"]],
        "to": ["type": ["string", "null"]], "source": ["type": ["string", "null"]],
        "at": ["type": ["string", "null"], "format": "date-time"],
      ],
      "required": ["code", "field", "from", "to", "source", "at"],
    ],
  ]
  static let sample = Evidence(json: [])

  init(json: JSON) { self.json = json }

  init(_ value: FieldValue) throws(FieldFault) {
    guard case .json(.array(let entries)) = value else { throw .wrongType(Text(fr: "une liste", en: "a list")) }
    json = .array(entries)
  }

  func encode(to encoder: any Encoder) throws {
    guard case .array(let entries) = json else { return try json.encode(to: encoder) }
    try JSON.array(entries.map(Self.whole)).encode(to: encoder)
  }

  /// An entry with all its members: a member that it was written without is null.
  static func whole(_ entry: JSON) -> JSON {
    .object(["code", "field", "from", "to", "source", "at"].map { ($0, entry[$0] ?? .null) })
  }
}

extension JSON {
  /// The entries of stored evidence.
  var entries: [JSON] { if case .array(let entries) = self { entries } else { [] } }
}
