import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// /explorer/devices/{id}: its newest values, what they were, and what one's role allows.
extension SitesFeature {
  var devicePages: [Route] {
    newDevicePages + deviceActions + [
      doorkeeper.page("/explorer/devices/{id}", "A device, as a page without a script") {
        (call: Call<PagePath, SpanQuery, NoBody>, reader) in
        .page(try await devicePage(call.path.device, reader, reader.blank, days: call.query.shown))
      }
    ]
  }

  func devicePage(
    _ id: Device.ID, _ reader: PageReader, _ form: FilledForm, days: Int = 1
  ) async throws -> ServerPage {
    let found = try await device(id, for: reader.driver, in: database)
    let site = try await site(found.device.siteId, for: reader.driver, in: database).site
    return ServerPage(
      reader.name(of: found.device, at: site),
      under: [
        .init(reader.text("Sites", "Sites"), "explorer/sites"),
        .init(reader.name(of: site), "explorer/sites/\(site.id)"),
      ],
      content: HTML([
        form.refusal, facts(of: found.device, reader), values(of: found.device, at: site, reader),
        pictures(of: found.device, days, reader), try await keyList(of: found, at: site, reader),
        settings(of: found, reader, form),
      ]))
  }

  private func facts(of device: Device, _ reader: PageReader) -> HTML {
    Tag.section(.class("card")) {
      Tag.div {
        reader.tag(device.kind.text(in: reader.language))
        if device.isStale { reader.tag(reader.text("sans nouvelles", "silent"), state: "stale") }
      }
      if let serial = device.serial {
        Tag.dl(.class("facts")) { fact(reader.text("Numéro de série", "Serial number"), HTML(serial)) }
      }
    }
  }

  private func values(of device: Device, at site: EnergySite, _ reader: PageReader) -> HTML {
    reader.card(reader.text("Dernières valeurs", "Newest values")) {
      Tag.div(.class("scroll")) {
        Tag.table {
          Tag.thead {
            Tag.tr {
              for name in [
                reader.text("Grandeur", "Metric"), reader.text("Valeur", "Value"), reader.text("Heure", "Time"),
              ] { Tag.th(name, .the(.scope, "col")) }
            }
          }
          Tag.tbody { for metric in device.metrics { row(of: metric, at: site, reader) } }
        }
      }
    }
  }

  private func row(of metric: DeviceMetric, at site: EnergySite, _ reader: PageReader) -> HTML {
    Tag.tr {
      Tag.th(metric.key.text(in: reader.language), .the(.scope, "row"))
      Tag.td(metric.latest.map { reader.value($0.value, metric.unit) } ?? "–", .class("number"))
      Tag.td {
        if let latest = metric.latest {
          reader.time(latest.at, in: site.timeZone)
          if latest.isStale { HTML([" ", reader.tag(reader.text("ancienne", "old"), state: "stale")]) }
        } else {
          reader.text("jamais reçue", "never received")
        }
      }
    }
  }

  private func pictures(of device: Device, _ days: Int, _ reader: PageReader) -> HTML {
    reader.card(reader.text("Historique", "History")) {
      reader.spans(at: "explorer/devices/\(device.id)", shown: days)
      for metric in device.metrics where metric.latest != nil { picture(of: metric, device, days, reader) }
    }
  }

  private func picture(of metric: DeviceMetric, _ device: Device, _ days: Int, _ reader: PageReader) -> HTML {
    let now = Instant(seconds: clock.now.seconds)
    return reader.picture(
      of: "api/devices/\(device.id)/metrics/\(metric.key.rawValue)/series", name(of: metric.key, reader),
      from: now - .seconds(days * 86_400), to: now)
  }
}
