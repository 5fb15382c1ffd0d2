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
      Route(
        .get, "/explorer/invitations/{token}", access: doorkeeper.visitor,
        "An invitation to a site: a mail's link leads here, and on into the app where a browser runs it",
        answers: .media(.html)
      ) { (call: Call<TokenPath, Nothing, NoBody>, visitor) in
        doorkeeper.answer(.page(invitationPage(call.path.token, visitor)), in: visitor.frame)
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

  /// Says nothing of the site before it is accepted: whoever has the link may have it from somebody else. A browser that comes
  /// from a mail brings no cookie along, so that whoever is signed in looks like a stranger until they follow a link of ours.
  private func invitationPage(_ token: String, _ visitor: PageVisitor) -> ServerPage {
    let language = visitor.frame.language
    let here: LocalLink = "explorer/invitations/\(token)"
    let accept = Text(fr: "Accepter l'invitation", en: "Accept the invitation")(in: language)
    let signIn = Text(fr: "Se connecter pour accepter", en: "Sign in to accept")(in: language)
    var page = ServerPage(
      Text(fr: "Invitation à un site", en: "Invitation to a site")(in: language),
      content: Tag.section(.class("card")) {
        Tag.p(
          Text(
            fr: "Acceptez-la avec le compte dont l'adresse l'a reçue. Elle ne sert qu'une fois.",
            en: "Accept it with the account whose address received it. It is good once.")(in: language))
        if visitor.driver != nil {
          buttonForm(accept, to: here, style: "button primary")
        } else {
          Tag.p {
            Tag.a(.class("button primary"), .to("api/session/return?next=\(here.path)")) { signIn }
          }
        }
      })
    page.script = "app/sites/invited.js"
    return page
  }
}
