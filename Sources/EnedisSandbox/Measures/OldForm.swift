import HTTP
import Runtime

/// The same measures as the fifth version wrote them.
extension Measured {
  func old(_ question: Question) -> JSON {
    [
      "meter_reading": [
        "usage_point_id": .string(question.prm), "start": .string(question.days.lowerBound.text),
        "end": .string(question.days.upperBound.text), "quality": "BRUT", "reading_type": type,
        "interval_reading": .array(readings),
      ]
    ]
  }

  private var type: JSON {
    switch self {
    case .curve: ["unit": "W", "measurement_kind": "power", "aggregate": "average"]
    case .daily, .index:
      ["unit": "Wh", "measurement_kind": "energy", "aggregate": "sum", "measuring_period": "P1D"]
    case .peaks: ["unit": "VA", "measurement_kind": "power", "aggregate": "maximum", "measuring_period": "P1D"]
    }
  }

  private var readings: [JSON] {
    switch self {
    case .curve(let points):
      points.map { point in
        [
          "value": point.value.json, "date": .string(point.end.stamp),
          "interval_length": .string("PT\(point.minutes)M"), "measure_type": "B",
        ]
      }
    case .daily(let points), .index(let points):
      points.map { ["value": .string("\($0.wh)"), "date": .string($0.day.text)] }
    case .peaks(let points): points.map { ["value": .string("\($0.voltAmperes)"), "date": .string($0.at.stamp)] }
    }
  }
}
