import HTTP
import Resources
package import Secrets

/// The application that Enedis knows us as.
package struct EnedisSettings: Sendable {
  /// The gateway's root.
  package let url: String
  /// The page where people consent, up to its question mark.
  package let consentURL: String
  package let clientID: String
  package let clientSecret: Secret<String>

  package init(url: String, consentURL: String, clientID: String, clientSecret: Secret<String>) {
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    self.consentURL = consentURL
    self.clientID = clientID
    self.clientSecret = clientSecret
  }

  func authorizeURL(state: ConsentState) -> String {
    "\(consentURL)?client_id=\(clientID.percentEncoded)&response_type=code&state=\(state.exposed)&duration=P3Y"
  }
}
