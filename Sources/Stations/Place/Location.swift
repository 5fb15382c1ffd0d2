import HTTP
import Postgres
import Resources

/// `{lat, lon}` in a body: a place in France or in Europe, written in that order, as the import has it.
struct Location: Codable, Sendable, CheckedWhole {
  let lat: Latitude
  let lon: Longitude

  var point: Coordinates { Coordinates(longitude: lon.value, latitude: lat.value) }

  var fault: FieldFault? {
    if lat.value == 0, lon.value == 0 {
      return FieldFault("nowhere", fr: "0, 0 est au milieu de l'océan.", en: "0, 0 is in the middle of the ocean.")
    }
    switch France.order(of: point, turnsInEurope: true) {
    case .written: return nil
    case .turned:
      return FieldFault(
        "coordinates-swapped", fr: "Latitude et longitude sont interverties : échangez-les.",
        en: "Latitude and longitude are swapped: exchange them.")
    case nil:
      return FieldFault(
        "coordinates-nowhere", fr: "Cette position n'est ni en France ni ailleurs en Europe.",
        en: "This position is neither in France nor elsewhere in Europe.")
    }
  }
}
