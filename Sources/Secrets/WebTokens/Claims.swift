package import Runtime

/// The content of a web token. Times are whole seconds, as RFC 7519 writes them.
package struct Claims: Sendable, Equatable {
  package var issuer: String
  package var audience: String
  /// Whose token it is: the text of an identifier.
  package var subject: String
  package var role: String
  package var session: String
  package var issuedAt: Instant
  package var notBefore: Instant
  package var expiresAt: Instant

  package init(
    issuer: String, audience: String, subject: String, role: String, session: String, issuedAt: Instant,
    notBefore: Instant, expiresAt: Instant
  ) {
    self.issuer = issuer
    self.audience = audience
    self.subject = subject
    self.role = role
    self.session = session
    self.issuedAt = issuedAt
    self.notBefore = notBefore
    self.expiresAt = expiresAt
  }

  var json: [UInt8] {
    var text = "{"
    for (name, value) in [
      ("iss", issuer), ("aud", audience), ("sub", subject), ("role", role), ("sid", session),
    ] {
      text += "\"\(name)\":\(FlatObject.quoted(value)),"
    }
    text += "\"iat\":\(issuedAt.seconds),\"nbf\":\(notBefore.seconds),\"exp\":\(expiresAt.seconds)}"
    return Array(text.utf8)
  }

  /// nil when a claim is missing, twice there or of another type. Claims that we do not know may be there: a newer
  /// server beside this one may have put them in.
  init?(json: [UInt8]) {
    guard let object = FlatObject(json), let issuer = object.text("iss"), let audience = object.text("aud"),
      let subject = object.text("sub"), let role = object.text("role"), let session = object.text("sid"),
      let issuedAt = object.instant("iat"), let notBefore = object.instant("nbf"),
      let expiresAt = object.instant("exp")
    else { return nil }
    self.init(
      issuer: issuer, audience: audience, subject: subject, role: role, session: session, issuedAt: issuedAt,
      notBefore: notBefore, expiresAt: expiresAt)
  }
}

extension FlatObject {
  fileprivate func text(_ name: String) -> String? {
    guard case .text(let text) = members[name] else { return nil }
    return text
  }

  /// Years 1970 to 9999.
  fileprivate func instant(_ name: String) -> Instant? {
    guard case .integer(let seconds) = members[name], (0...253_402_300_799).contains(seconds) else { return nil }
    return Instant(seconds: seconds)
  }
}
