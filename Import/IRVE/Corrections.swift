/// Things corrected, not understood or doubted on the way in. The names are stable: they stand in evidence and in
/// reports.
enum CorrectionCode: String, CaseIterable {
  case coordinatesSwapped = "coordinates-swapped"
  case coordinatesSpelling = "coordinates-spelling"
  case coordinatesSign = "coordinates-sign"
  case coordinatesElsewhere = "coordinates-elsewhere"
  case positionDoubtful = "position-doubtful"
  case decimalComma = "decimal-comma"
  case idSpelling = "id-spelling"
  case idFromLocal = "id-from-local"
  case stationIdSpelling = "station-id-spelling"
  case stationIdFromLocal = "station-id-from-local"
  case stationIdMade = "station-id-made"
  case powerInWatts = "power-in-watts"
  case powerUnit = "power-unit"
  case powerZero = "power-zero"
  case powerUnreadable = "power-unreadable"
  case booleanSpelling = "boolean-spelling"
  case booleanUnreadable = "boolean-unreadable"
  case wordUnreadable = "word-unreadable"
  case hoursSpelling = "hours-spelling"
  case hoursUnreadable = "hours-unreadable"
  case hoursDoubtful = "hours-doubtful"
  case dateSpelling = "date-spelling"
  case dateUnreadable = "date-unreadable"
  case dateImplausible = "date-implausible"
  case dateInFuture = "date-in-future"
  case countUnreadable = "count-unreadable"
  case inseeSpelling = "insee-spelling"
  case inseeIsPostcode = "insee-is-postcode"
  case inseeUnreadable = "insee-unreadable"
  case textRepaired = "text-repaired"
  case textDamaged = "text-damaged"
  case textCut = "text-cut"
  case encodingWindows1252 = "encoding-windows-1252"
  case encodingRepaired = "encoding-repaired"
  case nameAlias = "name-alias"
  case nameMissing = "name-missing"
  case phoneZero = "phone-zero"
  case noSocket = "no-socket"
  case directWithoutSocket = "direct-without-socket"
  case comboTooWeak = "combo-too-weak"
  case socketsAsPoints = "sockets-as-points"
  case outOfServiceNotFree = "out-of-service-not-free"
  case socketStateUnreadable = "socket-state-unreadable"
  case stationContradicted = "station-contradicted"
  case stationSplit = "station-split"
  case pointsMiscounted = "points-miscounted"
  case duplicateIdentical = "duplicate-identical"
  case duplicateLesserSource = "duplicate-lesser-source"
  case duplicateOlder = "duplicate-older"
  case duplicateLaterLine = "duplicate-later-line"
  case socketsUnited = "sockets-united"

  /// Its meaning for the row.
  enum Kind: Sendable {
    /// Read otherwise than it is written.
    case corrected
    /// Taken without that value.
    case unknown
    /// Taken as it is, though it looks wrong.
    case doubt
  }

  var kind: Kind {
    switch self {
    case .powerZero, .powerUnreadable, .booleanUnreadable, .wordUnreadable, .hoursUnreadable, .hoursDoubtful,
      .dateUnreadable, .dateImplausible, .dateInFuture, .countUnreadable, .inseeIsPostcode, .inseeUnreadable,
      .nameMissing,
      .socketStateUnreadable:
      .unknown
    case .positionDoubtful, .textDamaged, .noSocket, .directWithoutSocket, .comboTooWeak, .socketsAsPoints,
      .stationContradicted, .stationSplit, .pointsMiscounted:
      .doubt
    default: .corrected
    }
  }
}
