import Accounts
package import Ground
import HTTP
import Postgres

/// Where cars are charged: what is known of a place and its owner, points apart.
package struct Station: Sendable {
  package typealias ID = Identifier<Station>

  enum Access: String, CaseIterable, Field { case open, restricted }
  enum Source: String, CaseIterable, Field { case irve, manual }
  enum Placement: String, CaseIterable, Field { case street, publicCarPark, privateCarPark, customers, fastHub }
  enum GridConnection: String, CaseIterable, Field { case direct, indirect }

  let id: ID
  let irveId: String
  var name: String
  var brand: String?
  var `operator`: String?
  var owner: String?
  var contact: String?
  var phone: String?
  var placement: Placement?
  var street: String?
  var postcode: String?
  var city: String?
  var inseeCode: String?
  var location: Point
  var timeZone = "Europe/Paris"
  var access = Access.open
  /// As the source writes them, and in the one spelling when they make sense.
  var hoursText: String?
  var hours: String?
  var open24h = false
  var twoWheelersOnly = false
  var maxHeightM: Double?
  var payPerUse: Bool?
  var payCard: Bool?
  var payOther: Bool?
  var free: Bool?
  var tariff: String?
  var notes: String?
  var gridConnection: GridConnection?
  var declaredPoints: Int?
  var isDemonstration = false
  var source = Source.manual
  /// Columns that an import leaves alone.
  var manualFields: [String] = []
  var evidence = JSON.array([])
  var withdrawnAt: Instant?
  var version = 1
}

extension Station {
  /// The columns that `init(row:)` reads, of the table `stations` under the name `s`.
  static let columns: SQL = """
    s.id, s.irve_id, s.name, s.brand, s.operator, s.owner, s.contact, s.phone, s.placement, s.street, s.postcode, s.city,
    s.insee_code, s.location, s.time_zone, s.access, s.hours_text, s.hours, s.open_24h, s.two_wheelers_only,
    s.max_height_m, s.pay_per_use, s.pay_card, s.pay_other, s.free, s.tariff, s.notes, s.grid_connection,
    s.declared_points, s.demonstration, s.source, s.manual_fields, s.evidence, s.withdrawn_at, s.version
    """
  static let columnCount = 35

  init(_ row: inout Row) throws {
    id = try row.next()
    irveId = try row.next()
    (name, brand, self.operator) = (try row.next(), try row.next(), try row.next())
    (owner, contact, phone) = (try row.next(), try row.next(), try row.next())
    placement = try row.wordIfAny()
    (street, postcode, city, inseeCode) = (try row.next(), try row.next(), try row.next(), try row.next())
    (location, timeZone) = (try row.next(), try row.next())
    access = try row.word()
    (hoursText, hours, open24h) = (try row.next(), try row.next(), try row.next())
    (twoWheelersOnly, maxHeightM) = (try row.next(), try row.next(Float?.self)?.asWritten)
    (payPerUse, payCard, payOther, free) = (try row.next(), try row.next(), try row.next(), try row.next())
    (tariff, notes) = (try row.next(), try row.next())
    gridConnection = try row.wordIfAny()
    (declaredPoints, isDemonstration) = (try row.next(), try row.next())
    source = try row.word()
    manualFields = try row.next()
    evidence = try row.evidence()
    (withdrawnAt, version) = (try row.next(), try row.next())
  }

  /// Nil where nobody can say: no hours that make sense, or a zone that this machine does not know.
  func isOpen(at now: Instant) -> Bool? {
    if open24h { return true }
    guard let hours = hours.flatMap({ OpeningHours.read($0).hours }), let zone = Zone.named(timeZone) else {
      return nil
    }
    return hours.isOpen(at: now, in: zone)
  }
}

extension Row {
  mutating func wordIfAny<Word: RawRepresentable<String>>(_: Word.Type = Word.self) throws -> Word? {
    try next(String?.self).flatMap(Word.init)
  }

  mutating func evidence() throws -> JSON {
    guard let stored = try next(JSONText?.self) else { return .array([]) }
    return try JSONParser.parse(Array(stored.text.utf8))
  }
}

extension Float {
  /// 22.08 and not 22.079999923706055.
  var asWritten: Double { Double(description) ?? Double(self) }
}
