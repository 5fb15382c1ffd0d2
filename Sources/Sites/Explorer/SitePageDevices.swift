import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// What stands at a site, on its page, and the form for one more.
struct NewDeviceQuery: Decodable, Sendable {
  let kind: DeviceKind?
}

/// What a form says of a device.
struct DeviceForm: Decodable, Sendable {
  let kind: DeviceKind
  let name: ThingName
  let serial: SerialNumber?
  let metric: [MetricKey]?
}

extension SitesFeature {
  var newDevicePages: [Route] {
    [
      doorkeeper.page("/explorer/sites/{id}/new", "A form for a device of a kind, without a script") {
        (call: Call<PagePath, NewDeviceQuery, NoBody>, reader) in
        .page(try await newDevicePage(call.path.site, call.query.kind ?? .other, reader, reader.blank))
      },
      doorkeeper.action(
        "/explorer/sites/{id}/devices", "Add a device from that form",
        home: { (path: PagePath) in
          "explorer/sites/\(path.id)"
        }
      ) { call, reader in
        let id = try call.path.site
        let kind = call.body["kind"].flatMap(DeviceKind.init) ?? .other
        return try await reader.trying(elsePage: { try await newDevicePage(id, kind, reader, $0) }) {
          let wanted = try call.body.fields(DeviceForm.self)
          let link = try await doorkeeper.onlyOnce(call.body, call.request, reader.driver) { transaction in
            "explorer/devices/\(try await add(wanted.device, to: id, reader.driver, in: transaction))"
          }
          return .seeOther(link, .created)
        }
      },
    ]
  }

  func deviceList(
    of place: EnergySite.Versioned, _ reader: PageReader, _ query: SitePageQuery
  ) async throws -> HTML {
    let site = place.site
    let asked = DeviceQuery(
      kind: nil, stale: query.stale, cursor: try query.devices.map { Cursor(id: try PagePath.read($0)) }, limit: nil)
    let found = try await devices(of: site.id, asked, for: reader.driver, limit: 51)
    let shown = found.prefix(50)
    return reader.card(reader.text("Appareils", "Devices")) {
      if shown.isEmpty { Tag.p(reader.text("Aucun appareil.", "No device."), .class("muted")) }
      Tag.ul(.class("list")) { for device in shown { line(of: device, at: site, reader) } }
      Tag.div(.class("inline")) {
        if query.stale == true || query.devices != nil {
          Tag.a(.class("button small"), .to("explorer/sites/\(site.id)")) { reader.text("Tous", "All") }
        } else if site.devices.stale > 0 {
          Tag.a(.class("button small"), .to("explorer/sites/\(site.id)?stale=true")) {
            reader.text("Sans nouvelles seulement", "Silent ones only")
          }
        }
        if found.count > 50, let last = shown.last {
          Tag.a(.class("button small"), .to(next(at: site.id, after: last.id, query))) { reader.text("Suite", "More") }
        }
      }
      if place.right >= .technician { kindForm(site, reader) }
    }
  }

  private func next(at site: EnergySite.ID, after last: Device.ID, _ query: SitePageQuery) -> LocalLink {
    query.stale == true
      ? "explorer/sites/\(site)?stale=true&devices=\(last)" : "explorer/sites/\(site)?devices=\(last)"
  }

  private func line(of device: Device, at site: EnergySite, _ reader: PageReader) -> HTML {
    let first = device.metrics.first { $0.latest != nil }
    return Tag.li {
      Tag.div(.class("grow")) {
        Tag.a(.to("explorer/devices/\(device.id)")) { Tag.strong(reader.name(of: device, at: site)) }
        Tag.small(device.kind.text(in: reader.language))
      }
      Tag.div {
        if let first, let latest = first.latest { Tag.span(reader.value(latest.value, first.unit) + " ") }
        if device.isStale { reader.tag(reader.text("sans nouvelles", "silent"), state: "stale") }
      }
    }
  }

  private func kindForm(_ site: EnergySite, _ reader: PageReader) -> HTML {
    Tag.form(.class("inline"), .asks("explorer/sites/\(site.id)/new")) {
      reader.blank.choice(
        "kind", Text(fr: "Ajouter un appareil", en: "Add a device"),
        DeviceKind.allCases.map { ($0.rawValue, $0.text(in: reader.language)) }, value: nil)
      Tag.button(reader.text("Continuer", "Go on"), .class("button"))
    }
  }

  private func newDevicePage(
    _ id: EnergySite.ID, _ kind: DeviceKind, _ reader: PageReader, _ form: FilledForm
  ) async throws -> ServerPage {
    let found = try await site(id, for: reader.driver, in: database)
    try found.right.require(.technician)
    let site = found.site
    let others = MetricKey.allCases.filter { !kind.required.contains($0) }
    return ServerPage(
      reader.text("Nouvel appareil : ", "New device: ") + kind.text(in: reader.language),
      under: [.init(reader.text("Sites", "Sites"), "explorer/sites"), .init(site.name, "explorer/sites/\(id)")],
      content: HTML([
        form.refusal,
        Tag.form(.class("form card"), .posts(to: "explorer/sites/\(id)/devices")) {
          form.once
          form.hidden("kind", kind.rawValue)
          form.field("name", Text(fr: "Nom", en: "Name"), .is(.required), .the(.longest, "100"))
          form.field("serial", Text(fr: "Numéro de série (facultatif)", en: "Serial number (optional)"))
          required(kind, reader, form)
          Tag.fieldset {
            Tag.legend(reader.text("Il mesure aussi", "It measures as well"))
            Tag.div(.class("boxes")) { for key in others { form.box("metric", key.rawValue, name(of: key, reader)) } }
          }
          Tag.button(reader.text("Ajouter l'appareil", "Add the device"), .class("button primary"))
        },
      ]))
  }

  private func required(_ kind: DeviceKind, _ reader: PageReader, _ form: FilledForm) -> HTML {
    if kind.required.isEmpty { return HTML() }
    let names = kind.required.map { name(of: $0, reader) }.joined(separator: ", ")
    return Tag.div {
      for key in kind.required { form.hidden("metric", key.rawValue) }
      Tag.p(reader.text("Il mesure toujours : \(names).", "It always measures: \(names)."), .class("hint"))
    }
  }

  func name(of key: MetricKey, _ reader: PageReader) -> String {
    "\(key.text(in: reader.language)) (\(key.metric.unit))"
  }
}

extension DeviceForm {
  fileprivate var device: AddDevice {
    AddDevice(
      kind: kind, name: name, serial: serial,
      metrics: (metric ?? []).map { WantedMetric(key: $0, period: nil, precision: nil) })
  }
}
