import HTTP
import Runtime

/// A sample as it is, as answers show it.
struct SamplePoint: Codable, Sendable {
  let at: Instant
  let value: Double
}

/// A bucket: `at` is its start, the mean is over samples, and of a counter `delta` is what it has grown by.
struct BucketPoint: Codable, Sendable {
  let at: Instant
  let min: Double
  let mean: Double
  let max: Double
  let last: Double
  let count: Int
  let delta: Double?
  /// How often a counter began again.
  let resets: Int?
}

/// One of the two, as the resolution of the series says.
enum SeriesPoint: Field {
  case measured(SamplePoint)
  case rolled(BucketPoint)

  static let schema = Schema([
    "anyOf": [Schema.of(SamplePoint.self, .given).json, Schema.of(BucketPoint.self, .given).json]
  ])
  static let sample = SeriesPoint.measured(SamplePoint(at: .sample, value: 21.5))

  init(_ value: FieldValue) throws(FieldFault) { throw .wrongType(Text(fr: "un point", en: "a point")) }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .measured(let point): try point.encode(to: encoder)
    case .rolled(let point): try point.encode(to: encoder)
    }
  }
}

extension SeriesPoint {
  var at: Instant {
    switch self {
    case .measured(let point): point.at
    case .rolled(let point): point.at
    }
  }

  /// How many samples it stands for.
  var count: Int {
    switch self {
    case .measured: 1
    case .rolled(let point): point.count
    }
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.name("at")
      json.write(at)
      switch self {
      case .measured(let point):
        json.name("value")
        json.write(point.value)
      case .rolled(let point): point.write(to: &json)
      }
    }
  }
}

extension BucketPoint {
  fileprivate func write(to json: inout JSONWriter) {
    json.name("min")
    json.write(min)
    json.name("mean")
    json.write(mean)
    json.name("max")
    json.write(max)
    json.name("last")
    json.write(last)
    json.name("count")
    json.write(count)
    json.name("delta")
    if let delta { json.write(delta) } else { json.null() }
    json.name("resets")
    if let resets { json.write(resets) } else { json.null() }
  }
}
