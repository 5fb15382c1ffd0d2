import HTTP

/// The reasons why a row of the dynamic file is refused.
enum DynamicRefusal: String, RefusalCode {
  case noId = "no-id"
  case stateUnknown = "state-unknown"
  case occupancyUnknown = "occupancy-unknown"
  case stampUnreadable = "stamp-unreadable"
  case stampInFuture = "stamp-in-future"
  case unknownPoint = "unknown-point"

  var sentence: Text {
    switch self {
    case .noId: IRVERefusal.noId.sentence
    case .stateUnknown:
      Text(fr: "L'état du point n'est pas un mot du schéma.", en: "The point's state is not a word of the schema.")
    case .occupancyUnknown:
      Text(fr: "L'occupation n'est pas un mot du schéma.", en: "The occupancy is not a word of the schema.")
    case .stampUnreadable:
      Text(fr: "L'horodatage n'est pas une date et une heure.", en: "The timestamp is not a date and a time.")
    case .stampInFuture: Text(fr: "L'horodatage est dans l'avenir.", en: "The timestamp is in the future.")
    case .unknownPoint:
      Text(fr: "Aucun point n'a cet identifiant.", en: "No charge point has this identifier.")
    }
  }
}
