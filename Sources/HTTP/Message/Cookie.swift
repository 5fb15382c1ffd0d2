/// A cookie to set. Scripts never see it and other sites never send it; there is no way to ask for less.
package struct Cookie: Sendable {
  package let name: String
  package let value: String
  package let path: String
  /// Zero takes it away.
  package let maxAge: Int
  package let isSecure: Bool

  package init(_ name: String, _ value: String, path: String = "/", maxAge: Int, isSecure: Bool) {
    self.name = name
    self.value = value
    self.path = path
    self.maxAge = maxAge
    self.isSecure = isSecure
  }
}

extension Response {
  package func setting(_ cookie: Cookie) -> Response {
    var copy = self
    copy.headers.add(
      "Set-Cookie",
      "\(cookie.name)=\(cookie.value); Path=\(cookie.path); Max-Age=\(cookie.maxAge); HttpOnly; SameSite=Strict"
        + (cookie.isSecure ? "; Secure" : ""))
    return copy
  }
}
