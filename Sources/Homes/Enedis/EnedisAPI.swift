import Runtime

/// What the generation of 2026 is asked. A product of the gateway is one API, with one budget for all its paths.
enum EnedisAPI: String, Sendable {
  case token
  case services = "subscribed_services"
  case measures = "mesure_synchrone_auto"
  case contract = "situation_contrat_auto"

  /// As the count of calls names it.
  var name: String { rawValue }

  var path: String {
    switch self {
    case .token: "/oauth2/v3/token"
    case .services: "/subscribed_services/v1"
    case .measures: "/mesure_synchrone_auto/v2"
    case .contract: "/situation_contrat_auto/v1"
    }
  }
}

extension Series {
  /// The days of a range, whose end is not asked for.
  func question(of point: UsagePoint, _ days: Range<CivilDay>) -> String {
    let asked = "?pointId=\(point.exposed)&dateDebut=\(days.lowerBound.text)&dateFin=\(days.upperBound.text)"
    return "/" + word + asked + (kind == .maxPower ? "&mesuresPas=P1D&grandeurPhysique=PMA" : "")
  }

  private var word: String {
    switch (kind, direction) {
    case (.curve, .drawn): "courbe_de_charge_consommation"
    case (.curve, .injected): "courbe_de_charge_production"
    case (.daily, .drawn): "consommation_quotidienne"
    case (.daily, .injected): "production_quotidienne"
    case (.maxPower, _): "puissance_conso_max_quotidienne"
    }
  }
}
