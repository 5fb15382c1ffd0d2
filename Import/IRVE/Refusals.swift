import HTTP

/// The reasons why a row of the national file is refused.
enum IRVERefusal: String, RefusalCode {
  case noCoordinates = "no-coordinates"
  case coordinatesUnreadable = "coordinates-unreadable"
  case coordinatesZero = "coordinates-zero"
  case coordinatesEqual = "coordinates-equal"
  case coordinatesNowhere = "coordinates-nowhere"
  case powerImplausible = "power-implausible"
  case noId = "no-id"

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
    }
  }
}
