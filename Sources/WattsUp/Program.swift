import Accounts
import Charging
import HTTP
import Import
import Map
import Places
import Postgres
import Reservations
import Runtime
import Secrets
import Stations

/// The one place where everything is put together: plain calls, top to bottom.
struct Program: Sendable {
  let application: Application
  let features: [Feature]
  let accounts: AccountsFeature
  let stations: StationsFeature
  let reservations: ReservationsFeature
  let map: MapFeature
  let imports: ImportFeature

  init(
    settings: Settings, installation: Installation, database: Database, keys: SecretKeys, log: Log, clock: WallClock,
    isStopping: Flag, isFilled: Flag
  ) throws {
    let map = MapFeature(database: database, clock: clock, log: log, publicURL: settings.publicURL)
    self.map = map
    accounts = AccountsFeature(
      Program.accounts(settings), database: database, hasher: PasswordHasher(), keys: keys,
      elsewhere: [ReservationsFeature.personalData, ChargingFeature.personalData], log: log, clock: clock)
    let operations = OperationsFeature(
      database: database, clock: clock, administrators: accounts.doorkeeper.administrator,
      metricsReaders: settings.metricsReaders, isStopping: isStopping,
      isLoaded: { map.isReady && isFilled.isRaised })
    stations = StationsFeature(database: database, doorkeeper: accounts.doorkeeper, clock: clock)
    reservations = ReservationsFeature(database: database, doorkeeper: accounts.doorkeeper, log: log, clock: clock)
    let charging = ChargingFeature(
      database: database, doorkeeper: accounts.doorkeeper, reservations: reservations, clock: clock)
    imports = Program.imports(
      settings, database: database, administrators: accounts.doorkeeper.administrator, log: log, clock: clock)
    features = [
      operations.feature, accounts.feature, stations.feature, PlacesFeature(database: database).feature, map.feature,
      reservations.feature,
      charging.feature, imports.feature,
    ]
    let files = StaticFiles(
      folder: installation.publicFolder, pages: try Screens.firstNames(in: installation.publicFolder),
      prefix: settings.publicPrefix)
    application = try Application(
      routes: Program.routes(features, hasReplica: settings.reads != nil), settings: Program.web(settings), log: log,
      clock: clock,
      missing: { request in
        guard let files else { throw Problem(.notFound) }
        return try files.serve(request)
      },
      explain: Program.explain)
    application.metrics.add(database)
    operations.opens(application, features: features)
  }

  /// Whoever is signed in reads what they have just written, at whichever server: strangers' questions go to the replica.
  /// Whether we are ready, the first feature's question, is one about the primary.
  private static func routes(_ features: [Feature], hasReplica: Bool) -> [Route] {
    guard hasReplica else { return features.flatMap(\.routes) }
    let others = features.dropFirst().flatMap(\.routes).map { route in
      route.surrounded { request, answer in
        guard request.method.isSafe, !request.namesSomebody else { return try await answer() }
        return try await Database.allowingReplica(answer)
      }
    }
    return features.prefix(1).flatMap(\.routes) + others
  }

  private static func web(_ settings: Settings) -> Application.Settings {
    var web = Application.Settings()
    web.origins = Set([settings.publicOrigin].compactMap { $0 })
    web.trustedProxies = settings.trustedProxies
    web.isSecure = settings.isSecure
    if !settings.hasRateLimits { web.limits = nil }
    return web
  }

  private static func accounts(_ settings: Settings) -> AccountsFeature.Settings {
    var accounts = AccountsFeature.Settings(
      site: Site(settings.publicURL ?? "http://\(settings.host):\(settings.port)"))
    accounts.countsFailures = settings.hasRateLimits
    accounts.sendsMail = settings.mailServer != nil
    accounts.administratorsNeedCode = settings.administratorsNeedCode
    // Where each account is a mail to somebody, far fewer.
    let newcomers =
      accounts.sendsMail ? RateLimiter.Rate(perSecond: 1 / 30, burst: 60) : .init(perSecond: 5, burst: 300)
    accounts.newcomers = settings.hasRateLimits ? newcomers : nil
    return accounts
  }

  /// The command line imports in the same way, without a server.
  static func imports(
    _ settings: Settings, database: Database, administrators: Access<Administrator>, log: Log, clock: WallClock
  ) -> ImportFeature {
    var imports = ImportFeature.Settings()
    imports.allowsPrivateAddresses = settings.importsPrivateAddresses
    imports.scheduled = settings.importAddress.map { ($0, settings.importSchedule ?? Schedule.nightly) }
    return ImportFeature(imports, database: database, administrators: administrators, log: log, clock: clock)
  }

  /// Errors of the layers that a person may wait out.
  private static func explain(_ error: any Error) -> Problem? {
    switch error {
    case let away as Unavailable:
      Problem(.unavailable).retry(after: Int(away.retryAfter.inSeconds.rounded(.up)))
    case PasswordHasher.Failure.busy: Problem(.unavailable).retry(after: 2)
    case is ConnectionLost, is Workers.Full: Problem(.unavailable).retry(after: 1)
    case let error as PostgresError
    where [PostgresError.queryCancelled, PostgresError.lockNotAvailable].contains(error.sqlState):
      Problem(.unavailable).retry(after: 1)
    default: nil
    }
  }
}
