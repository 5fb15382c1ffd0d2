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
    case .maxHeightM: ["max_height_m"]
    case .gridConnection: ["grid_connection"]
    case .withdrawn: ["withdrawn_at"]
    default: TermsField(rawValue: rawValue)?.columns ?? [rawValue]
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
    case .access, .hours, .twoWheelersOnly, .perUse, .card, .other, .free, .tariff:
      TermsField(rawValue: rawValue)?.schemaName ?? rawValue
    case .maxHeightM: "restriction_gabarit"
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
    case .access, .hours, .twoWheelersOnly, .perUse, .card, .other, .free, .tariff:
      TermsField(rawValue: name.rawValue).map(shared.value) ?? .null
    case .maxHeightM: .optional(maxHeightM)
    case .notes: .optional(notes)
    case .gridConnection: .optional(gridConnection?.rawValue)
    case .withdrawn: .bool(withdrawnAt != nil)
    }
  }
}
