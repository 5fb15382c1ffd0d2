import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

/// /explorer/subscriptions/{id}: the newest values of what I follow, what they were, and the limits.
extension TelemetryFeature {
  var subscriptionPages: [Route] {
    let home: @Sendable (PagePath) -> LocalLink = { "explorer/subscriptions/\($0.id)" }
    return [
      doorkeeper.page("/explorer/subscriptions/{id}", "A subscription, as a page without a script") {
        (call: Call<PagePath, SpanQuery, NoBody>, reader) in
        .page(try await subscriptionPage(call.path.read(), reader, reader.blank, days: call.query.shown))
      },
      doorkeeper.action("/explorer/subscriptions/{id}/change", "Change a subscription from its page", home: home) {
        call, reader in
        let id: Subscription.ID = try call.path.read()
        return try await reader.trying(elsePage: { try await subscriptionPage(id, reader, $0) }) {
          let wanted = try call.body.fields(LimitsForm.self).change
          try await database.transaction { transaction in
            _ = try await self.change(id, wanted, reader.driver, in: transaction) { try call.body.requireVersion($0) }
          }
          return .seeOther(home(call.path), .saved)
        }
      },
      doorkeeper.action("/explorer/subscriptions/{id}/delete", "End a subscription from its page", home: home) {
        call, reader in
        let id: Subscription.ID = try call.path.read()
        try await database.transaction { try await delete(id, reader.driver, in: $0) }
        return .seeOther("explorer/subscriptions", .deleted)
      },
    ]
  }

  private func subscriptionPage(
    _ id: Subscription.ID, _ reader: PageReader, _ form: FilledForm, days: Int = 1
  ) async throws -> ServerPage {
    let found = try await subscription(id, of: reader.driver, in: database)
    let values = try await followed(by: id, reader.driver)
    return ServerPage(
      found.subscription.name,
      under: [.init(reader.text("Abonnements", "Subscriptions"), "explorer/subscriptions")],
      content: HTML([
        form.refusal, table(of: values, found.subscription, reader),
        pictures(of: values, found.subscription, days, reader),
        settings(of: found, reader, form),
      ]))
  }

  fileprivate struct Followed: Sendable {
    let name: Subscription.MetricName
    let device: String
    let zone: String
    let value: Double?
    let at: Instant?
    let isStale: Bool
  }

  /// As many as a page bears; the API goes on.
  private func followed(by id: Subscription.ID, _ driver: Driver) async throws -> [Followed] {
    let now = clock.now
    return try await database.query(
      """
      select v.device_id, v.key, d.name, s.time_zone, l.value, l.at,
        coalesce(l.at < \(now) - make_interval(secs => 3 * v.period_seconds), true)
      from subscribed_metrics v join devices d on d.id = v.device_id join sites s on s.id = v.site_id
        left join metric_latest l on l.metric_id = v.metric_id
      where v.subscription_id = \(id) and v.account_id = \(driver.id) and (v.role <> 'admin' or \(driver.administers))
      order by v.place, v.metric_id limit 200
      """
    ) { row in
      Followed(
        name: Subscription.MetricName(deviceId: try row.next(), key: try row.word()), device: try row.next(),
        zone: try row.next(), value: try row.next(), at: try row.next(), isStale: try row.next())
    }
  }

  /// What has the unit of most in one picture, and each of the others in one of its own.
  private func pictures(
    of values: [Followed], _ subscription: Subscription, _ days: Int, _ reader: PageReader
  ) -> HTML {
    let (now, id) = (Instant(seconds: clock.now.seconds), subscription.id)
    let (from, unit) = (now - .seconds(days * 86_400), Self.pictured(values.map(\.name.key.metric.unit)))
    return reader.card(reader.text("Historique", "History")) {
      reader.spans(at: "explorer/subscriptions/\(id)", shown: days)
      reader.picture(of: "api/subscriptions/\(id)/series", subscription.name, from: from, to: now)
      for one in values.filter({ $0.name.key.metric.unit != unit }).prefix(12) {
        reader.picture(
          of: "api/devices/\(one.name.deviceId)/metrics/\(one.name.key.rawValue)/series",
          "\(one.device) · \(one.name.key.text(in: reader.language))", from: from, to: now)
      }
    }
  }

  private func table(of values: [Followed], _ subscription: Subscription, _ reader: PageReader) -> HTML {
    let raised = Set(subscription.alarms.map { Subscription.MetricName(deviceId: $0.deviceId, key: $0.key) })
    return reader.card(reader.text("Dernières valeurs", "Newest values")) {
      if values.isEmpty { Tag.p(reader.text("Rien pour l'instant.", "Nothing so far."), .class("muted")) }
      Tag.ul(.class("list")) {
        for one in values { line(of: one, isRaised: raised.contains(one.name), reader) }
      }
    }
  }

  private func line(of one: Followed, isRaised: Bool, _ reader: PageReader) -> HTML {
    Tag.li {
      Tag.div(.class("grow")) {
        Tag.a(.to("explorer/devices/\(one.name.deviceId)")) { Tag.strong(one.device) }
        Tag.small(one.name.key.text(in: reader.language))
      }
      Tag.div {
        if let value = one.value, let at = one.at {
          Tag.strong(reader.value(value, one.name.key.metric.unit) + " ")
          Tag.small { reader.time(at, in: one.zone) }
        } else {
          Tag.span(reader.text("jamais reçue", "never received"), .class("muted"))
        }
        if isRaised { reader.tag(reader.text("alarme", "alarm"), state: "alarm") }
        if one.isStale, one.value != nil { reader.tag(reader.text("ancienne", "old"), state: "stale") }
      }
    }
  }

  private func settings(of found: Subscription.Versioned, _ reader: PageReader, _ form: FilledForm) -> HTML {
    let id = found.subscription.id
    return reader.card(reader.text("Réglages", "Settings")) {
      Tag.details(.is(.open, when: form.sent("version"))) {
        Tag.summary(reader.text("Nom et limites", "Name and limits"))
        Tag.form(.class("form wide"), .posts(to: "explorer/subscriptions/\(id)/change")) {
          form.hidden("version", found.tag.opaque)
          form.subscription(found.subscription)
          Tag.button(reader.text("Enregistrer", "Save"), .class("button primary"))
        }
      }
      Tag.details {
        Tag.summary(reader.text("Se désabonner", "Unsubscribe"), .class("danger"))
        buttonForm(
          reader.text("Supprimer l'abonnement", "Delete the subscription"), to: "explorer/subscriptions/\(id)/delete",
          style: "button danger")
      }
    }
  }
}
