import Postgres

/// The columns of a state that an import writes, a line each.
enum StatusColumns {
  static let all = TableColumns { list(DynamicRow(), 0, &$0) }

  static func list(_ row: DynamicRow, _ line: Int, _ visit: inout some ColumnVisitor) {
    visit.column("irve_id", row.idPdc)
    visit.column("condition", row.etat.condition)
    visit.column("occupancy", row.occupation.occupancy)
    visit.column("at", row.horodatage)
    visit.column("line", Int64(line))
  }
}

extension DynamicRow.Etat {
  fileprivate var condition: StaticString {
    switch self {
    case .enService: "inService"
    case .horsService: "outOfService"
    case .inconnu: "unknown"
    }
  }
}

extension DynamicRow.Occupation {
  fileprivate var occupancy: StaticString {
    switch self {
    case .libre: "free"
    case .occupe: "occupied"
    case .reserve: "reserved"
    case .inconnu: "unknown"
    }
  }
}
