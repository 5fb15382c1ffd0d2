import HTTP
import Postgres
import Resources

/// The fields of a station that people may set by hand: those of the columns below, and those of its terms.
enum StationField: String, ManualField {
  case name, brand, `operator`, owner, contact, phone, placement, street, postcode, city, inseeCode, location, timeZone
  case access, hours, twoWheelersOnly, maxHeightM, perUse, card, other, free, tariff, notes, gridConnection, withdrawn
}

extension Station: Maintained {
  typealias Name = StationField

  static let manualColumns = apart + about + address + more

  /// A form names these in a way of their own.
  private static let apart: [ManualColumn<Station>] = [
    ManualColumn(.name, "name", "nom_station", Line.self, \.name),
    ManualColumn(
      name: .location, column: "location", schemaName: "coordonneesXY",
      json: { [.double($0.location.longitude), .double($0.location.latitude)] }, bound: { "\($0.location)" }),
    ManualColumn(
      name: .withdrawn, column: "withdrawn_at", schemaName: "withdrawn",
      json: { .bool($0.withdrawnAt != nil) }, bound: { "\($0.withdrawnAt)" }),
  ]

  /// The columns that a form names before the address.
  static let about: [ManualColumn<Station>] = [
    ManualColumn(.brand, "brand", "nom_enseigne", Line.self, \.brand),
    ManualColumn(.operator, "operator", "nom_operateur", Line.self, \.operator),
    ManualColumn(.owner, "owner", "nom_amenageur", Line.self, \.owner),
    ManualColumn(.contact, "contact", "contact_operateur", Line.self, \.contact),
    ManualColumn(.phone, "phone", "telephone_operateur", Line.self, \.phone),
    ManualColumn(.placement, "placement", "implantation_station", Placement.self, \.placement),
  ]

  static let address: [ManualColumn<Station>] = [
    ManualColumn(.street, "street", "adresse_station", Line.self, \.street),
    ManualColumn(.postcode, "postcode", "code_postal", Postcode.self, \.postcode),
    ManualColumn(.city, "city", "commune", Line.self, \.city),
    ManualColumn(.inseeCode, "insee_code", "code_insee_commune", InseeCode.self, \.inseeCode),
  ]

  /// The columns that a form names behind the address.
  static let more: [ManualColumn<Station>] = [
    ManualColumn(.timeZone, "time_zone", "timeZone", ZoneName.self, \.timeZone),
    ManualColumn(.maxHeightM, "max_height_m", "restriction_gabarit", MaxHeight.self, \.maxHeightM),
    ManualColumn(.notes, "notes", "observations", Prose.self, \.notes),
    ManualColumn(.gridConnection, "grid_connection", "raccordement", GridConnection.self, \.gridConnection),
  ]

  func value(of term: TermsField) -> JSON { shared.value(of: term) }
}
