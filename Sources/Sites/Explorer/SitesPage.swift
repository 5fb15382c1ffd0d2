import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// /explorer/sites: all that I may see, and a form for another one.
struct SitesPageQuery: Decodable, Sendable {
  let after: String?
}

/// What a form says of a site.
struct SiteForm: Decodable, Sendable {
  let name: ThingName
  let lat: Latitude?
  let lon: Longitude?
  let timeZone: ZoneName?

  var location: WantedLocation? {
    get throws {
      switch (lat, lon) {
      case (let lat?, let lon?): return WantedLocation(lat: lat, lon: lon)
      case (nil, nil): return nil
      default: throw Problem(.validation, faults: [Problem.Fault(lat == nil ? "?lat" : "?lon", .missing)])
      }
    }
  }
}

extension SitesFeature {
  var siteList: [Route] {
    [
      doorkeeper.page("/explorer", "To the first of the pages without a script") {
        (_: Call<Nothing, Nothing, NoBody>, _) in
        .seeOther("explorer/sites")
      },
      doorkeeper.page("/explorer/sites", "My sites, as a page without a script") {
        (call: Call<Nothing, SitesPageQuery, NoBody>, reader) in
        .page(try await sitesPage(reader, reader.blank, after: call.query.after))
      },
      doorkeeper.action("/explorer/sites", "Make a site from that page", home: { (_: Nothing) in "explorer/sites" }) {
        call, reader in
        try await reader.trying(elsePage: { try await sitesPage(reader, $0) }) {
          let wanted = try call.body.fields(SiteForm.self)
          let location = try wanted.location
          let link = try await doorkeeper.onlyOnce(call.body, call.request, reader.driver) { transaction in
            let id = try await create(
              wanted.name.text, location, wanted.timeZone?.text ?? "Europe/Paris", for: reader.driver, in: transaction)
            return "explorer/sites/\(id)"
          }
          return .seeOther(link, .created)
        }
      },
    ]
  }

  private func sitesPage(_ reader: PageReader, _ form: FilledForm, after: String? = nil) async throws -> ServerPage {
    let found = try await sites(of: reader.driver, after: after.map { try PagePath.read($0) }, limit: 51)
    let shown = found.prefix(50)
    return ServerPage(
      reader.text("Sites", "Sites"),
      content: HTML([
        Tag.section(.class("card")) {
          if shown.isEmpty { Tag.p(reader.text("Aucun site pour l'instant.", "No site so far."), .class("muted")) }
          Tag.ul(.class("list")) { for site in shown { line(of: site, reader) } }
          if found.count > 50, let last = shown.last {
            Tag.a(.class("button small"), .to("explorer/sites?after=\(last.id)")) { reader.text("Suite", "More") }
          }
        },
        reader.card(reader.text("Nouveau site", "New site")) {
          form.refusal
          Tag.form(.class("form wide"), .posts(to: "explorer/sites")) {
            form.once
            siteFields(form, nil)
            Tag.button(reader.text("Créer le site", "Create the site"), .class("button primary"))
          }
        },
      ]))
  }

  private func line(of site: EnergySite, _ reader: PageReader) -> HTML {
    Tag.li {
      Tag.div(.class("grow")) {
        Tag.a(.to("explorer/sites/\(site.id)")) { Tag.strong(reader.name(of: site)) }
        Tag.small(site.roleText(in: reader.language))
      }
      totals(of: site, reader)
    }
  }

  func totals(of site: EnergySite, _ reader: PageReader) -> HTML {
    let (total, stale, alarm) = (site.devices.total, site.devices.stale, site.devices.alarm)
    return Tag.div {
      reader.tag(
        reader.text("\(total) appareil\(total > 1 ? "s" : "")", "\(total) device\(total == 1 ? "" : "s")"))
      if stale > 0 { reader.tag(reader.text("\(stale) sans nouvelles", "\(stale) silent"), state: "stale") }
      if alarm > 0 { reader.tag(reader.text("\(alarm) en alarme", "\(alarm) in alarm"), state: "alarm") }
    }
  }

  func siteFields(_ form: FilledForm, _ site: EnergySite?) -> HTML {
    HTML([
      form.field(
        "name", Text(fr: "Nom du site", en: "Name of the site"), value: site?.name, .is(.required),
        .the(.longest, "100")),
      form.field(
        "timeZone", Text(fr: "Fuseau horaire", en: "Time zone"), value: site?.timeZone ?? "Europe/Paris",
        hint: Text(fr: "Ses jours sont ceux du site.", en: "Its days are those of the site.")),
      form.field(
        "lat", Text(fr: "Latitude (facultatif)", en: "Latitude (optional)"),
        value: site?.location?.lat.short, .the(.inputmode, "decimal")),
      form.field(
        "lon", Text(fr: "Longitude (facultatif)", en: "Longitude (optional)"),
        value: site?.location?.lon.short, .the(.inputmode, "decimal")),
    ])
  }
}
