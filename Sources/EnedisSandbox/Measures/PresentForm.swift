import HTTP
import Runtime

/// Measures as the generation of 2026 writes them: values as text, an interval by its end, without an offset.
extension Measured {
  func present(_ question: Question) -> JSON {
    var members: [(String, JSON)] = [("idPrm", .string(question.prm))]
    let period: JSON = [
      "dateDebut": .string(question.days.lowerBound.text), "dateFin": .string(question.days.upperBound.text),
    ]
    if case .index(let points) = self {
      return .object(members + [("periode", period), ("grandeur", []), ("contexte", [context(points, question)])])
    }
    members += [("etapeMetier", "BRUT"), ("periode", period)]
    members += head(isMonthly: question.isMonthly)
    members += [("grandeur", [.object(quantity(question))]), ("contexte", [])]
    return .object(members)
  }

  private func head(isMonthly: Bool) -> [(String, JSON)] {
    switch self {
    case .curve, .index: [("modeCalcul", "MESURE")]
    case .daily: [("typeValeur", "GLOBALE"), ("modeCalcul", "DIFF.INDEX"), ("pas", "P1D")]
    case .peaks: [("modeCalcul", "MESURE"), ("pas", isMonthly ? "P1M" : "P1D")]
    }
  }

  private func quantity(_ question: Question) -> [(String, JSON)] {
    let (name, unit): (JSON, JSON) =
      switch self {
      case .curve: ("PA", "W")
      case .daily, .index: ("EA", "Wh")
      case .peaks: ("PMA", "VA")
      }
    return [
      ("grandeurMetier", .string(question.measure.direction.business)), ("grandeurPhysique", name), ("unite", unit),
      ("points", .array(points)), ("calendrier", []),
    ]
  }

  private var points: [JSON] {
    switch self {
    case .curve(let points):
      points.map { point in
        [
          "v": point.value.json, "d": .string(point.end.stamp), "p": .string("PT\(point.minutes)M"), "n": "B",
          "iv": "0", "ec": "0",
        ]
      }
    case .daily(let points): points.map { ["v": .string("\($0.wh)"), "d": .string($0.day.text)] }
    case .peaks(let points): points.map { ["v": .string("\($0.voltAmperes)"), "d": .string($0.at.stamp)] }
    case .index: []
    }
  }

  /// Registers are whole numbers here, below a context of their own.
  private func context(_ points: [(day: CivilDay, wh: Int)], _ question: Question) -> JSON {
    let values: JSON = .array(
      points.map { ["d": .string("\($0.day.text) 00:00:00"), "v": .integer($0.wh), "iv": 0] })
    let drawn = question.measure.direction == .drawn
    let kind: JSON = [
      "idClasseTemporelle": "BASE", "libelleClasseTemporelle": "Base",
      "codeCadran": drawn ? "EASF01" : "EAIT", "valeur": values,
    ]
    let calendar: JSON = [
      "idCalendrier": "FC020831", "libelleCalendrier": "Base", "classeTemporelle": [kind],
    ]
    let quantity: JSON = [
      "grandeurMetier": .string(question.measure.direction.business), "grandeurPhysique": "EA", "unite": "Wh",
      "points": [], "calendrier": [calendar],
      "cadranTotalisateur": ["codeCadran": drawn ? "EAST" : "EAIT", "valeur": values],
    ]
    return ["etapeMetier": "BRUT", "contexteReleve": "COL", "typeReleve": "AQ", "grandeur": [quantity]]
  }
}
