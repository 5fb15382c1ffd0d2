import HTTP
import Postgres

/// What may be set by hand of a station.
enum StationField: String, ManualField {
  case name, brand, `operator`, owner, contact, phone, placement, street, postcode, city, inseeCode, location, timeZone
  case access, hours, twoWheelersOnly, maxHeightM, perUse, card, other, free, tariff, notes, gridConnection, withdrawn

  var columns: [String] {
    switch self {
    case .inseeCode: ["insee_code"]
    case .timeZone: ["time_zone"]
    case .hours: ["hours_text", "hours", "open_24h"]
    case .twoWheelersOnly: ["two_wheelers_only"]
    case .maxHeightM: ["max_height_m"]
    case .perUse: ["pay_per_use"]
    case .card: ["pay_card"]
    case .other: ["pay_other"]
    case .gridConnection: ["grid_connection"]
    case .withdrawn: ["withdrawn_at"]
    default: [rawValue]
    }
  }

  var schemaName: String {
    switch self {
    case .name: "nom_station"
    case .brand: "nom_enseigne"
    case .operator: "nom_operateur"
    case .owner: "nom_amenageur"
    case .contact: "contact_operateur"
    case .phone: "telephone_operateur"
    case .placement: "implantation_station"
    case .street: "adresse_station"
    case .postcode: "code_postal"
    case .city: "commune"
    case .inseeCode: "code_insee_commune"
    case .location: "coordonneesXY"
    case .access: "condition_acces"
    case .hours: "horaires"
    case .twoWheelersOnly: "station_deux_roues"
    case .maxHeightM: "restriction_gabarit"
    case .perUse: "paiement_acte"
    case .card: "paiement_cb"
    case .other: "paiement_autre"
    case .free: "gratuit"
    case .tariff: "tarification"
    case .notes: "observations"
    case .gridConnection: "raccordement"
    case .timeZone, .withdrawn: rawValue
    }
  }
}

extension Station: Maintained {
  func value(of name: StationField) -> JSON {
    switch name {
    case .name: .string(self.name)
    case .brand: .optional(brand)
    case .operator: .optional(self.operator)
    case .owner: .optional(owner)
    case .contact: .optional(contact)
    case .phone: .optional(phone)
    case .placement: .optional(placement?.rawValue)
    case .street: .optional(street)
    case .postcode: .optional(postcode)
    case .city: .optional(city)
    case .inseeCode: .optional(inseeCode)
    case .location: [.double(location.longitude), .double(location.latitude)]
    case .timeZone: .string(timeZone)
    case .access: .string(access.rawValue)
    case .hours: .optional(hoursText)
    case .twoWheelersOnly: .bool(twoWheelersOnly)
    case .maxHeightM: .optional(maxHeightM)
    case .perUse: .optional(payPerUse)
    case .card: .optional(payCard)
    case .other: .optional(payOther)
    case .free: .optional(free)
    case .tariff: .optional(tariff)
    case .notes: .optional(notes)
    case .gridConnection: .optional(gridConnection?.rawValue)
    case .withdrawn: .bool(withdrawnAt != nil)
    }
  }
}
