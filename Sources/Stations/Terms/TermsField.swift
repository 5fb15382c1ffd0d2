import HTTP
import Postgres
import Resources

/// The fields of terms that people may set by hand: for one point, or for all points of a station.
enum TermsField: String, CaseIterable {
  case access, hours, twoWheelersOnly, perUse, card, other, free, tariff

  /// As `manual_fields` holds them.
  var columns: [String] {
    switch self {
    case .access, .free, .tariff: [rawValue]
    case .hours: ["hours_text", "hours", "open_24h"]
    case .twoWheelersOnly: ["two_wheelers_only"]
    case .perUse: ["pay_per_use"]
    case .card: ["pay_card"]
    case .other: ["pay_other"]
    }
  }

  /// In the schema of the national file.
  var schemaName: String {
    switch self {
    case .access: "condition_acces"
    case .hours: "horaires"
    case .twoWheelersOnly: "station_deux_roues"
    case .perUse: "paiement_acte"
    case .card: "paiement_cb"
    case .other: "paiement_autre"
    case .free: "gratuit"
    case .tariff: "tarification"
    }
  }

  var part: SharedTerms.Part {
    switch self {
    case .access: .access
    case .hours: .hours
    case .twoWheelersOnly: .twoWheelersOnly
    case .perUse: .perUse
    case .card: .card
    case .other: .other
    case .free: .free
    case .tariff: .tariff
    }
  }

  static func isAny(of columns: [String]) -> Bool {
    allCases.contains { $0.columns.contains(where: columns.contains) }
  }
}

extension Terms {
  func value(of name: TermsField) -> JSON {
    switch name {
    case .access: .string(access.rawValue)
    case .hours: .optional(hoursText)
    case .twoWheelersOnly: .bool(twoWheelersOnly)
    case .perUse: .optional(payPerUse)
    case .card: .optional(payCard)
    case .other: .optional(payOther)
    case .free: .optional(free)
    case .tariff: .optional(tariff)
    }
  }
}

extension SharedTerms {
  /// A word of its own where the points vary, so that to set any value is a change.
  func value(of name: TermsField) -> JSON { varying.contains(name.part) ? "varies" : terms.value(of: name) }
}

/// The terms in POST and PATCH. A field that is not named stays; null takes away.
struct TermsDetails: Decodable, Sendable {
  struct Payment: Decodable, Sendable {
    let perUse: Bool??
    let card: Bool??
    let other: Bool??
    let free: Bool??

    private enum Key: String, CodingKey { case perUse, card, other, free }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      (perUse, card) = (try fields.change(.perUse), try fields.change(.card))
      (other, free) = (try fields.change(.other), try fields.change(.free))
    }
  }

  struct Hours: Decodable, Sendable {
    let text: WrittenHours
  }

  let access: Terms.Access?
  let hours: Hours??
  let twoWheelersOnly: Bool?
  let payment: Payment?
  let tariff: Prose??

  private enum Key: String, CodingKey { case access, hours, twoWheelersOnly, payment, tariff }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    access = try fields.decodeIfPresent(Terms.Access.self, forKey: .access)
    hours = try fields.change(.hours)
    twoWheelersOnly = try fields.decodeIfPresent(Bool.self, forKey: .twoWheelersOnly)
    payment = try fields.decodeIfPresent(Payment.self, forKey: .payment)
    tariff = try fields.change(.tariff)
  }

  func apply(to terms: inout Terms) {
    if let access { terms.access = access }
    if let hours { (terms.hoursText, terms.hours) = (hours?.text.text, hours?.text.hours.description) }
    if let twoWheelersOnly { terms.twoWheelersOnly = twoWheelersOnly }
    if let perUse = payment?.perUse { terms.payPerUse = perUse }
    if let card = payment?.card { terms.payCard = card }
    if let other = payment?.other { terms.payOther = other }
    if let free = payment?.free { terms.free = free }
    if let tariff { terms.tariff = tariff?.text }
  }

  /// A field that is named varies no longer.
  func apply(to shared: inout SharedTerms) {
    apply(to: &shared.terms)
    let named: [(SharedTerms.Part, Bool)] = [
      (.access, access != nil), (.hours, hours != nil), (.twoWheelersOnly, twoWheelersOnly != nil),
      (.perUse, payment?.perUse != nil), (.card, payment?.card != nil), (.other, payment?.other != nil),
      (.free, payment?.free != nil), (.tariff, tariff != nil),
    ]
    for (part, isNamed) in named where isNamed { shared.varying.remove(part) }
  }
}

/// The hours of terms as administrators see them.
struct AdministeredHours: Codable, Sendable {
  let text: String?
  /// In the one spelling; absent when the text makes no sense.
  let read: String?
  let open24h: Bool

  init(_ terms: Terms) { (text, read, open24h) = (terms.hoursText, terms.hours, terms.open24h) }
}

struct AdministeredPayment: Codable, Sendable {
  let perUse: Bool?
  let card: Bool?
  let other: Bool?
  let free: Bool?

  init(_ terms: Terms) { (perUse, card, other, free) = (terms.payPerUse, terms.payCard, terms.payOther, terms.free) }
}
