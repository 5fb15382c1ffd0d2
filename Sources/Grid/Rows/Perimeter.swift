import HTTP
package import Runtime

/// A part of the grid whose readings RTE publishes.
package enum Perimeter: String, CaseIterable, Field, Sendable {
  case france
  case auvergneRhoneAlpes = "auvergne-rhone-alpes"
  case bourgogneFrancheComte = "bourgogne-franche-comte"
  case bretagne
  case centreValDeLoire = "centre-val-de-loire"
  case grandEst = "grand-est"
  case hautsDeFrance = "hauts-de-france"
  case ileDeFrance = "ile-de-france"
  case normandie
  case nouvelleAquitaine = "nouvelle-aquitaine"
  case occitanie
  case paca
  case paysDeLaLoire = "pays-de-la-loire"

  package static let sample = Perimeter.france

  private static let places = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))

  /// Its place among all.
  package var place: Int { Self.places[self] ?? 0 }
}

/// The clock that RTE's files and days of the grid go by.
package enum Paris {
  package static let zone: Zone = {
    guard let zone = Zone.named("Europe/Paris") else { preconditionFailure("tzdata is not installed") }
    return zone
  }()
}
