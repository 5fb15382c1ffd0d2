import Runtime

/// The APIs of the generation of 2026, each with a budget of its own.
enum EnedisAPI: Hashable, Sendable {
  case token
  case services
  case measures(Series)

  /// As the count of calls names it.
  var name: String {
    switch self {
    case .token: "token"
    case .services: "services"
    case .measures(let series): series.name
    }
  }

  var path: String {
    switch self {
    case .token: "/oauth2/v3/token"
    case .services: "/subscribed_services/v1"
    case .measures(let series): "/mesure_synchrone_auto/v2/" + Self.word(of: series)
    }
  }

  private static func word(of series: Series) -> String {
    switch (series.kind, series.direction) {
    case (.curve, .drawn): "courbe_de_charge_consommation"
    case (.curve, .injected): "courbe_de_charge_production"
    case (.daily, .drawn): "consommation_quotidienne"
    case (.daily, .injected): "production_quotidienne"
    case (.maxPower, _): "puissance_conso_max_quotidienne"
    }
  }

  /// The days of a range, whose end is not asked for.
  static func question(_ series: Series, of point: UsagePoint, _ days: Range<CivilDay>) -> String {
    let asked = "?pointId=\(point.exposed)&dateDebut=\(days.lowerBound.text)&dateFin=\(days.upperBound.text)"
    return asked + (series.kind == .maxPower ? "&mesuresPas=P1D&grandeurPhysique=PMA" : "")
  }
}
