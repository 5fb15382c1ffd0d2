extension IRVEReader {
  private static let longestName = 300

  mutating func readNames(of record: Record, into row: inout IRVERow) {
    row.nomAmenageur = text(.nomAmenageur, record, &row, longest: Self.longestName)
    row.nomOperateur = network(.nomOperateur, record, &row)
    row.contactOperateur = text(.contactOperateur, record, &row, longest: Self.longestName)
    row.telephoneOperateur = telephone(record, &row)
    row.nomEnseigne = network(.nomEnseigne, record, &row)
    row.nomStation = text(.nomStation, record, &row, longest: Self.longestName)
    if row.nomStation.isAbsent {
      row.nomStation = stationNameOtherwise(record, &row)
      row.note(.nameMissing, .nomStation, from: cell(.nomStation, record), to: row.nomStation.string ?? "")
    }
    row.observations = text(.observations, record, &row)
  }

  private mutating func stationNameOtherwise(_ record: Record, _ row: inout IRVERow) -> CellText {
    if !row.nomEnseigne.isAbsent { return row.nomEnseigne }
    if !row.nomOperateur.isAbsent { return row.nomOperateur }
    let address = text(.adresseStation, record, &row, longest: Self.longestName)
    return address.isAbsent ? .owned("Station de recharge") : address
  }

  /// An operator or a brand in the one spelling of its network.
  private mutating func network(_ column: IRVEColumn, _ record: Record, _ row: inout IRVERow) -> CellText {
    let cell = cell(column, record)
    if cell.isEmpty { return .absent }
    switch knownNames.answer(for: cell, NetworkName.init) {
    case .nothing: return .absent
    case .asWritten(let length) where length <= Self.longestName: return .borrowed(cell.part(0..<length))
    case .asWritten(let length), .untidy(let length):
      return tidied(cell.part(0..<length), column, &row, longest: Self.longestName)
    case .respelled(let name): return .owned(name)
    case .renamed(let name):
      row.note(.nameAlias, column, from: cell, to: name)
      return .owned(name)
    }
  }

  /// As a number to call: without `tel:`, with the zero that a spreadsheet took away.
  private mutating func telephone(_ record: Record, _ row: inout IRVERow) -> CellText {
    let cell = cell(.telephoneOperateur, record)
    if cell.isEmpty || TextCell.isNothing(cell) { return .absent }
    let number = cell.begins(with: "tel:") ? cell.part(4..<cell.count).trimmed : cell
    if number.count == 9, number[0] != 48, number.allSatisfy({ $0 &- 48 < 10 }) {
      let whole = "0" + number.string
      row.note(.phoneZero, .telephoneOperateur, from: cell, to: whole)
      return .owned(whole)
    }
    return tidied(number, .telephoneOperateur, &row, longest: 100)
  }
}
