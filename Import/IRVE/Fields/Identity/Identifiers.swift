import Postgres

extension IRVEReader {
  /// The point's identifier alone, as `read` finds it; nil where `read` refuses the row for want of one.
  mutating func identify(_ record: Record) -> CellText? {
    let cell = cell(.idPdcItinerance, record)
    if NationalIdentifier.isPlain(cell) { return .borrowed(cell) }
    return pointIdentifier(of: record)?.text
  }

  /// The station's identifier alone, as `read` finds it.
  mutating func identifyStation(_ record: Record) -> CellText {
    let cell = cell(.idStationItinerance, record)
    return NationalIdentifier.isPlain(cell) ? .borrowed(cell) : stationIdentifier(of: record).text
  }

  mutating func readIdentifiers(of record: Record, into row: inout IRVERow) throws(Refusal) {
    let written = cell(.idPdcItinerance, record)
    guard let point = pointIdentifier(of: record) else {
      throw Refusal(.noId, columns.has(.idPdcItinerance) ? .idPdcItinerance : .idPdcLocal, written)
    }
    row.idPdc = point.text
    switch point.way {
    case .asWritten: break
    case .spelled: row.note(.idSpelling, .idPdcItinerance, from: written, to: point.text.string ?? "")
    case .local, .made: row.note(.idFromLocal, .idPdcItinerance, from: written, to: point.text.string ?? "")
    }
    row.idPdcLocal = text(.idPdcLocal, record, &row, longest: 160)
    let station = stationIdentifier(of: record)
    row.idStation = station.text
    let writtenStation = cell(.idStationItinerance, record)
    switch station.way {
    case .asWritten: break
    case .spelled:
      row.note(.stationIdSpelling, .idStationItinerance, from: writtenStation, to: station.text.string ?? "")
    case .local:
      row.note(.stationIdFromLocal, .idStationItinerance, from: writtenStation, to: station.text.string ?? "")
    case .made: row.note(.stationIdMade, .idStationItinerance, from: writtenStation, to: station.text.string ?? "")
    }
  }

  private struct Found {
    enum Way { case asWritten, spelled, local, made }
    let text: CellText
    let way: Way
  }

  private func pointIdentifier(of record: Record) -> Found? {
    let cell = cell(.idPdcItinerance, record)
    if NationalIdentifier.isPlain(cell) { return Found(text: .borrowed(cell), way: .asWritten) }
    if let normal = NationalIdentifier.normalised(cell) { return Found(text: .owned(normal), way: .spelled) }
    let local = self.cell(.idPdcLocal, record)
    guard !local.isEmpty, !TextCell.isNothing(local) else { return nil }
    if let normal = NationalIdentifier.normalised(local), NationalIdentifier.isOfPoint(normal) {
      return Found(text: .owned(normal), way: .local)
    }
    var made = LocalIdentifier()
    made.append(operatorOrBrand(of: record), atMost: 30)
    made.append(local, atMost: 60)
    // "1" or "A2" number the points of one station.
    if local.count < 8 { made.append(stationMark(of: record), atMost: 50) }
    if let place = placeRoughly(of: record) { made.append(cellAround: place) }
    return Found(text: .owned(made.text), way: .local)
  }

  private func stationIdentifier(of record: Record) -> Found {
    let cell = cell(.idStationItinerance, record)
    if NationalIdentifier.isPlain(cell) { return Found(text: .borrowed(cell), way: .asWritten) }
    if let normal = NationalIdentifier.normalised(cell) { return Found(text: .owned(normal), way: .spelled) }
    let local = self.cell(.idStationLocal, record)
    var made = LocalIdentifier()
    made.append(operatorOrBrand(of: record), atMost: 30)
    if !local.isEmpty, !TextCell.isNothing(local) {
      made.append(local, atMost: 60)
      return Found(text: .owned(made.text), way: .local)
    }
    made.append(self.cell(.nomStation, record), atMost: 30)
    made.append(fingerprint: placeFingerprint(of: record))
    return Found(text: .owned(made.text), way: .made)
  }

  private func operatorOrBrand(of record: Record) -> Record.Cell {
    let name = cell(.nomOperateur, record)
    return name.isEmpty ? cell(.nomEnseigne, record) : name
  }

  private func stationMark(of record: Record) -> Record.Cell {
    for column in [IRVEColumn.idStationItinerance, .idStationLocal, .nomStation] {
      let cell = cell(column, record)
      if !cell.isEmpty, !TextCell.isNothing(cell) { return cell }
    }
    return cell(.adresseStation, record)
  }

  /// Hashes the name, the address and the place rounded to a metre: another spelling of the place changes nothing.
  private func placeFingerprint(of record: Record) -> UInt64 {
    var bytes = folded(cell(.nomStation, record)) + [0] + folded(cell(.adresseStation, record)) + [0]
    if let place = placeRoughly(of: record) {
      bytes += "\(Int(place.longitude * 100_000)) \(Int(place.latitude * 100_000))".utf8
    }
    return bytes.withUnsafeBytes { $0.fingerprint }
  }
}
