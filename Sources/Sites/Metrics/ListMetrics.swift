import HTTP

/// GET /api/metrics: the catalogue. What is not in it cannot be measured.
struct MetricList: Codable, Sendable {
  struct Item: Codable, Sendable {
    let key: MetricKey
    let unit: String
    let range: DeviceMetric.Range
    let period: MetricPeriod
    let precision: Double
    let type: MetricType
    let requiredBy: [DeviceKind]
  }

  let items: [Item]
  let _links: Links
}

extension SitesFeature {
  static let catalogue = MetricList(
    items: MetricKey.allCases.map { key in
      let metric = key.metric
      return MetricList.Item(
        key: key, unit: metric.unit,
        range: DeviceMetric.Range(min: metric.range.lowerBound, max: metric.range.upperBound), period: metric.period,
        precision: metric.precision, type: metric.type, requiredBy: metric.requiredBy)
    }, _links: Links().adding("self", "/api/metrics"))

  func listMetrics(_ call: Call<Nothing, Nothing, NoBody>, _: Void) async throws -> Response {
    try .json(Self.catalogue, cache: .seconds(3600))
  }
}
