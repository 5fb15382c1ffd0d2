import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// The people of a site on its page, and what can be done with them there.
struct PersonPagePath: Decodable, Sendable {
  let id: String
  let accountId: String

  var person: PersonPath {
    get throws { PersonPath(id: try PagePath.read(id), accountId: try PagePath.read(accountId)) }
  }
}

struct PersonForm: Decodable, Sendable {
  let role: PersonRole
}

extension SitesFeature {
  var peoplePages: [Route] { personActions + invitationPages }

  private var personActions: [Route] {
    let home: @Sendable (PersonPagePath) -> LocalLink = { "explorer/sites/\($0.id)" }
    return [
      doorkeeper.action(
        "/explorer/sites/{id}/people/{accountId}/change", "Change somebody's role from a page", home: home
      ) {
        call, reader in
        let path = try call.path.person
        return try await reader.trying(elsePage: { try await sitePage(path.id, reader, $0) }) {
          let role = try call.body.fields(PersonForm.self).role
          try await database.transaction { transaction in
            _ = try await change(path, to: role, reader.driver, in: transaction) { try call.body.requireVersion($0) }
          }
          return .seeOther(home(call.path), .saved)
        }
      },
      doorkeeper.action(
        "/explorer/sites/{id}/people/{accountId}/remove", "Leave a site, or send somebody away", home: home
      ) {
        call, reader in
        let path = try call.path.person
        return try await reader.trying(elsePage: { try await sitePage(path.id, reader, $0) }) {
          try await database.transaction { try await remove(path, reader.driver, in: $0) }
          return path.accountId == reader.driver.id
            ? .seeOther("explorer/sites", .left) : .seeOther(home(call.path), .removed)
        }
      },
    ]
  }

  func peopleList(
    of found: EnergySite.Versioned, _ reader: PageReader, _ query: SitePageQuery
  ) async throws -> HTML {
    let (site, mayChange) = (found.site, found.right >= .owner)
    let people = try await people(
      of: site.id, for: reader.driver, after: query.people.map { try PagePath.read($0) }, limit: 51)
    let shown = people.prefix(50)
    let versions = try await versions(at: site.id, of: shown.map(\.accountId))
    return reader.card(reader.text("Personnes", "People")) {
      Tag.ul(.class("list")) {
        for person in shown { line(of: person, at: site.id, mayChange, versions[person.accountId], reader) }
      }
      if people.count > 50, let last = shown.last {
        Tag.a(.class("button small"), .to("explorer/sites/\(site.id)?people=\(last.accountId)")) {
          reader.text("Suite", "More")
        }
      }
    }
  }

  private func versions(at site: EnergySite.ID, of people: [Account.ID]) async throws -> [Account.ID: Int] {
    let rows = try await database.query(
      "select account_id, version from site_people where site_id = \(site) and account_id = any (\(people))"
    ) { row in (try row.next(Account.ID.self), try row.next(Int.self)) }
    return Dictionary(rows) { first, _ in first }
  }

  private func line(
    of person: SitePerson, at site: EnergySite.ID, _ mayChange: Bool, _ version: Int?, _ reader: PageReader
  ) -> HTML {
    let path: LocalLink = "explorer/sites/\(site)/people/\(person.accountId)"
    let isMe = person.accountId == reader.driver.id
    return Tag.li {
      Tag.div(.class("grow")) {
        Tag.strong(person.displayName)
        Tag.small([person.email, person.role.text(in: reader.language)].compactMap(\.self).joined(separator: " · "))
      }
      if mayChange { roleForm(person, path, version, reader) }
      if isMe {
        buttonForm(reader.text("Quitter", "Leave"), to: "\(link: path)/remove")
      } else if mayChange {
        buttonForm(reader.text("Retirer", "Remove"), to: "\(link: path)/remove")
      }
    }
  }

  private func roleForm(_ person: SitePerson, _ path: LocalLink, _ version: Int?, _ reader: PageReader) -> HTML {
    let label = reader.text("Rôle de \(person.displayName)", "Role of \(person.displayName)")
    return Tag.form(.class("inline"), .posts(to: "\(link: path)/change")) {
      if let version { Tag.input(.the(.type, "hidden"), .the(.name, "version"), .the(.value, String(version))) }
      Tag.select(.the(.name, "role"), .the(.label, label)) {
        for role in PersonRole.allCases {
          Tag.option(
            role.text(in: reader.language), .the(.value, role.rawValue), .is(.selected, when: role == person.role))
        }
      }
      Tag.button(reader.text("Changer", "Change"), .class("button small"), .the(.label, label))
    }
  }
}
