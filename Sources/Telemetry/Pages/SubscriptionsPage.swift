import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

/// What a form says of a subscription: a rule over all my sites, perhaps with limits.
struct SubscriptionForm: Decodable, Sendable {
  let name: ThingName
  let metric: [MetricKey]?
  let above: Double?
  let below: Double?
  let forSeconds: AlarmSeconds?

  func wanted() throws -> CreateSubscription {
    guard let metric, !metric.isEmpty else {
      throw Problem(.validation, faults: [Problem.Fault("/metric", .missing)])
    }
    var alarm: WantedAlarm?
    if above != nil || below != nil {
      guard let forSeconds else { throw Problem(.validation, faults: [Problem.Fault("?forSeconds", .missing)]) }
      let wanted = WantedAlarm(above: above, below: below, forSeconds: forSeconds)
      if let fault = wanted.fault { throw Problem(.validation, faults: [Problem.Fault("?below", fault)]) }
      alarm = wanted
    }
    let rule = WantedRule(siteIds: nil, kinds: nil, keys: metric)
    return CreateSubscription(name: name, metrics: nil, rule: rule, alarm: alarm)
  }
}

struct SubscriptionsPageQuery: Decodable, Sendable {
  let after: String?
}

/// /explorer/subscriptions: what I follow, and a form for more.
extension TelemetryFeature {
  var pages: [Route] {
    [
      doorkeeper.page("/explorer/subscriptions", "What I follow, as a page without a script") {
        (call: Call<Nothing, SubscriptionsPageQuery, NoBody>, reader) in
        .page(try await subscriptionsPage(reader, reader.blank, after: call.query.after))
      },
      doorkeeper.action(
        "/explorer/subscriptions", "Follow metrics from that page", home: { (_: Nothing) in "explorer/subscriptions" }
      ) { call, reader in
        try await reader.trying(elsePage: { try await subscriptionsPage(reader, $0) }) {
          let wanted = try call.body.fields(SubscriptionForm.self).wanted()
          let link = try await doorkeeper.onlyOnce(call.body, call.request, reader.driver) { transaction in
            "explorer/subscriptions/\(try await insert(wanted, reader.driver, in: transaction))"
          }
          return .seeOther(link, .created)
        }
      },
      doorkeeper.page("/explorer/subscriptions/{id}", "A subscription, as a page without a script") {
        (call: Call<PagePath, SpanQuery, NoBody>, reader) in
        .page(try await subscriptionPage(call.path.read(), reader, days: call.query.shown))
      },
      doorkeeper.action(
        "/explorer/subscriptions/{id}/delete", "End a subscription from its page",
        home: { (path: PagePath) in
          "explorer/subscriptions/\(path.id)"
        }
      ) { call, reader in
        let id = try call.path.read(Subscription.self)
        let count = try await database.execute(
          "delete from subscriptions where id = \(id) and account_id = \(reader.driver.id)")
        guard count == 1 else { throw Problem(.notFound) }
        return .seeOther("explorer/subscriptions", .deleted)
      },
    ]
  }

  private func subscriptionsPage(
    _ reader: PageReader, _ form: FilledForm, after: String? = nil
  ) async throws -> ServerPage {
    let last = try after.map { try PagePath.read($0, as: Subscription.self) }
    let found = try await subscriptions(of: reader.driver, after: last, limit: 51)
    let shown = found.prefix(50)
    return ServerPage(
      reader.text("Abonnements", "Subscriptions"),
      content: HTML([
        Tag.section(.class("card")) {
          if shown.isEmpty { Tag.p(reader.text("Aucun abonnement.", "No subscription."), .class("muted")) }
          Tag.ul(.class("list")) { for one in shown { line(of: one, reader) } }
          if found.count > 50, let last = shown.last {
            Tag.a(.class("button small"), .to("explorer/subscriptions?after=\(last.id)")) {
              reader.text("Suite", "More")
            }
          }
        },
        newSubscription(reader, form),
      ]))
  }

  private func line(of subscription: Subscription, _ reader: PageReader) -> HTML {
    Tag.li {
      Tag.div(.class("grow")) {
        Tag.a(.to("explorer/subscriptions/\(subscription.id)")) { Tag.strong(subscription.name) }
      }
      state(of: subscription, reader)
    }
  }

  func state(of subscription: Subscription, _ reader: PageReader) -> HTML {
    switch subscription.alarmState {
    case nil: HTML()
    case .ok: reader.tag(reader.text("dans les limites", "within limits"))
    case .alarm: reader.tag(reader.text("alarme", "alarm"), state: "alarm")
    }
  }

  private func newSubscription(_ reader: PageReader, _ form: FilledForm) -> HTML {
    reader.card(reader.text("Nouvel abonnement", "New subscription")) {
      form.refusal
      Tag.form(.class("form wide"), .posts(to: "explorer/subscriptions")) {
        form.once
        form.field("name", Text(fr: "Nom", en: "Name"), .is(.required), .the(.longest, "100"))
        Tag.fieldset {
          Tag.legend(reader.text("Grandeurs, sur tous mes sites", "Metrics, at all my sites"))
          Tag.div(.class("boxes")) {
            for key in MetricKey.allCases { form.box("metric", key.rawValue, key.text(in: reader.language)) }
          }
        }
        form.field(
          "above", Text(fr: "Alarme au-dessus de (facultatif)", en: "Alarm above (optional)"),
          .the(.inputmode, "decimal"))
        form.field(
          "below", Text(fr: "Alarme au-dessous de (facultatif)", en: "Alarm below (optional)"),
          .the(.inputmode, "decimal"))
        form.field(
          "forSeconds", Text(fr: "Pendant au moins (secondes)", en: "For at least (seconds)"), value: "60",
          .the(.inputmode, "numeric"))
        Tag.button(reader.text("S'abonner", "Follow"), .class("button primary"))
      }
    }
  }
}

extension PagePath {
  fileprivate static func read<Item>(_ text: String, as _: Item.Type) throws -> Identifier<Item> { try read(text) }
}
