package import HTTP

/// What has just been done, told on the page that comes after. The word travels in a cookie, the sentence stands here: nobody
/// puts words of their own into our pages.
package enum Flash: String, CaseIterable, Sendable {
  case created, saved, deleted, invited, withdrawn, joined, left, removed, revoked

  package var text: Text {
    switch self {
    case .created: Text(fr: "C'est créé.", en: "Created.")
    case .saved: Text(fr: "C'est enregistré.", en: "Saved.")
    case .deleted: Text(fr: "C'est supprimé.", en: "Deleted.")
    case .invited:
      Text(
        fr: "L'invitation est en route : elle vaut sept jours.",
        en: "The invitation is on its way: it is good for a week.")
    case .withdrawn: Text(fr: "L'invitation est retirée.", en: "The invitation is withdrawn.")
    case .joined: Text(fr: "Bienvenue sur ce site.", en: "Welcome to this site.")
    case .left: Text(fr: "Vous avez quitté le site.", en: "You have left the site.")
    case .removed: Text(fr: "Cette personne n'est plus du site.", en: "This person has left the site.")
    case .revoked: Text(fr: "La clé ne vaut plus rien.", en: "The key is good for nothing any more.")
    }
  }
}

extension Flash {
  private static let cookie = "watts_up_flash"

  package init?(of request: Request) {
    guard let word = request.cookie(Flash.cookie), let flash = Flash(rawValue: word) else { return nil }
    self = flash
  }

  /// Good for the next page, within a minute.
  package func set(on response: Response, below folder: String, isSecure: Bool) -> Response {
    response.setting(
      Cookie(Flash.cookie, rawValue, path: folder + "/explorer", maxAge: 60, isSecure: isSecure))
  }

  package static func cleared(on response: Response, below folder: String, isSecure: Bool) -> Response {
    response.setting(Cookie(Flash.cookie, "", path: folder + "/explorer", maxAge: 0, isSecure: isSecure))
  }
}
