import Postgres
import Runtime

/// The columns of a station that an import writes, a line each.
enum StationColumns {
  /// Those of a station in the tables and beside them.
  static let described = TableColumns { describe(.init(), .unknown, &$0) }
  static let staged = TableColumns { list(.init(), .unknown, to: .stage, &$0) }
  static let stored = TableColumns { list(.init(), .unknown, to: .anyTables, &$0) }

  /// Changes the stored station `s` by `n`: a row of the stage, or what an undone import had replaced. The commune is
  /// looked up anew: where the place or the code differs, so may all that follows from it.
  static let assignments: SQL = "\(sql: described.assignments(to: "s", from: "n")), located_at = null"

  private static func describe(
    _ row: IRVERow, _ place: CopyRows.StationPlace, _ visit: inout some ColumnVisitor
  ) {
    visit.column("id", place.id, .apart)
    visit.column("irve_id", place.irveID, .apart)
    visit.column("place", place.number, .apart)
    visit.column("name", row.nomStation)
    visit.column("brand", row.nomEnseigne)
    visit.column("operator", row.nomOperateur)
    visit.column("owner", row.nomAmenageur)
    visit.column("contact", row.contactOperateur)
    visit.column("phone", row.telephoneOperateur)
    visit.column("placement", row.implantation?.placement)
    visit.column("street", row.adresse)
    visit.column("postcode", row.codePostal)
    visit.column("city", row.commune)
    visit.column("insee_code", row.codeInseeCommune)
    visit.column("location", row.coordonnees)
    visit.column("time_zone", row.fuseau)
    visit.column("max_height_m", row.hauteurMax)
    visit.column("notes", row.observations)
    visit.column("grid_connection", row.raccordement?.gridConnection)
    visit.column("declared_points", row.nbrePdc, .always)
    visit.column("evidence", place.evidence.map(CopiedJSON.init), .apart)
    visit.column("content_hash", Int64(bitPattern: place.hash), .apart)
  }

  fileprivate static func list(
    _ row: IRVERow, _ place: CopyRows.StationPlace, to destination: Destination, _ visit: inout some ColumnVisitor
  ) {
    describe(row, place, &visit)
    switch destination {
    case .stage:
      visit.column("first_location", place.firstLocation, .apart)
      visit.column("line", Int64(row.line), .apart)
    case .tables(let importID):
      visit.column("source", "irve" as StaticString, .apart)
      visit.column("added_by", importID, .apart)
    }
  }
}

extension CopyRows {
  struct StationPlace {
    let id: Identifier<IRVERow>
    let irveID: CellText
    let number: Int16
    /// The place where its first row put it, unless that is here.
    let firstLocation: Coordinates?
    let hash: UInt64
    let evidence: [UInt8]?

    /// Stands for all of them where only the names of columns are wanted.
    static var unknown: StationPlace {
      StationPlace(
        id: Identifier(high: 0, low: 0), irveID: .absent, number: 0, firstLocation: nil, hash: 0, evidence: nil)
    }
  }

  mutating func addStation(_ row: IRVERow, _ place: StationPlace, to destination: Destination) {
    let isStaged = if case .stage = destination { true } else { false }
    self.row(fields: isStaged ? StationColumns.staged.count : StationColumns.stored.count)
    StationColumns.list(row, place, to: destination, &self)
  }
}

extension IRVERow.Implantation {
  fileprivate var placement: StaticString {
    switch self {
    case .voirie: "street"
    case .parkingPublic: "publicCarPark"
    case .parkingPrive: "privateCarPark"
    case .clientele: "customers"
    case .stationDediee: "fastHub"
    }
  }
}

extension IRVERow.Raccordement {
  fileprivate var gridConnection: StaticString {
    switch self {
    case .direct: "direct"
    case .indirect: "indirect"
    }
  }
}
