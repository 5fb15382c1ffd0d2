import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

/// The cursor of a page of newest values: the place and the number of the last one.
struct LatestCursor: TextField, Sendable {
  let place: Int
  let series: SeriesNumber

  static let schema: Schema = ["type": "string"]
  static let sample = LatestCursor(place: 1, series: 1)

  init(place: Int, series: SeriesNumber) { (self.place, self.series) = (place, series) }

  init(_ value: FieldValue) throws(FieldFault) {
    let parts = try value.string().split(separator: ".")
    guard parts.count == 2, let place = Int(parts[0]), let series = SeriesNumber(parts[1]) else { throw .badCursor }
    self.init(place: place, series: series)
  }

  var text: String { "\(place).\(series)" }
}

struct LatestQuery: Decodable, Sendable {
  let cursor: LatestCursor?
  let limit: PageLimit?
}

struct LatestList: Codable, Sendable {
  let items: [MetricLatest]
  let _links: Links
}

extension TelemetryFeature {
  func showSubscriptionLatest(
    _ call: Call<SubscriptionPath, LatestQuery, NoBody>, _ driver: Driver
  ) async throws -> Response {
    let (id, now) = (call.path.id, clock.now)
    _ = try await nameOfSubscription(id, of: driver)
    let limit = call.query.limit?.count ?? 200
    let (place, last) = (call.query.cursor?.place ?? -1, call.query.cursor?.series ?? 0)
    let found = try await database.query(
      """
      select m.place::bigint, m.metric_id, \(sql: MetricLatest.columns)
      from subscribed_metrics m left join metric_latest l on l.metric_id = m.metric_id
      where m.subscription_id = \(id) and m.account_id = \(driver.id) and (m.role <> 'admin' or \(driver.administers))
        and (m.place::bigint, m.metric_id) > (\(place), \(last))
      order by m.place, m.metric_id limit \(limit + 1)
      """
    ) { row in
      let cursor = LatestCursor(place: try row.next(), series: try row.next())
      return (cursor: cursor, item: try MetricLatest(&row, at: now))
    }
    var links = Links().adding("self", Subscription.path(id) + "/latest")
    if found.count > limit {
      links = links.adding(
        "next", call.request.next(at: Subscription.path(id) + "/latest", after: found[limit - 1].cursor.text))
    }
    return try .json(LatestList(items: found.prefix(limit).map(\.item), _links: links))
  }
}
