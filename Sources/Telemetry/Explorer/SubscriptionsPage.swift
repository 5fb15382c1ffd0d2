import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

/// /explorer/subscriptions: what I follow, and a form for more.
struct SubscriptionsPageQuery: Decodable, Sendable {
  let after: String?
}

extension TelemetryFeature {
  var explorer: [Route] { subscriptionList + subscriptionPages }

  private var subscriptionList: [Route] {
    [
      doorkeeper.page("/explorer/subscriptions", "What I follow, as a page without a script") {
        (call: Call<Nothing, SubscriptionsPageQuery, NoBody>, reader) in
        .page(try await subscriptionsPage(reader, reader.blank, after: call.query.after))
      },
      doorkeeper.action(
        "/explorer/subscriptions", "Follow more from that page", home: { (_: Nothing) in "explorer/subscriptions" }
      ) { call, reader in
        try await reader.trying(elsePage: { try await subscriptionsPage(reader, $0) }) {
          let wanted = try call.body.fields(SubscriptionForm.self).wanted
          let link = try await doorkeeper.onlyOnce(call.body, call.request, reader.driver) { transaction in
            "explorer/subscriptions/\(try await insert(wanted, reader.driver, in: transaction))"
          }
          return .seeOther(link, .created)
        }
      },
    ]
  }

  private func subscriptionsPage(
    _ reader: PageReader, _ form: FilledForm, after: String? = nil
  ) async throws -> ServerPage {
    let found = try await subscriptions(of: reader.driver, after: after.map { try PagePath.read($0) }, limit: 51)
    let shown = found.prefix(50)
    let sites = try await siteNames(of: reader.driver)
    return ServerPage(
      reader.text("Abonnements", "Subscriptions"),
      content: HTML([
        Tag.section(.class("card")) {
          if shown.isEmpty {
            Tag.p(reader.text("Aucun abonnement pour l'instant.", "No subscription so far."), .class("muted"))
          }
          Tag.ul(.class("list")) { for subscription in shown { line(of: subscription, reader) } }
          if found.count > 50, let last = shown.last {
            Tag.a(.class("button small"), .to("explorer/subscriptions?after=\(last.id)")) {
              reader.text("Suite", "More")
            }
          }
        },
        reader.card(reader.text("Nouvel abonnement", "New subscription")) {
          form.refusal
          ruleForm(sites, reader, form)
        },
      ]))
  }

  private func line(of subscription: Subscription, _ reader: PageReader) -> HTML {
    Tag.li {
      Tag.div(.class("grow")) {
        Tag.a(.to("explorer/subscriptions/\(subscription.id)")) { Tag.strong(subscription.name) }
      }
      if subscription.alarmState == .alarm { reader.tag(reader.text("en alarme", "in alarm"), state: "alarm") }
    }
  }

  private func ruleForm(_ sites: [(String, String)], _ reader: PageReader, _ form: FilledForm) -> HTML {
    let kinds = DeviceKind.allCases.map { ($0.rawValue, $0.text(in: reader.language)) }
    return Tag.form(.class("form wide"), .posts(to: "explorer/subscriptions")) {
      form.once
      form.subscription(nil)
      form.choice(
        "site", Text(fr: "Site", en: "Site"), [("", reader.text("Tous mes sites", "All my sites"))] + sites, value: "")
      form.choice(
        "kind", Text(fr: "Appareils", en: "Devices"), [("", reader.text("Tous", "All"))] + kinds, value: "")
      Tag.fieldset(.class("whole")) {
        Tag.legend(reader.text("Grandeurs", "Metrics"))
        Tag.div(.class("boxes")) {
          for key in MetricKey.allCases {
            form.box("key", key.rawValue, "\(key.text(in: reader.language)) (\(key.metric.unit))")
          }
        }
      }
      Tag.button(reader.text("S'abonner", "Subscribe"), .class("button primary"))
    }
  }

  private func siteNames(of driver: Driver) async throws -> [(String, String)] {
    try await database.query(
      """
      select s.id, s.name from sites s \(sql: SiteAccess.join(driver, site: "s.id")) order by s.name, s.id limit 500
      """
    ) { row in (try row.next(EnergySite.ID.self).description, try row.next(String.self)) }
  }
}
