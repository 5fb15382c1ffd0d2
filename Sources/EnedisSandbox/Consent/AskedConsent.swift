import HTTP
import Runtime

/// What an application asks of a person, out of the address of the consent page.
struct AskedConsent: Sendable {
  enum Version: String, Sendable { case first = "v1", second = "v2" }

  /// The application is known; the rest may be wrong, which it is told by a redirect.
  enum Fault: Error, Sendable { case unknownApplication, blocked, told(error: String, description: String) }

  static let longestState = 100

  let version: Version
  let state: String
  let duration: ConsentDuration

  /// Nobody signs in here: whom the application speaks for stands in its state, behind a dot.
  var holder: String { String(state.drop { $0 != "." }.dropFirst()) }

  init(
    _ version: Version, _ query: [(name: String, value: String)], _ settings: EnedisSandbox.Settings
  ) throws(Fault) {
    func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
    guard value("client_id") == settings.client, [settings.redirect, nil].contains(value("redirect_uri")) else {
      throw .unknownApplication
    }
    self.version = version
    let state = value("state") ?? ""
    guard state.utf8.count <= Self.longestState, state.utf8.allSatisfy({ !Self.suspicious.contains($0) }) else {
      throw .blocked
    }
    guard !state.isEmpty, value("response_type") == "code", let duration = value("duration"), !duration.isEmpty else {
      throw .told(error: "invalid_request", description: "missing_parameter")
    }
    guard let duration = ConsentDuration(duration) else {
      throw .told(error: "invalid_request", description: "invalid_duration_format")
    }
    guard duration.days <= 3 * 366 else {
      throw .told(error: "invalid_request", description: "maximum_duration_exceeded")
    }
    (self.state, self.duration) = (state, duration)
  }

  /// A firewall before the page lets no such state through.
  private static let suspicious = Set("<>\"'();\\".utf8)
}
