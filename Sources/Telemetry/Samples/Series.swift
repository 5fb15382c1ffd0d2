import Resources
import Runtime
import Sites

/// What has to be known of a series to keep it and to show it.
struct Series: Sendable {
  let number: SeriesNumber
  let device: Device.ID
  let key: MetricKey
  let period: MetricPeriod
  let precision: Precision

  var unit: String { key.metric.unit }
  var type: MetricType { key.metric.type }
  var isCounter: Bool { type == .counter }
}

/// An hour of a series, by UTC.
struct SeriesHour: Hashable, Comparable, Sendable {
  let series: SeriesNumber
  let hour: Instant

  static func < (left: SeriesHour, right: SeriesHour) -> Bool {
    (left.series, left.hour) < (right.series, right.hour)
  }
}
