import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// /explorer/devices/{id}: its newest values, what they were, and what one's role allows.
struct DevicePageQuery: Decodable, Sendable {
  let days: Int?
}

extension SitesFeature {
  /// The spans that the pictures are drawn for, in days.
  private static let spans = [1, 7, 30]

  var devicePages: [Route] {
    newDevicePages + deviceActions + [
      page("/explorer/devices/{id}", "A device, as a page without a script") {
        (call: Call<PagePath, DevicePageQuery, NoBody>, reader) in
        let days = call.query.days.flatMap { Self.spans.contains($0) ? $0 : nil }
        return .page(try await devicePage(call.path.device, reader, reader.blank, days: days ?? 1))
      }
    ]
  }

  func devicePage(
    _ id: Device.ID, _ reader: PageReader, _ form: FilledForm, days: Int = 1
  ) async throws -> ServerPage {
    let found = try await device(id, for: reader.driver, in: database)
    let site = try await site(found.device.siteId, for: reader.driver, in: database).site
    return ServerPage(
      found.device.name,
      under: [
        .init(reader.text("Sites", "Sites"), "explorer/sites"), .init(site.name, "explorer/sites/\(site.id)"),
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
      Tag.nav(.class("inline"), .the(.label, reader.text("Durée", "Span"))) {
        for span in Self.spans { spanLink(span, days, of: device, reader) }
      }
      for metric in device.metrics where metric.latest != nil { picture(of: metric, device, days, reader) }
    }
  }

  private func spanLink(_ span: Int, _ shown: Int, of device: Device, _ reader: PageReader) -> HTML {
    let text = reader.text(span == 1 ? "24 heures" : "\(span) jours", span == 1 ? "24 hours" : "\(span) days")
    let link: LocalLink = "explorer/devices/\(device.id)?days=\(span)"
    return span == shown
      ? Tag.a(.class("button small primary"), .to(link), .the(.current, "true")) { text }
      : Tag.a(.class("button small"), .to(link)) { text }
  }

  private func picture(of metric: DeviceMetric, _ device: Device, _ days: Int, _ reader: PageReader) -> HTML {
    let now = Instant(seconds: clock.now.seconds)
    let series: LocalLink = "api/devices/\(device.id)/metrics/\(metric.key.rawValue)/series"
    let (from, to) = (now - .seconds(days * 86_400), now)
    let picture: LocalLink = "\(link: series)/chart.svg?from=\(from)&to=\(to)&width=640&height=320"
    let name = name(of: metric.key, reader)
    return Tag.figure {
      Tag.figcaption {
        Tag.strong(name)
        Tag.a(.to("\(link: series)?from=\(from)&to=\(to)")) { reader.text("Données (JSON)", "Data (JSON)") }
      }
      Tag.picture {
        Tag.source(.shows(oneOf: "\(link: picture)&theme=dark"), .the(.media, "(prefers-color-scheme: dark)"))
        Tag.img(.shows("\(link: picture)&theme=light"), .the(.alt, name), .the(.width, "640"), .the(.height, "320"))
      }
    }
  }
}
