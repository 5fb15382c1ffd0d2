extension IRVEReader {
  mutating func readAddress(of record: Record, into row: inout IRVERow) {
    let cell = cell(.adresseStation, record)
    if !cell.isEmpty, !TextCell.isNothing(cell) {
      let scan = TextScan(cell)
      if case .strange = scan, case .owned(let text) = tidied(cell, .adresseStation, &row) {
        takeAddress(text, &row)
      } else {
        takeAddress(cell, isPlain: scan == .plain && cell.count <= 300, &row)
      }
    }
    readCodes(of: record, &row)
    let town = text(.commune, record, &row, longest: 100)
    if !town.isAbsent, !isCountry(town, row.codePostal) { row.commune = town }
  }

  private func isCountry(_ town: CellText, _ postcode: CellText) -> Bool {
    let isOverseas = postcode.withBytes(CountryName.isOverseas)
    return town.withBytes { CountryName.start(in: $0, overseas: isOverseas) } == 0
  }

  /// Most blanks stand between the parts, so that they are tidied one by one.
  private mutating func takeAddress(_ cell: Record.Cell, isPlain: Bool, _ row: inout IRVERow) {
    let parts = AddressParts(cell)
    let street = cell.part(parts.street)
    let city = cell.part(parts.city)
    row.adresse =
      isPlain && !street.isEmpty ? .borrowed(street) : tidied(street, .adresseStation, &row, longest: 300)
    row.commune = isPlain && !city.isEmpty ? .borrowed(city) : tidied(city, .adresseStation, &row, longest: 100)
    if let postcode = parts.postcode { row.codePostal = .borrowed(cell.part(postcode)) }
  }

  private func takeAddress(_ text: String, _ row: inout IRVERow) {
    var text = text
    text.withUTF8 { bytes in
      let cell = Record.Cell(bytes)
      let parts = AddressParts(cell)
      row.adresse = parts.street.isEmpty ? .absent : .owned(cell.part(parts.street).string)
      if let postcode = parts.postcode { row.codePostal = .owned(cell.part(postcode).string) }
      row.commune = parts.city.isEmpty ? .absent : .owned(cell.part(parts.city).string)
    }
  }

  private func readCodes(of record: Record, _ row: inout IRVERow) {
    let insee = cell(.codeInseeCommune, record)
    let postcode = cell(.codePostal, record)
    if PlaceCode.isPostcode(postcode) {
      row.codePostal = .borrowed(postcode)
    } else if postcode.count == 4, let whole = PlaceCode.withZero(postcode) {
      row.codePostal = .owned(whole)
    } else if PlaceCode.isInsteadOfPostcode(insee, in: row.codePostal) {
      row.codePostal = .absent
    }
    if insee.isEmpty || TextCell.isNothing(insee) { return }
    switch PlaceCode(insee: insee, postcode: row.codePostal) {
    case .commune: row.codeInseeCommune = .borrowed(insee)
    case .spelled(let code):
      row.codeInseeCommune = .owned(code)
      row.note(.inseeSpelling, .codeInseeCommune, from: insee, to: code)
    case .postcode:
      if row.codePostal.isAbsent { row.codePostal = .borrowed(insee) }
      row.note(.inseeIsPostcode, .codeInseeCommune, from: insee)
    case .nothing: row.note(.inseeUnreadable, .codeInseeCommune, from: insee)
    }
  }
}

/// The content of the field for the commune's code.
enum PlaceCode {
  case commune
  case spelled(String)
  /// The right code is found by the position later.
  case postcode
  case nothing

  init(insee: Record.Cell, postcode: CellText) {
    if Self.isInsee(insee) {
      self = Self.isPostcodeForCertain(insee, postcode) ? .postcode : .commune
    } else if let whole = Self.withZero(insee), insee.count == 4 {
      self = .spelled(whole)
    } else {
      let capitals = insee.string.uppercased()
      let isCode = capitals.utf8.elementsEqual(insee) ? false : Array(capitals.utf8).withUnsafeBytes(Self.isInsee)
      self = isCode ? .spelled(capitals) : .nothing
    }
  }

  /// No commune has the number 000, Paris is 75056 with arrondissements from 75101; and the same as the postcode.
  private static func isPostcodeForCertain(_ insee: Record.Cell, _ postcode: CellText) -> Bool {
    let isRound = insee.part(2..<5) == "000"
    let isParis = insee.begins(with: "750") && insee != "75056"
    return isRound || isParis || postcode.isSame(as: insee)
  }

  /// The number in an address is sometimes the commune's: when both are the same and it does not end with the zero of
  /// nearly every postcode. The true postcode is found by the position later.
  static func isInsteadOfPostcode(_ insee: Record.Cell, in address: CellText) -> Bool {
    insee.last != 48 && isInsee(insee) && !isPostcodeForCertain(insee, .absent) && address.isSame(as: insee)
  }

  /// `([013-9]\d|2[AB1-9])\d{3}`
  static func isInsee(_ cell: Record.Cell) -> Bool {
    guard cell.count == 5, isDigit(cell[0]), isDigit(cell[2]), isDigit(cell[3]), isDigit(cell[4]) else { return false }
    if cell[0] != UInt8(ascii: "2") { return isDigit(cell[1]) }
    return (0x31...0x39).contains(cell[1]) || cell[1] == UInt8(ascii: "A") || cell[1] == UInt8(ascii: "B")
  }

  static func isPostcode(_ cell: Record.Cell) -> Bool {
    cell.count == 5 && cell.allSatisfy(isDigit) && !cell.begins(with: "00") && !cell.begins(with: "99")
  }

  /// Four digits whose first, a zero, a spreadsheet took away.
  static func withZero(_ cell: Record.Cell) -> String? {
    cell.count == 4 && cell[0] != 48 && cell.allSatisfy(isDigit) ? "0" + cell.string : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
}

extension CellText {
  fileprivate func isSame(as cell: Record.Cell) -> Bool {
    switch self {
    case .borrowed(let bytes): bytes.elementsEqual(cell)
    case .owned(let text): text.utf8.elementsEqual(cell)
    case .absent: false
    }
  }
}

extension UnsafeRawBufferPointer {
  static func != (cell: Self, text: StaticString) -> Bool { !(cell == text) }
}
