import HTTP
import Resources

/// A metric that a device is to have; what is not said is as the catalogue has it.
struct WantedMetric: Decodable, Sendable {
  let key: MetricKey
  let period: MetricPeriod?
  let precision: MetricPrecision?
}

typealias MetricPrecision = BoundedNumber<MetricPrecisionRule>

enum MetricPrecisionRule: NumberRule {
  static let bounds = Bounds.above(0.0, upTo: 1_000_000)
  static let sample = 0.1
}

extension [WantedMetric] {
  /// The rules that join several fields: each metric once, and all that the kind must have.
  func check(for kind: DeviceKind) throws {
    let keys = map(\.key)
    var faults: [Problem.Fault] = []
    for (index, key) in keys.enumerated() where keys.firstIndex(of: key) != index {
      let fault = FieldFault("repeated", fr: "Chaque grandeur une fois.", en: "Each metric once.")
      faults.append(Problem.Fault("/metrics/\(index)/key", fault))
    }
    let missing = kind.required.filter { !keys.contains($0) }
    faults += missing.map { Problem.Fault("/metrics", .missing($0, of: kind)) }
    if isEmpty, missing.isEmpty {
      let fault = FieldFault("missing-metric", fr: "Au moins une grandeur.", en: "At least one metric.")
      faults.append(Problem.Fault("/metrics", fault))
    }
    guard !faults.isEmpty else { return }
    let names = missing.map(\.rawValue).joined(separator: ", ")
    let detail = Text(fr: "Il manque à cet appareil : \(names).", en: "This device lacks: \(names).")
    throw Problem(.validation, missing.isEmpty ? nil : detail, faults: faults)
  }
}

extension FieldFault {
  fileprivate static func missing(_ key: MetricKey, of kind: DeviceKind) -> FieldFault {
    FieldFault(
      "missing-metric", fr: "Un appareil \(kind.rawValue) doit mesurer \(key.rawValue) (\(key.metric.unit)).",
      en: "A \(kind.rawValue) must measure \(key.rawValue) (\(key.metric.unit)).")
  }
}
