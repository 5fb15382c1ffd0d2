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
  /// `P1Y`
  let duration: String
  let days: Int

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
    guard let days = Self.days(of: duration) else {
      throw .told(error: "invalid_request", description: "invalid_duration_format")
    }
    guard days <= 3 * 366 else { throw .told(error: "invalid_request", description: "maximum_duration_exceeded") }
    (self.state, self.duration, self.days) = (state, duration, days)
  }

  /// A firewall before the page lets no such state through.
  private static let suspicious = Set("<>\"'();\\".utf8)

  /// `P1Y`, `P6M`, `P2W`, `P10D`, or several of them in this order.
  private static func days(of text: String) -> Int? {
    guard let parts = text.wholeMatch(of: /P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?/) else {
      return nil
    }
    let numbers = [parts.1, parts.2, parts.3, parts.4].map { $0.flatMap { Int($0) } }
    guard numbers.contains(where: { $0 != nil }) else { return nil }
    let days = zip(numbers, [365, 30, 7, 1]).reduce(0) { $0 + ($1.0 ?? 0) * $1.1 }
    return days > 0 ? days : nil
  }
}
