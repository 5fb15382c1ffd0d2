import HTTP
import Resources

/// What somebody may do at a site; each role includes the ones before it. An administrator is nobody there and may do all.
package enum SiteRole: String, CaseIterable, Field, Comparable {
  case reader, technician, owner, admin

  package static func < (left: SiteRole, right: SiteRole) -> Bool { left.rank < right.rank }
  private var rank: Int { SiteRole.allCases.firstIndex(of: self) ?? 0 }

  /// Whoever sees the site and may not do this is told so.
  package func require(_ needed: SiteRole) throws {
    if self < needed { throw Problem(.forbidden, SiteRole.refusal(needed)) }
  }

  private static func refusal(_ needed: SiteRole) -> Text {
    needed == .owner
      ? Text(
        fr: "Seuls les propriétaires du site le peuvent : demandez à l'un d'eux.",
        en: "Only owners of the site may do this: ask one of them.")
      : Text(
        fr: "Votre rôle sur ce site ne permet que de lire : demandez à un propriétaire de le changer.",
        en: "Your role at this site allows reading only: ask an owner to change it.")
  }
}

/// What a person of a site is there.
package enum PersonRole: String, CaseIterable, Field { case reader, technician, owner }
