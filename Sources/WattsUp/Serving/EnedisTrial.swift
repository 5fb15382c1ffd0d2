import EnedisSandbox
import HTTP
import Homes
import Runtime
import Secrets

/// Enedis' double beside a demonstration, at the server's own address: homes are tried out without a meter, by people who do not
/// know one another. Its gateway answers to this process alone.
struct EnedisTrial: Sendable {
  private let sandbox: EnedisSandbox
  let settings: EnedisSettings

  /// Nil where there is a real Enedis, no demonstration, or no address that the server knows before it listens.
  init?(_ settings: Settings, clock: WallClock) {
    guard settings.enedis == nil, settings.demonstrationPoints > 0, settings.port != 0 else { return nil }
    var double = EnedisSandbox.Settings()
    let base = settings.publicURL ?? ""
    double.redirect = base + "/enedis/callback"
    double.secret = Base64.url.encode(randomBytes(24))
    double.isShared = true
    sandbox = EnedisSandbox(double, clock: clock)
    self.settings = EnedisSettings(
      url: "http://127.0.0.1:\(settings.port)", consentURL: base + "/dataconnect/v2/oauth2/authorize",
      clientID: double.client, clientSecret: Secret(double.secret))
  }

  var feature: Feature {
    Feature(
      routes: sandbox.feature.routes, links: Links().adding("enedisSandbox", "/dataconnect/v2/oauth2/authorize"))
  }
}
