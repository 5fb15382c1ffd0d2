import EnedisSandbox
import Glibc
import HTTP
import Runtime

/// `watts-up enedis-sandbox`: the double of Enedis on a port of its own, without a database.
struct SandboxServing: Equatable {
  var host = "127.0.0.1"
  var port: UInt16 = 8082
  var client: String?
  var secret: String?
  var redirect: String?
  var seed: UInt64 = 0
  /// The virtual time at the start.
  var at: Instant?
}

extension SandboxServing {
  static let options: [Option] = [
    .optional("--listen", "HOST:PORT"), .optional("--client", "ID"), .optional("--secret", "SECRET"),
    .optional("--redirect", "URL"), .optional("--seed", "N"), .optional("--at", "INSTANT"),
  ]
  static let details = """
    Consent page, tokens, measures, limits and errors as Enedis' Data Connect has them since autumn 2026, over households that
    do not exist. /sandbox is its control page: clock, troubles of each point, the requests that came. Without options it listens on
    127.0.0.1:8082 for the application watts-up with the secret bac-a-sable, whose consents lead back to
    http://127.0.0.1:8080/enedis/callback. A server finds it by ENEDIS_URL=http://127.0.0.1:8082 and
    ENEDIS_CONSENT_URL=http://127.0.0.1:8082/dataconnect/v2/oauth2/authorize.
    """

  init(_ options: Options) throws(Command.Misuse) {
    if let address = try options.read("--listen", "a host and a port", Self.address) { (host, port) = address }
    client = options["--client"]
    secret = options["--secret"]
    redirect = try options.read("--redirect", "an address with http:// or https://") { text in
      text.hasPrefix("http://") || text.hasPrefix("https://") ? text : nil
    }
    seed = try options.read("--seed", "a whole number") { UInt64($0) } ?? 0
    at = try options.read("--at", "an instant such as 2026-11-30T08:05:00Z") { Instant(rfc3339: $0) }
  }

  private static func address(_ text: String) -> (String, UInt16)? {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
      colon > text.startIndex
    else { return nil }
    return (text[..<colon].filter { !"[]".contains($0) }, port)
  }

  func run(log: Log, clock: WallClock) async throws {
    let signals = Signals()
    let sandbox = EnedisSandbox(settings, clock: clock)
    if let at { sandbox.setClock(to: at) }
    var web = Application.Settings()
    web.limits = nil
    let application = try Application(
      routes: sandbox.feature.routes, settings: web, log: log, clock: clock, missing: sandbox.answerUnknown)
    var http = HTTPServer.Settings()
    (http.host, http.port) = (host, port)
    let loop = EventLoop(name: "loop")
    let server = try HTTPServer(application, on: loop, settings: http)
    log.info("the double of Enedis serves", ["url": .text(server.url)])
    log.info("stopping", ["signal": .text(await signals.first())])
    await server.stop()
    loop.stop()
  }

  private var settings: EnedisSandbox.Settings {
    var settings = EnedisSandbox.Settings()
    settings.client = client ?? settings.client
    settings.secret = secret ?? settings.secret
    settings.redirect = redirect ?? settings.redirect
    settings.seed = seed
    return settings
  }
}
