import Accounts
import Ground
import HTTP
import Postgres
import Secrets

/// What the environment says, read once at start. All faults are reported together, by name and never by value: a value
/// may be a password.
struct Settings: Sendable {
  var host = "127.0.0.1"
  var port: UInt16 = 8080
  /// Private cluster, secrets, fetched data.
  var data = ".watts-up"
  /// nil: a private cluster in `data`.
  var database: ConnectionSettings?
  var reads: ConnectionSettings?
  var publicURL: String?
  /// nil: made in `data` on the first start.
  var secretKeys: SecretKeys?
  /// nil: mails become files in `data`.
  var mailServer: Secret<String>?
  var mailFrom: Email?
  var logLevel = Log.Level.info
  var hasRateLimits = true
  var trustedProxies: Set<String> = []
  var metricsReaders: Set<String> = []
  var clockOffset = Duration.zero

  struct Faults: Error, CustomStringConvertible {
    let faults: [String]
    var description: String { faults.joined(separator: "\n") }
  }

  init(environment: [String: String]) throws(Faults) {
    var reader = Reader(environment: environment)
    reader.read("WATTS_UP_HOST", "an address or a host name", into: &host) { $0 }
    reader.read("WATTS_UP_PORT", "a number from 0 to 65535", into: &port) { UInt16($0) }
    reader.read("WATTS_UP_DATA", "a folder", into: &data) { $0 }
    reader.read("DATABASE_URL", "postgresql://user@host/database", into: &database) { try? ConnectionSettings($0) }
    reader.read("DATABASE_READ_URL", "postgresql://user@host/database", into: &reads) { try? ConnectionSettings($0) }
    reader.read("PUBLIC_URL", "http:// or https:// and a host", into: &publicURL) { $0.isWebAddress ? $0 : nil }
    reader.read("WATTS_UP_SECRET_KEYS", "name:base64 with commas, 32 bytes or more each", into: &secretKeys) {
      try? SecretKeys(parsing: $0)
    }
    reader.read("SMTP_URL", "smtp:// or smtps://, a host and perhaps user:password@", into: &mailServer) { url in
      ["smtp://", "smtps://"].contains { url.hasPrefix($0) && url != $0 } ? Secret(url) : nil
    }
    reader.read("WATTS_UP_MAIL_FROM", "an e-mail address", into: &mailFrom) { Email($0) }
    reader.read("LOG_LEVEL", "debug, info, warning or error", into: &logLevel) { Log.Level(rawValue: $0) }
    reader.read("WATTS_UP_RATE_LIMITS", "on or off", into: &hasRateLimits) { ["on": true, "off": false][$0] }
    reader.read("WATTS_UP_TRUSTED_PROXIES", "addresses with commas", into: &trustedProxies) { $0.items }
    reader.read("WATTS_UP_METRICS_ALLOW", "addresses with commas", into: &metricsReaders) { $0.items }
    reader.read("WATTS_UP_CLOCK_OFFSET", "seconds", into: &clockOffset) { Int($0).map { .seconds($0) } }
    if reads != nil, database == nil { reader.faults.append("DATABASE_READ_URL: makes sense only with DATABASE_URL") }
    guard reader.faults.isEmpty else { throw Faults(faults: reader.faults) }
  }

  private struct Reader {
    let environment: [String: String]
    var faults: [String] = []

    mutating func read<Value>(
      _ name: String, _ wanted: String, into value: inout Value, _ parse: (String) -> Value?
    ) {
      guard let text = environment[name], !text.isEmpty else { return }
      if let parsed = parse(text) { value = parsed } else { faults.append("\(name): must be \(wanted)") }
    }

    /// A setting that may be absent: without this overload a refused text (nil) would pass as an absent value.
    mutating func read<Value>(
      _ name: String, _ wanted: String, into value: inout Value?, _ parse: (String) -> Value?
    ) {
      guard let text = environment[name], !text.isEmpty else { return }
      if let parsed = parse(text) { value = parsed } else { faults.append("\(name): must be \(wanted)") }
    }
  }

  /// Of a page that may act here, as a browser names it: no path, no default port.
  var publicOrigin: String? {
    publicURL.map { url in url.split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
    }
  }

  var isSecure: Bool { publicURL?.hasPrefix("https://") == true }
}

extension String {
  fileprivate var isWebAddress: Bool {
    ["http://", "https://"].contains { hasPrefix($0) && utf8.count > $0.utf8.count }
  }

  fileprivate var items: Set<String> {
    Set(split(separator: ",").map { $0.trimmingSpaces })
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
