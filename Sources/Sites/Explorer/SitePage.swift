import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// /explorer/sites/{id}: what stands there, who is there, and what one's role allows.
struct SitePageQuery: Decodable, Sendable {
  let devices: String?
  let people: String?
  let stale: Bool?

  static let first = SitePageQuery(devices: nil, people: nil, stale: nil)
}

extension SitesFeature {
  var sitePages: [Route] {
    let home: @Sendable (PagePath) -> LocalLink = { "explorer/sites/\($0.id)" }
    return [
      doorkeeper.page("/explorer/sites/{id}", "A site, as a page without a script") {
        (call: Call<PagePath, SitePageQuery, NoBody>, reader) in
        .page(try await sitePage(call.path.site, reader, reader.blank, call.query))
      },
      doorkeeper.action("/explorer/sites/{id}/change", "Change a site from its page", home: home) { call, reader in
        let id = try call.path.site
        return try await reader.trying(elsePage: { try await sitePage(id, reader, $0) }) {
          let wanted = try call.body.fields(SiteForm.self)
          let change = ChangeSite(name: wanted.name, location: .some(try wanted.location), timeZone: wanted.timeZone)
          try await database.transaction { transaction in
            _ = try await self.change(id, change, reader.driver, in: transaction) { try call.body.requireVersion($0) }
          }
          return .seeOther(home(call.path), .saved)
        }
      },
      doorkeeper.action("/explorer/sites/{id}/delete", "Delete a site from its page", home: home) { call, reader in
        try await database.transaction { try await delete(call.path.site, reader.driver, in: $0) }
        return .seeOther("explorer/sites", .deleted)
      },
    ]
  }

  func sitePage(
    _ id: EnergySite.ID, _ reader: PageReader, _ form: FilledForm, _ query: SitePageQuery = .first
  ) async throws -> ServerPage {
    let found = try await site(id, for: reader.driver, in: database)
    let site = found.site
    return ServerPage(
      reader.name(of: site), under: [.init(reader.text("Sites", "Sites"), "explorer/sites")],
      content: HTML([
        form.refusal, facts(of: site, reader), try await deviceList(of: found, reader, query),
        try await peopleList(of: found, reader, query), try await invitationList(of: found, reader, form),
        settings(of: found, reader, form),
      ]))
  }

  private func facts(of site: EnergySite, _ reader: PageReader) -> HTML {
    Tag.section(.class("card")) {
      totals(of: site, reader)
      Tag.dl(.class("facts")) {
        fact(reader.text("Mon rôle", "My role"), HTML(site.roleText(in: reader.language)))
        fact(reader.text("Fuseau", "Time zone"), HTML(site.timeZone))
        if let place = site.location {
          fact(reader.text("Lieu", "Place"), HTML("\(place.lat.short), \(place.lon.short)"))
        }
        fact(reader.text("Créé", "Created"), reader.time(site.createdAt, in: site.timeZone))
      }
    }
  }

  func fact(_ name: String, _ value: HTML) -> HTML {
    Tag.div {
      Tag.dt(name)
      Tag.dd { value }
    }
  }

  /// For owners alone.
  private func settings(of found: EnergySite.Versioned, _ reader: PageReader, _ form: FilledForm) -> HTML {
    let site = found.site
    guard found.right >= .owner else { return HTML() }
    return reader.card(reader.text("Réglages", "Settings")) {
      Tag.details(.is(.open, when: form.sent("version"))) {
        Tag.summary(reader.text("Modifier le site", "Change the site"))
        Tag.form(.class("form wide"), .posts(to: "explorer/sites/\(site.id)/change")) {
          form.hidden("version", found.tag.opaque)
          siteFields(form, site)
          Tag.button(reader.text("Enregistrer", "Save"), .class("button primary"))
        }
      }
      Tag.details {
        Tag.summary(reader.text("Supprimer le site", "Delete the site"), .class("danger"))
        Tag.p(
          reader.text(
            "Ses appareils, leurs clés et leurs mesures disparaissent avec lui, pour tout le monde.",
            "Its devices, their keys and what they measured go with it, for everybody."))
        buttonForm(
          reader.text("Supprimer définitivement", "Delete for ever"), to: "explorer/sites/\(site.id)/delete",
          style: "button danger")
      }
    }
  }
}

extension PageReader {
  /// What was made up has no name that somebody gave it.
  func name(of site: EnergySite) -> String {
    site.demonstration ? text("Maison de démonstration", "Demonstration house") : site.name
  }

  func name(of device: Device, at site: EnergySite) -> String {
    site.demonstration ? device.kind.text(in: language) : device.name
  }
}
