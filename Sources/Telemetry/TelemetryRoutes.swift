import Accounts
import Charts
import HTTP
import Resources
import Sites

extension TelemetryFeature {
  var intake: [Route] {
    [
      Route(
        .post, "/api/telemetry", access: devices.access,
        "Samples of a device, by its key: JSON, or InfluxDB's line protocol as text/plain; gzip is taken",
        answers: .json(Verdict.self), traffic: .bulk, handler: receive),
      Route(
        .post, "/api/v2/write", access: devices.access, "The same as clients of InfluxDB send it", answers: .empty(),
        traffic: .bulk, handler: receiveLines),
    ]
  }

  var reading: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/devices/{id}/metrics/{key}", access: access, "The newest value of a metric",
        answers: .json(MetricLatest.self), handler: showLatest),
      Route(
        .get, "/api/devices/{id}/metrics/{key}/series", access: access,
        "The history of a metric: samples, or buckets from their start to before the next",
        answers: .json(SeriesShape.self), .media(.csv), handler: showSeries),
      Route(
        .get, "/api/devices/{id}/metrics/{key}/series/chart.svg", access: access, "The history as a picture",
        answers: .media(PictureFormat.svg.type), handler: { try await drawSeries($0, $1, .svg) }),
      Route(
        .get, "/api/devices/{id}/metrics/{key}/series/chart.png", access: access, "The history as a picture",
        answers: .media(PictureFormat.png.type), handler: { try await drawSeries($0, $1, .png) }),
    ]
  }

  var subscriptions: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/subscriptions", access: access, "What I follow", answers: .json(Page<Subscription>.self),
        handler: listSubscriptions),
      Route(
        .post, "/api/subscriptions", access: access, "Follow metrics, or a rule that finds them, perhaps with limits",
        answers: .json(Subscription.self, status: .created), handler: addSubscription),
      Route(
        .get, "/api/subscriptions/{id}", access: access, "One of my subscriptions", answers: .json(Subscription.self),
        handler: showSubscription),
      Route(
        .patch, "/api/subscriptions/{id}", access: access, "Change a subscription",
        answers: .json(Subscription.self), handler: changeSubscription),
      Route(
        .delete, "/api/subscriptions/{id}", access: access, "End a subscription", answers: .empty(),
        handler: deleteSubscription),
    ]
  }

  var followed: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/subscriptions/{id}/latest", access: access, "The newest values of all its metrics",
        answers: .json(LatestList.self), handler: showSubscriptionLatest),
      Route(
        .get, "/api/subscriptions/{id}/series", access: access, "The history of all its metrics",
        answers: .json(SubscriptionSeriesShape.self), .media(.csv), handler: showSubscriptionSeries),
      Route(
        .get, "/api/subscriptions/{id}/series/chart.svg", access: access, "Its metrics of one unit as a picture",
        answers: .media(PictureFormat.svg.type), handler: { try await drawSubscription($0, $1, .svg) }),
      Route(
        .get, "/api/subscriptions/{id}/series/chart.png", access: access, "Its metrics of one unit as a picture",
        answers: .media(PictureFormat.png.type), handler: { try await drawSubscription($0, $1, .png) }),
      Route(
        .get, "/api/subscriptions/{id}/alarms", access: access, "When its alarms were raised and over, newest first",
        answers: .json(Page<AlarmNotice>.self), handler: listAlarms),
      Route.socket(
        "/api/subscriptions/{id}/live", access: access, "New values as they come",
        talk: Route.Talk(sends: SampleNews.self),
        admit: { call, driver in _ = try await nameOfSubscription(call.path.id, of: driver) }, handler: watch),
    ]
  }
}
