import HTTP

/// What is corrected on the way in. The names are stable: they stand in evidence and in reports.
enum CorrectionCode: String, CaseIterable {
  case coordinatesSwapped = "coordinates-swapped"

  var sentence: Text {
    switch self {
    case .coordinatesSwapped:
      Text(fr: "La latitude était écrite avant la longitude.", en: "Latitude was written before longitude.")
    }
  }
}

/// Why a row is refused.
enum RefusalCode: String, CaseIterable {
  case noCoordinates = "no-coordinates"

  var sentence: Text {
    switch self {
    case .noCoordinates: Text(fr: "Il n'y a pas de coordonnées.", en: "There are no coordinates.")
    }
  }
}
