import Accounts
import HTTP
import Import
import Places
import Postgres
import Runtime
import Secrets
import Telemetry

/// The settings of the environment, read once at start. All faults are reported together, by name and never by value: a
/// value may be a password.
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
  var administratorsNeedCode = false
  var logLevel = Log.Level.info
  var hasRateLimits = true
  var trustedProxies: Set<String> = []
  var metricsReaders: Set<String> = []
  var clockOffset = Duration.zero
  /// Generated points that an empty database is filled with at start.
  var demonstrationPoints = 0
  /// Drivers who do not exist, at the stations of a demonstration.
  var demonstrationDrivers = 0
  /// Whether a database without communes is given those that setup fetched.
  var loadsPlaces = true
  /// Tiles that lie under the map in the place of the communes.
  var basemap: TileArchive?
  /// A style from outside that lies under the map where it can be reached.
  var mapStyle: WebAddress?
  /// The address that is imported regularly.
  var importAddress: WebAddress?
  var importSchedule: Schedule?
  var importsPrivateAddresses = false
  /// Who knows streets and houses; nil: searches find none.
  var addressBase: WebAddress?
  /// What the legal notice says of whoever runs this.
  var legal = LegalNotice(operator: nil, contact: nil)
  /// Addresses of RTE's files of the grid.
  var gridAddresses: [WebAddress] = []
  var gridSchedule: Schedule?
  /// Where VictoriaMetrics keeps what devices measure; nil: the database does.
  var historyAddress: WebAddress?
  /// The MQTT broker that brings samples.
  var broker: BrokerAddress?

  struct Faults: Error, CustomStringConvertible {
    let faults: [String]
    var description: String { faults.joined(separator: "\n") }
  }

  init(environment: [String: String]) throws(Faults) {
    var reader = Reader(environment: environment)
    host = reader.read("WATTS_UP_HOST", "an address or a host name") { $0 } ?? host
    port = reader.read("WATTS_UP_PORT", "a number from 0 to 65535") { UInt16($0) } ?? port
    data = reader.read("WATTS_UP_DATA", "a folder") { $0 } ?? data
    database = reader.read("DATABASE_URL", "postgresql://user@host/database") { try? ConnectionSettings($0) }
    reads = reader.read("DATABASE_READ_URL", "postgresql://user@host/database") { try? ConnectionSettings($0) }
    publicURL = reader.read("PUBLIC_URL", "http:// or https:// and a host") { $0.isWebAddress ? $0 : nil }
    secretKeys = reader.read("WATTS_UP_SECRET_KEYS", "name:base64 with commas, 32 bytes or more each") {
      try? SecretKeys(parsing: $0)
    }
    mailServer = reader.read("SMTP_URL", "smtp:// or smtps://, a host and perhaps user:password@") { url in
      ["smtp://", "smtps://"].contains { url.hasPrefix($0) && url != $0 } ? Secret(url) : nil
    }
    mailFrom = reader.read("WATTS_UP_MAIL_FROM", "an e-mail address") { Email($0) }
    administratorsNeedCode =
      reader.read("WATTS_UP_ADMIN_TOTP", "required or optional") { ["required": true, "optional": false][$0] } ?? false
    logLevel = reader.read("LOG_LEVEL", "debug, info, warning or error") { Log.Level(rawValue: $0) } ?? logLevel
    hasRateLimits =
      reader.read("WATTS_UP_RATE_LIMITS", "on or off") { ["on": true, "off": false][$0] } ?? hasRateLimits
    trustedProxies = reader.read("WATTS_UP_TRUSTED_PROXIES", "addresses with commas") { $0.items } ?? trustedProxies
    metricsReaders = reader.read("WATTS_UP_METRICS_ALLOW", "addresses with commas") { $0.items } ?? metricsReaders
    clockOffset = reader.read("WATTS_UP_CLOCK_OFFSET", "seconds") { Int($0).map { .seconds($0) } } ?? clockOffset
    demonstrationPoints =
      reader.read("WATTS_UP_DEMO_POINTS", "a number of points from 0 to 10000000") {
        Int($0).flatMap { 0...10_000_000 ~= $0 ? $0 : nil }
      } ?? demonstrationPoints
    demonstrationDrivers =
      reader.read("WATTS_UP_DEMO_DRIVERS", "a number of drivers from 0 to 2000") {
        Int($0).flatMap { 0...2000 ~= $0 ? $0 : nil }
      } ?? demonstrationDrivers
    loadsPlaces = reader.read("WATTS_UP_PLACES", "on or off") { ["on": true, "off": false][$0] } ?? loadsPlaces
    basemap = reader.open("WATTS_UP_BASEMAP") { path throws(ArchiveFault) in try TileArchive(path) }
    mapStyle = reader.read("MAP_STYLE_URL", "http:// or https:// and a host, without a password") { WebAddress($0) }
    importAddress = reader.read("IMPORT_URL", "http:// or https:// and a host, without a password") { WebAddress($0) }
    importSchedule = reader.read("IMPORT_SCHEDULE", Schedule.wanted) { Schedule($0) }
    importsPrivateAddresses =
      reader.read("WATTS_UP_IMPORT_PRIVATE_ADDRESSES", "on or off") { ["on": true, "off": false][$0] } ?? false
    addressBase = reader.read("ADDRESS_URL", "http:// or https:// and a host, without a password") { WebAddress($0) }
    legal = LegalNotice(
      operator: reader.read("LEGAL_OPERATOR", "a name of at most 200 letters") { $0.count <= 200 ? $0 : nil },
      contact: reader.read("LEGAL_CONTACT", "an address of at most 300 letters") { $0.count <= 300 ? $0 : nil })
    gridAddresses =
      reader.read("GRID_URL", "addresses with blanks between them, http:// or https://, without a password") { text in
        let words = text.split(separator: " ")
        let addresses = words.compactMap { WebAddress(String($0)) }
        return addresses.count == words.count ? addresses : nil
      } ?? []
    gridSchedule = reader.read("GRID_SCHEDULE", Schedule.wanted) { Schedule($0) }
    historyAddress = reader.read(
      "WATTS_UP_HISTORY_URL", "http:// or https:// and a host, without a password"
    ) { WebAddress($0) }
    broker = reader.read("MQTT_URL", "mqtt:// or mqtts://, perhaps user:password@, and a host") { BrokerAddress($0) }
    if gridSchedule != nil, gridAddresses.isEmpty { reader.faults.append("GRID_SCHEDULE: needs GRID_URL") }
    if importSchedule != nil, importAddress == nil { reader.faults.append("IMPORT_SCHEDULE: needs IMPORT_URL") }
    if reads != nil, database == nil { reader.faults.append("DATABASE_READ_URL: makes sense only with DATABASE_URL") }
    guard reader.faults.isEmpty else { throw Faults(faults: reader.faults) }
  }

  private struct Reader {
    let environment: [String: String]
    var faults: [String] = []

    mutating func read<Value>(_ name: String, _ wanted: String, _ parse: (String) -> Value?) -> Value? {
      guard let text = environment[name], !text.isEmpty else { return nil }
      let value = parse(text)
      if value == nil { faults.append("\(name): must be \(wanted)") }
      return value
    }

    /// A file that is read at once, whose fault says best what is wrong with it.
    mutating func open<Value, Fault: CustomStringConvertible>(
      _ name: String, _ open: (String) throws(Fault) -> Value
    ) -> Value? {
      guard let path = environment[name], !path.isEmpty else { return nil }
      do {
        return try open(path)
      } catch {
        faults.append("\(name): \(error)")
        return nil
      }
    }
  }

  /// The origin of a page that may act here, as a browser names it: no path, no default port.
  var publicOrigin: String? {
    publicURL.map { url in url.split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
    }
  }

  /// The folder under which a proxy serves us; empty as a rule.
  var publicPrefix: String {
    let folders = (publicURL ?? "").split(separator: "/", omittingEmptySubsequences: true).dropFirst(2)
    return folders.map { "/" + $0 }.joined()
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
