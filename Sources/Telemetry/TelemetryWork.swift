import Postgres
import Runtime

extension TelemetryFeature {
  var work: [BackgroundWork] { keeping + telling + broker }

  private var keeping: [BackgroundWork] {
    let hot = history.hot
    return [
      BackgroundWork("samples packed", every: .seconds(20)) { try await hot.packDue() },
      BackgroundWork("late samples", every: .seconds(2)) { try await hot.mergeLate() },
      BackgroundWork("history sweep", every: .seconds(3600)) { try await hot.sweep() },
      BackgroundWork("alarms", every: .seconds(1)) { try await evaluateAlarms() },
      BackgroundWork("alarm notices sweep", every: .seconds(3600)) { try await sweepAlarms() },
    ]
  }

  private var telling: [BackgroundWork] {
    [
      BackgroundWork("live samples", every: .milliseconds(100), longestPause: .seconds(1)) {
        var next = hints.makeAsyncIterator()
        if await next.next() != nil { try await live.look() }
      },
      BackgroundWork("live samples look", every: .seconds(1)) { try await live.look() },
      BackgroundWork("live samples hear", every: .seconds(1)) {
        for await event in database.listen(to: News.channel) where event != .listening { try? await live.look() }
      },
      BackgroundWork("live samples tell", every: .milliseconds(100), longestPause: .seconds(1)) {
        guard news.take() else { return }
        try await database.execute("select pg_notify(\("\(News.channel)"), '')")
      },
    ]
  }

  private var broker: [BackgroundWork] {
    settings.broker.map { address in
      [BackgroundWork("mqtt", every: .milliseconds(500)) { try await listen(to: address) }]
    } ?? []
  }
}
