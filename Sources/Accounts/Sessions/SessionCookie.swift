import HTTP
import Runtime

/// The cookies of a browser. Under https their names begin with a prefix that keeps other sites of the same domain from
/// planting one. `__Host-` demands the path `/`, so that a cookie for a folder alone takes `__Secure-`: the refresh token,
/// which is worth a month, is better sent to one route than to all.
enum SessionCookie: String, CaseIterable {
  case session = "watts_up_session"
  case refresh = "watts_up_refresh"
  case device = "watts_up_device"

  private var folder: String { self == .session ? "/" : "/api/session" }

  func path(at site: Site) -> String { site.prefix + folder }

  func name(at site: Site) -> String {
    guard site.isSecure else { return rawValue }
    return (path(at: site) == "/" ? "__Host-" : "__Secure-") + rawValue
  }

  func with(_ value: String, lasting: Duration, at site: Site) -> Cookie {
    Cookie(
      name(at: site), value, path: path(at: site), maxAge: Int(lasting.inSeconds), isSecure: site.isSecure)
  }
}

extension Request {
  func cookie(_ cookie: SessionCookie, at site: Site) -> String? { self.cookie(cookie.name(at: site)) }

  /// Whether somebody may be signed in who sent this, and expects to read what they have written.
  package var namesSomebody: Bool {
    let name = SessionCookie.session.rawValue
    return headers["Authorization"] != nil || ["", "__Host-", "__Secure-"].contains { cookie($0 + name) != nil }
  }
}
