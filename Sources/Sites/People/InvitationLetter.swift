package import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Secrets

extension SitesFeature {
  /// Worded when it goes out, with a secret that is made then: of one that was withdrawn meanwhile, nobody is told.
  package static let invitation = Commission(
    "invitation",
    toAnybody: { database, subject, site, now in
      let token = Token()
      let found = try await database.first(
        """
        update site_invitations i set digest = \(token.atRest)
        from sites s, accounts a
        where i.id = \(Invitation.ID(high: subject.high, low: subject.low)) and s.id = i.site_id and a.id = i.invited_by
          and \(sql: Invitation.isOpen(at: now))
        returning s.name, i.role, a.display_name, coalesce(
          (select known.language from accounts known where lower(known.email) collate "C" = lower(i.email) collate "C"),
          a.language)
        """
      ) { row in
        InvitationLetter(
          site: try row.next(), role: try row.word(), inviter: try row.next(), language: try row.word(),
          link: "\(site.url)/explorer/invitations/\(token.exposed)")
      }
      return found.map { Commission.Addressed(words: $0.words, language: $0.language) }
    })
}

private struct InvitationLetter {
  let site: String
  let role: PersonRole
  let inviter: String
  let language: Language
  let link: String

  /// Names are what their owners chose, and go to whoever they say: none that could pass for a link.
  var words: LetterWords {
    let inviter = DisplayName.mailable(inviter)
    let place = DisplayName.mailable(site)
    return LetterWords(
      subject: Text(fr: "Invitation à un site", en: "Invitation to a site"),
      text: Text(
        fr: "\(inviter ?? "Quelqu'un") vous invite au site\(place.map { " « \($0) »" } ?? "") en tant que "
          + "\(role.text.french). Pour accepter, ouvrez ce lien dans les 7 jours et connectez-vous avec cette adresse :"
          + "\n\n\(link)\n\nSi vous n'attendiez rien, oubliez ce message.",
        en: "\(inviter ?? "Somebody") invites you to the site\(place.map { " “\($0)”" } ?? "") as "
          + "\(role.text.english). To accept, open this link within 7 days and sign in with this address:"
          + "\n\n\(link)\n\nIf you expected nothing, forget this message."))
  }
}

extension PersonRole {
  var text: Text {
    switch self {
    case .owner: Text(fr: "propriétaire", en: "owner")
    case .technician: Text(fr: "technicien", en: "technician")
    case .reader: Text(fr: "lecteur", en: "reader")
    }
  }
}
