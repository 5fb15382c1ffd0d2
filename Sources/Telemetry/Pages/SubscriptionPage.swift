import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

/// /explorer/subscriptions/{id}: the newest values, what they were, and when there was an alarm.
extension TelemetryFeature {
  func subscriptionPage(_ id: Subscription.ID, _ reader: PageReader, days: Int) async throws -> ServerPage {
    let subscription = try await subscription(id, of: reader.driver, in: database).subscription
    let values = try await latest(of: id, reader.driver, after: nil, limit: 200).map(\.item)
    let alarms = try await alarms(of: id, reader.driver, after: nil, limit: 20)
    let names = try await names(of: values.map(\.deviceId) + alarms.map(\.deviceId))
    return ServerPage(
      subscription.name,
      under: [.init(reader.text("Abonnements", "Subscriptions"), "explorer/subscriptions")],
      content: HTML([
        Tag.section(.class("card")) { state(of: subscription, reader) },
        table(of: values, names, reader), pictures(of: subscription, days, reader), list(of: alarms, names, reader),
        buttonForm(
          reader.text("Supprimer l'abonnement", "Delete the subscription"), to: "explorer/subscriptions/\(id)/delete"),
      ]))
  }

  private struct DeviceName: Sendable {
    let name: String
    let zone: String
  }

  private func names(of devices: [Device.ID]) async throws -> [Device.ID: DeviceName] {
    let found = try await database.query(
      """
      select d.id, d.name, s.time_zone from devices d join sites s on s.id = d.site_id
      where d.id = any(\(Array(Set(devices))))
      """
    ) { row in (try row.next(Device.ID.self), DeviceName(name: try row.next(), zone: try row.next())) }
    return Dictionary(found) { first, _ in first }
  }

  private func table(of values: [MetricLatest], _ names: [Device.ID: DeviceName], _ reader: PageReader) -> HTML {
    reader.card(reader.text("Dernières valeurs", "Newest values")) {
      if values.isEmpty { Tag.p(reader.text("Rien à suivre.", "Nothing to follow."), .class("muted")) }
      Tag.div(.class("scroll")) {
        Tag.table {
          Tag.thead {
            Tag.tr {
              for name in [
                reader.text("Appareil", "Device"), reader.text("Grandeur", "Metric"), reader.text("Valeur", "Value"),
                reader.text("Heure", "Time"),
              ] { Tag.th(name, .the(.scope, "col")) }
            }
          }
          Tag.tbody { for value in values { row(of: value, names[value.deviceId], reader) } }
        }
      }
    }
  }

  private func row(of value: MetricLatest, _ device: DeviceName?, _ reader: PageReader) -> HTML {
    Tag.tr {
      Tag.th(.the(.scope, "row")) {
        Tag.a(.to("explorer/devices/\(value.deviceId)")) { device?.name ?? "–" }
      }
      Tag.td(value.key.text(in: reader.language))
      Tag.td(value.value.map { reader.value($0, value.unit) } ?? "–", .class("number"))
      Tag.td {
        if let at = value.at, let device {
          reader.time(at, in: device.zone)
          if value.isStale { HTML([" ", reader.tag(reader.text("ancienne", "old"), state: "stale")]) }
        } else {
          reader.text("jamais reçue", "never received")
        }
      }
    }
  }

  private func pictures(of subscription: Subscription, _ days: Int, _ reader: PageReader) -> HTML {
    let now = Instant(seconds: clock.now.seconds)
    return reader.card(reader.text("Historique", "History")) {
      reader.spans(at: "explorer/subscriptions/\(subscription.id)", shown: days)
      reader.picture(
        of: "api/subscriptions/\(subscription.id)/series", subscription.name, from: now - .seconds(days * 86_400),
        to: now)
    }
  }

  private func list(of alarms: [AlarmNotice], _ names: [Device.ID: DeviceName], _ reader: PageReader) -> HTML {
    if alarms.isEmpty { return HTML() }
    return reader.card(reader.text("Alarmes", "Alarms")) {
      Tag.ul(.class("list")) {
        for alarm in alarms {
          Tag.li {
            Tag.div(.class("grow")) {
              Tag.strong(names[alarm.deviceId]?.name ?? "–")
              Tag.small("\(alarm.key.text(in: reader.language)) : \(reader.value(alarm.value, alarm.unit))")
            }
            reader.time(alarm.at, in: names[alarm.deviceId]?.zone ?? "Europe/Paris")
            alarm.state == .raised
              ? reader.tag(reader.text("alarme", "alarm"), state: "alarm") : reader.tag(reader.text("finie", "over"))
          }
        }
      }
    }
  }
}
