/// The places of the dynamic file's columns, by the names in its header.
struct DynamicColumns {
  enum Column: String, CaseIterable {
    case idPdcItinerance = "id_pdc_itinerance"
    case etatPdc = "etat_pdc"
    case occupationPdc = "occupation_pdc"
    case horodatage
    case etatPriseType2 = "etat_prise_type_2"
    case etatPriseTypeComboCcs = "etat_prise_type_combo_ccs"
    case etatPriseTypeChademo = "etat_prise_type_chademo"
    case etatPriseTypeEf = "etat_prise_type_ef"

    var name: StaticString {
      switch self {
      case .idPdcItinerance: "id_pdc_itinerance"
      case .etatPdc: "etat_pdc"
      case .occupationPdc: "occupation_pdc"
      case .horodatage: "horodatage"
      case .etatPriseType2: "etat_prise_type_2"
      case .etatPriseTypeComboCcs: "etat_prise_type_combo_ccs"
      case .etatPriseTypeChademo: "etat_prise_type_chademo"
      case .etatPriseTypeEf: "etat_prise_type_ef"
      }
    }
  }

  private static let required: [Column] = [.idPdcItinerance, .etatPdc, .occupationPdc, .horodatage]

  let cells: CellCount
  private let positions: [Column: Int]

  init(header: Record) throws(HeaderFault) {
    let names = HeaderName.positions(in: header)
    cells = CellCount(header: header, names)
    var positions: [Column: Int] = [:]
    for column in Column.allCases { positions[column] = names[HeaderName(column.rawValue)] }
    self.positions = positions
    let known = positions.keys.filter { $0 != .idPdcItinerance }
    if known.isEmpty {
      let isStatic = (try? IRVEColumns(header: header)) != nil
      throw isStatic ? .staticFile : .notIRVE
    }
    if let missing = Self.required.first(where: { positions[$0] == nil }) { throw .missingColumn(missing.rawValue) }
  }

  subscript(column: Column) -> Int { positions[column] ?? -1 }
}
