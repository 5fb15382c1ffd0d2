import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// Invitations on the page of a site, and the page that the link of a mail leads to.
struct InvitationPagePath: Decodable, Sendable {
  let id: String
  let invitationId: String

  var invitation: InvitationPath {
    get throws { InvitationPath(id: try PagePath.read(id), invitationId: try PagePath.read(invitationId)) }
  }
}

extension SitesFeature {
  var invitationPages: [Route] {
    [
      doorkeeper.action(
        "/explorer/sites/{id}/invitations", "Invite somebody from a page",
        home: { (path: PagePath) in
          "explorer/sites/\(path.id)"
        }
      ) { call, reader in
        let id = try call.path.site
        return try await reader.trying(elsePage: { try await sitePage(id, reader, $0) }) {
          let wanted = try call.body.fields(Invite.self)
          let link = try await doorkeeper.onlyOnce(call.body, call.request, reader.driver) { transaction in
            _ = try await invite(wanted, to: id, by: reader.driver, in: transaction)
            return "explorer/sites/\(id)"
          }
          return .seeOther(link, .invited)
        }
      },
      doorkeeper.action(
        "/explorer/sites/{id}/invitations/{invitationId}/withdraw", "Withdraw an invitation from a page",
        home: {
          (path: InvitationPagePath) in "explorer/sites/\(path.id)"
        }
      ) { call, reader in
        let path = try call.path.invitation
        try await database.transaction { try await withdraw(path, reader.driver, in: $0) }
        return .seeOther("explorer/sites/\(path.id)", .withdrawn)
      },
      doorkeeper.page("/explorer/invitations/{token}", "An invitation to a site, as the link of its mail shows it") {
        (call: Call<TokenPath, Nothing, NoBody>, reader) in .page(invitationPage(call.path.token, reader))
      },
      doorkeeper.action(
        "/explorer/invitations/{token}", "Accept that invitation", home: { (_: TokenPath) in "explorer/sites" }
      ) {
        call, reader in
        let id = try await database.transaction { try await accept(call.path.token, reader.driver, in: $0) }
        return .seeOther("explorer/sites/\(id)", .joined)
      },
    ]
  }

  func invitationList(
    of found: EnergySite.Versioned, _ reader: PageReader, _ form: FilledForm
  ) async throws -> HTML {
    guard found.right >= .owner else { return HTML() }
    let site = found.site
    let waiting = try await invitations(of: site.id, for: reader.driver, after: nil, limit: 200)
    return reader.card(reader.text("Invitations", "Invitations")) {
      Tag.ul(.class("list")) { for invitation in waiting { line(of: invitation, at: site, reader) } }
      Tag.form(.class("form wide"), .posts(to: "explorer/sites/\(site.id)/invitations")) {
        form.once
        form.field(
          "email", Text(fr: "Adresse e-mail", en: "E-mail address"), type: "email", .is(.required),
          .the(.autocomplete, "off"))
        form.choice(
          "role", Text(fr: "Rôle", en: "Role"),
          PersonRole.allCases.map { ($0.rawValue, $0.text(in: reader.language)) }, value: PersonRole.reader.rawValue)
        Tag.button(reader.text("Inviter", "Invite"), .class("button"))
      }
    }
  }

  private func line(of invitation: Invitation, at site: EnergySite, _ reader: PageReader) -> HTML {
    Tag.li {
      Tag.div(.class("grow")) {
        Tag.strong(invitation.email)
        Tag.small {
          HTML(invitation.role.text(in: reader.language) + reader.text(" · jusqu'au ", " · until "))
          reader.time(invitation.expiresAt, in: site.timeZone)
        }
      }
      buttonForm(
        reader.text("Retirer", "Withdraw"), to: "explorer/sites/\(site.id)/invitations/\(invitation.id)/withdraw")
    }
  }

  /// Says nothing of the site before it is accepted: whoever has the link may have it from somebody else.
  private func invitationPage(_ token: String, _ reader: PageReader) -> ServerPage {
    ServerPage(
      reader.text("Invitation à un site", "Invitation to a site"),
      content: Tag.section(.class("card")) {
        Tag.p(
          reader.text(
            "Acceptez-la avec le compte dont l'adresse l'a reçue. Elle ne sert qu'une fois.",
            "Accept it with the account whose address received it. It is good once."))
        buttonForm(
          reader.text("Accepter l'invitation", "Accept the invitation"), to: "explorer/invitations/\(token)",
          style: "button primary")
      })
  }
}
