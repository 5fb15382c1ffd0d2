import HTTP

/// What is corrected, not understood or doubted on the way in. The names are stable: they stand in evidence and in
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

  /// What it means for the row.
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

/// Why a row is refused.
enum RefusalCode: String, CaseIterable {
  case noCoordinates = "no-coordinates"
  case coordinatesUnreadable = "coordinates-unreadable"
  case coordinatesZero = "coordinates-zero"
  case coordinatesEqual = "coordinates-equal"
  case coordinatesNowhere = "coordinates-nowhere"
  case powerImplausible = "power-implausible"
  case noId = "no-id"
  case columnCount = "column-count"
  case stateUnknown = "state-unknown"
  case occupancyUnknown = "occupancy-unknown"
  case stampUnreadable = "stamp-unreadable"
  case stampInFuture = "stamp-in-future"
  case unknownPoint = "unknown-point"
  case recordTooLong = "record-too-long"
  case tooManyCells = "too-many-cells"
  case unclosedQuote = "unclosed-quote"

  init(_ fault: Record.Fault) {
    switch fault {
    case .tooLong: self = .recordTooLong
    case .tooManyCells: self = .tooManyCells
    case .unclosedQuote: self = .unclosedQuote
    }
  }

  var sentence: Text {
    switch self {
    case .noCoordinates: Text(fr: "Il n'y a pas de coordonnées.", en: "There are no coordinates.")
    case .coordinatesUnreadable:
      Text(fr: "Les coordonnées ne sont pas deux nombres.", en: "The coordinates are not two numbers.")
    case .coordinatesZero:
      Text(fr: "Les coordonnées sont (0, 0), au large de l'Afrique.", en: "The coordinates are (0, 0), off Africa.")
    case .coordinatesEqual:
      Text(fr: "La longitude est égale à la latitude.", en: "Longitude is equal to latitude.")
    case .coordinatesNowhere:
      Text(
        fr: "Les coordonnées ne mènent ni en France ni en Europe, dans aucun ordre.",
        en: "The coordinates lead neither to France nor to Europe, in either order.")
    case .powerImplausible:
      Text(
        fr: "La puissance est négative ou dépasse 1 000 kW, même lue en watts.",
        en: "Power is negative or over 1,000 kW, even when read as watts.")
    case .noId:
      Text(
        fr: "Le point n'a ni identifiant d'itinérance utilisable ni identifiant local.",
        en: "The point has neither a usable roaming identifier nor a local one.")
    case .columnCount:
      Text(
        fr: "La ligne n'a pas autant de cellules que l'en-tête.", en: "The row has not as many cells as the header.")
    case .stateUnknown:
      Text(fr: "L'état du point n'est pas un mot du schéma.", en: "The point's state is not a word of the schema.")
    case .occupancyUnknown:
      Text(fr: "L'occupation n'est pas un mot du schéma.", en: "The occupancy is not a word of the schema.")
    case .stampUnreadable:
      Text(fr: "L'horodatage n'est pas une date et une heure.", en: "The timestamp is not a date and a time.")
    case .stampInFuture: Text(fr: "L'horodatage est dans l'avenir.", en: "The timestamp is in the future.")
    case .unknownPoint:
      Text(fr: "Aucun point n'a cet identifiant.", en: "No charge point has this identifier.")
    case .recordTooLong: Record.Fault.tooLong.sentence
    case .tooManyCells: Record.Fault.tooManyCells.sentence
    case .unclosedQuote: Record.Fault.unclosedQuote.sentence
    }
  }
}
