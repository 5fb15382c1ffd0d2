import Postgres

extension IRVEReader {
  /// The station's place: as written, turned round, or from other columns; whichever is a real place first. The address is
  /// known by now.
  func readPosition(of record: Record, into row: inout IRVERow) throws(Refusal) {
    let nation = Nation(row.idPdc)
    var refusal: Refusal?
    let own = cell(.coordonneesXY, record)
    if let pair = CoordinatePair(own) {
      do throws(Refusal) { return try take(pair, .coordonneesXY, own, nation, &row) } catch { refusal = error }
    } else if !own.isEmpty {
      refusal = Refusal(.coordinatesUnreadable, .coordonneesXY, own)
    }
    for (longitude, latitude) in Self.otherColumns {
      let cells = (cell(longitude, record), cell(latitude, record))
      guard !cells.0.isEmpty || !cells.1.isEmpty else { continue }
      guard let pair = CoordinatePair(longitude: cells.0, latitude: cells.1) else {
        refusal = refusal ?? Refusal(.coordinatesUnreadable, cells.0.isEmpty ? latitude : longitude, cells.0)
        continue
      }
      do throws(Refusal) {
        try take(pair, longitude, cells.0, nation, &row)
        if columns.has(.coordonneesXY) {
          row.note(.coordinatesElsewhere, .coordonneesXY, from: own, to: row.coordonnees.asWritten)
        }
        return
      } catch { refusal = refusal ?? error }
    }
    throw refusal ?? Refusal(.noCoordinates, columns.has(.coordonneesXY) ? .coordonneesXY : .longitude, own)
  }

  private static let otherColumns: [(IRVEColumn, IRVEColumn)] = [
    (.longitude, .latitude), (.longitudeConsolidee, .latitudeConsolidee),
  ]

  private func take(
    _ pair: CoordinatePair, _ column: IRVEColumn, _ cell: Record.Cell, _ nation: Nation, _ row: inout IRVERow
  ) throws(Refusal) {
    let claimed = Departement.claimed(insee: row.codeInseeCommune, postcode: row.codePostal)
    switch Whereabouts(pair.first, pair.second, nation).compared(with: claimed, pair) {
    case .place(let point, let zone, let turn):
      row.coordonnees = point
      row.fuseau = zone
      if turn.contains(.swapped) { row.note(.coordinatesSwapped, column, from: cell, to: point.asWritten) }
      if turn.contains(.signed) { row.note(.coordinatesSign, column, from: cell, to: point.asWritten) }
      if turn.contains(.doubtful) { row.note(.positionDoubtful, column, from: cell) }
      if pair.hasComma { row.note(.decimalComma, column, from: cell, to: point.asWritten) }
      if pair.isOddlyWritten { row.note(.coordinatesSpelling, column, from: cell, to: point.asWritten) }
    case .nowhere(let code): throw Refusal(code, column, cell)
    }
  }

  /// Without judging it: for what must not change with its spelling.
  func placeRoughly(of record: Record) -> Coordinates? {
    let pair =
      CoordinatePair(cell(.coordonneesXY, record))
      ?? CoordinatePair(longitude: cell(.longitude, record), latitude: cell(.latitude, record))
    guard let pair, case .place(let point, _, _) = Whereabouts(pair.first, pair.second, .foreign) else { return nil }
    return point
  }
}

extension Coordinates {
  fileprivate var asWritten: String { "[\(longitude), \(latitude)]" }
}
