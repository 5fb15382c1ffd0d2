import Postgres
import Runtime
import Stations

/// The columns of a charge point that an import writes, a line each.
enum PointColumns {
  /// Those of a point in the tables and beside them, but for where it stands and its terms.
  static let described = TableColumns { describe(.init(), .unknown, &$0) }
  static let staged = TableColumns { list(.init(), .unknown, to: .stage, &$0) }
  static let stored = TableColumns { list(.init(), .unknown, to: .anyTables, &$0) }

  /// Changes the stored point `p` by `n`: a row of the stage, or what an undone import had replaced. Notes made by hand stay.
  static let assignments: SQL = """
    \(sql: described.assignments(to: "p", from: "n")),
    evidence = nullif(
      coalesce(jsonb_path_query_array(n.evidence, '$[*] ? (@.source != "manual")'), '[]')
        || coalesce(jsonb_path_query_array(p.evidence, '$[*] ? (@.source == "manual")'), '[]'), '[]')
    """

  private static func describe(_ row: IRVERow, _ place: CopyRows.PointPlace, _ visit: inout some ColumnVisitor) {
    visit.column("id", place.id, .apart)
    visit.column("irve_id", row.idPdc, .apart)
    visit.column("local_id", row.idPdcLocal)
    visit.column("power_w", row.puissanceNominale?.watts)
    visit.column("sockets", row.prises.rawValue)
    visit.column("cable_attached", row.cableT2Attache)
    visit.column("declared_reservable", row.reservation)
    visit.column("accessibility", row.accessibilitePmr.accessibility)
    visit.column("opened_on", row.dateMiseEnService)
    visit.column("updated_on", row.dateMaj, .always)
    visit.column("evidence", place.evidence.map(CopiedJSON.init), .apart)
    visit.column("content_hash", Int64(bitPattern: place.hash), .apart)
    visit.column("source_rank", row.rang, .apart)
  }

  fileprivate static func list(
    _ row: IRVERow, _ place: CopyRows.PointPlace, to destination: Destination, _ visit: inout some ColumnVisitor
  ) {
    describe(row, place, &visit)
    visit.column("terms_id", place.termsID, .apart)
    switch destination {
    case .stage:
      visit.column("location", row.coordonnees, .apart)
      visit.column("station_irve_id", place.stationIrveID, .apart)
      visit.column("station_place", place.stationPlace, .apart)
      visit.column("station_hash", Int64(bitPattern: place.stationHash), .apart)
      visit.column("line", Int64(row.line), .apart)
      visit.column("is_repeated", place.isRepeated, .apart)
    case .tables(let importID):
      visit.column("location", place.location, .apart)
      visit.column("station_id", place.stationID, .apart)
      visit.column("source", "irve" as StaticString, .apart)
      visit.column("added_by", importID, .apart)
    }
  }
}

extension CopyRows {
  struct PointPlace {
    let id: Identifier<IRVERow>
    let stationID: Identifier<IRVERow>
    let stationIrveID: CellText
    let stationPlace: Int16
    let stationHash: UInt64
    let termsID: Terms.ID
    /// In the tables only where it is not its station's.
    let location: Coordinates?
    let hash: UInt64
    let evidence: [UInt8]?
    let isRepeated: Bool

    /// Stands for all of them where only the names of columns are wanted.
    static var unknown: PointPlace {
      let no = Identifier<IRVERow>(high: 0, low: 0)
      return PointPlace(
        id: no, stationID: no, stationIrveID: .absent, stationPlace: 0, stationHash: 0,
        termsID: Terms.ID(high: 0, low: 0), location: nil, hash: 0, evidence: nil, isRepeated: false)
    }
  }

  mutating func addPoint(_ row: IRVERow, _ place: PointPlace, to destination: Destination) {
    let isStaged = if case .stage = destination { true } else { false }
    self.row(fields: isStaged ? PointColumns.staged.count : PointColumns.stored.count)
    PointColumns.list(row, place, to: destination, &self)
  }
}

extension IRVERow.AccessibilitePmr {
  fileprivate var accessibility: StaticString {
    switch self {
    case .reserve: "reserved"
    case .accessible: "accessible"
    case .nonAccessible: "notAccessible"
    case .inconnue: "unknown"
    }
  }
}
