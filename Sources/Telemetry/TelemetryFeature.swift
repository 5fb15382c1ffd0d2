package import Accounts
import Charts
package import HTTP
package import Postgres
package import Runtime
import Sites

/// What devices measure: samples that come in, the newest of them, their history, and those who follow it.
package struct TelemetryFeature: Sendable {
  package struct Settings: Sendable {
    /// Where VictoriaMetrics keeps history; nil: PostgreSQL does.
    package var history: String?
    package var broker: BrokerAddress?
    /// Whether what one device may send is limited.
    package var hasLimits = true

    package init() {}
  }

  let database: Database
  let doorkeeper: Doorkeeper
  let log: Log
  let clock: WallClock
  let ids: IdentifierSource
  let settings: Settings
  let devices: KnownDevices
  let allowances: Allowances
  let batches: Batches
  /// Of those that have something older than the ring to tell, which history is asked about: nobody else waits for that.
  let lateBatches: Batches
  let history: History
  let news: News
  let live: LiveHub
  let hints: AsyncStream<Void>
  let readers = BodyReaders()

  package init(
    _ settings: Settings = Settings(), database: Database, doorkeeper: Doorkeeper, log: Log, clock: WallClock,
    ids: IdentifierSource = .random
  ) {
    let store: any HistoryStore =
      settings.history.map { VictoriaHistory(address: $0.hasSuffix("/") ? String($0.dropLast()) : $0) }
      ?? StoredHistory(database: database)
    self.init(settings, store: store, database: database, doorkeeper: doorkeeper, log: log, clock: clock, ids: ids)
  }

  init(
    _ settings: Settings, store: any HistoryStore, database: Database, doorkeeper: Doorkeeper, log: Log,
    clock: WallClock, ids: IdentifierSource = .random
  ) {
    self.settings = settings
    (self.database, self.doorkeeper, self.log, self.clock, self.ids) = (database, doorkeeper, log, clock, ids)
    devices = KnownDevices(database: database)
    allowances = Allowances(isOn: settings.hasLimits)
    let (hints, hint) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    self.hints = hints
    news = News { hint.yield() }
    let commit = CommitBatch(database: database, history: store, clock: clock, news: news)
    batches = Batches { try await commit($0) }
    lateBatches = Batches { try await commit($0) }
    history = History(hot: HotSamples(database: database, history: store, clock: clock, log: log), store: store)
    live = LiveHub(database: database, clock: clock)
  }

  package var feature: Feature {
    Feature(routes: intake + reading + subscriptions + followed + explorer, links: links, work: work)
  }

  private var links: Links {
    Links().adding("telemetry", "/api/telemetry", method: .post)
      .adding("influxWrite", "/api/v2/write{?precision}", method: .post)
      .adding("deviceMetric", "/api/devices/{id}/metrics/{key}")
      .adding("metricSeries", "/api/devices/{id}/metrics/{key}/series{?from,to,resolution}")
      .adding(
        "metricChart", "/api/devices/{id}/metrics/{key}/series/chart.svg{?from,to,resolution,width,height,scale,theme}"
      )
      .adding(
        "metricPicture",
        "/api/devices/{id}/metrics/{key}/series/chart.png{?from,to,resolution,width,height,scale,theme}"
      )
      .adding("subscriptions", "/api/subscriptions{?cursor,limit}").adding("subscription", "/api/subscriptions/{id}")
      .adding("addSubscription", "/api/subscriptions", method: .post)
      .adding("subscriptionLatest", "/api/subscriptions/{id}/latest{?cursor,limit}")
      .adding("subscriptionSeries", "/api/subscriptions/{id}/series{?from,to,resolution}")
      .adding(
        "subscriptionChart", "/api/subscriptions/{id}/series/chart.svg{?from,to,resolution,width,height,scale,theme}"
      )
      .adding(
        "subscriptionPicture", "/api/subscriptions/{id}/series/chart.png{?from,to,resolution,width,height,scale,theme}"
      )
      .adding("subscriptionAlarms", "/api/subscriptions/{id}/alarms{?cursor,limit}")
      .adding("subscriptionLive", "/api/subscriptions/{id}/live")
  }
}
