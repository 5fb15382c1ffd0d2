import HTTP
import Runtime

/// The distance between two points of a series.
enum SeriesResolution: String, CaseIterable, Field {
  case raw
  case fives = "PT5M"
  case hours = "PT1H"
  case days = "P1D"

  /// Nil for samples as they are.
  var seconds: Int? {
    switch self {
    case .raw: nil
    case .fives: 300
    case .hours: 3600
    case .days: 86_400
    }
  }

  /// The coarsest that gives enough points; if these are too many, the finest that does not give too many.
  static func chosen(among points: PointCounts) -> SeriesResolution {
    let coarsest = allCases.last { points[$0] >= PointCounts.enough } ?? .raw
    if points[coarsest] <= PointCounts.most { return coarsest }
    return allCases.first { points[$0] <= PointCounts.most } ?? .days
  }
}

/// What a request asks for: `auto` where it does not say.
enum WantedResolution: Field {
  case auto
  case exactly(SeriesResolution)

  static let schema: Schema = ["type": "string", "enum": ["auto", "raw", "PT5M", "PT1H", "P1D"]]
  static let sample = WantedResolution.auto

  init(_ value: FieldValue) throws(FieldFault) {
    let word = try value.string()
    if let exactly = SeriesResolution(rawValue: word) {
      self = .exactly(exactly)
    } else if word == "auto" {
      self = .auto
    } else {
      let words = (["auto"] + SeriesResolution.allCases.map(\.rawValue)).joined(separator: ", ")
      throw FieldFault("not-a-choice", fr: "Choix possibles : \(words).", en: "One of: \(words).")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .auto: try container.encode("auto")
    case .exactly(let resolution): try container.encode(resolution.rawValue)
    }
  }
}
