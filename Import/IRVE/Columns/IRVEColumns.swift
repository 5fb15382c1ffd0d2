/// The places of a file's columns, by the names in its header: their order and further ones are irrelevant.
struct IRVEColumns {
  let cells: CellCount
  /// By the raw value of the column; -1 for one that the file does not have.
  private let positions: [Int]
  /// The columns that say something about the point or its station: when none has changed, nothing has.
  let content: [IRVEColumn]
  /// Those of them that are the station's, and the terms'.
  let ofStation: [IRVEColumn]
  let ofTerms: [IRVEColumn]

  init(header: Record) throws(HeaderFault) {
    let names = HeaderName.positions(in: header)
    cells = CellCount(header: header, names)
    positions = IRVEColumn.allCases.map { column in
      ([column.name.description] + column.aliases).lazy.compactMap { names[HeaderName($0)] }.first ?? -1
    }
    let found = IRVEColumn.allCases.filter { [positions] column in positions[column.rawValue] >= 0 }
    try Self.check(found, names)
    content = found.filter { $0.scope != .order }
    ofStation = found.filter { $0.scope == .station }
    ofTerms = found.filter { $0.scope == .terms }
  }

  subscript(column: IRVEColumn) -> Int { positions[column.rawValue] }

  func has(_ column: IRVEColumn) -> Bool { self[column] >= 0 }

  private static func check(_ found: [IRVEColumn], _ names: [HeaderName: Int]) throws(HeaderFault) {
    let has = Set(found)
    let places = has.contains(.coordonneesXY) || has.isSuperset(of: [.longitude, .latitude])
    if !places && names[HeaderName("etat_pdc")] != nil && names[HeaderName("occupation_pdc")] != nil {
      throw .dynamicFile
    }
    guard !has.isDisjoint(with: ofSchemas) || (places && found.count >= 3) else { throw .notIRVE }
    guard places || has.isSuperset(of: [.longitudeConsolidee, .latitudeConsolidee]) else {
      throw .missingColumn("coordonneesXY")
    }
    // Operators' files from before any schema have no such column: each of their rows is refused, and says why.
    if has.isDisjoint(with: [.idPdcItinerance, .idPdcLocal]) && !has.isDisjoint(with: ofSchemas) {
      throw .missingColumn("id_pdc_itinerance")
    }
  }

  /// Columns that a file has only when it follows some version of the schema.
  private static let ofSchemas: Set<IRVEColumn> = [
    .nomAmenageur, .nomEnseigne, .idPdcItinerance, .puissanceNominale, .conditionAcces, .accesRecharge, .priseType2,
  ]
}
