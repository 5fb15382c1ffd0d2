import Accounts
import Charging
import Community
import Crowd
import Favourites
import Grid
import HTTP
import Homes
import Import
import Map
import Places
import Postgres
import Reservations
import Runtime
import Secrets
import Sites
import Stations
import Telemetry
import Vehicles

/// The one place where everything is put together: plain calls, top to bottom.
struct Program: Sendable {
  let application: Application
  let features: [Feature]
  let background: BackgroundRunner
  let accounts: AccountsFeature
  let stations: StationsFeature
  let reservations: ReservationsFeature
  let map: MapFeature
  let places: PlacesFeature
  let imports: ImportFeature
  let telemetry: TelemetryFeature
  let address: OwnAddress

  init(
    settings: Settings, installation: Installation, database: Database, keys: SecretKeys, log: Log, clock: WallClock,
    isStopping: Flag, isFilled: Flag
  ) throws {
    let country = PresentCountry(database: database, clock: clock, log: log)
    map = MapFeature(of: country, publicURL: settings.publicURL)
    address = OwnAddress(settings)
    accounts = Program.people(settings, at: address, database: database, keys: keys, log: log, clock: clock)
    let vehicles = VehiclesFeature(database: database, doorkeeper: accounts.doorkeeper, clock: clock)
    let favourites = FavouritesFeature(database: database, doorkeeper: accounts.doorkeeper, clock: clock)
    stations = StationsFeature(showing: country, doorkeeper: accounts.doorkeeper)
    let isMadeUp = settings.demonstrationPoints > 0
    let grid = GridFeature(database: database, log: log, clock: clock, hasDemonstration: isMadeUp)
    reservations = ReservationsFeature(
      database: database, doorkeeper: accounts.doorkeeper, log: log, clock: clock, grid: Program.outlook(of: grid),
      otherNotices: TelemetryFeature.alarmNotices)
    let charging = ChargingFeature(
      database: database, doorkeeper: accounts.doorkeeper, reservations: reservations, clock: clock)
    let community = CommunityFeature(
      database: database, doorkeeper: accounts.doorkeeper, weather: Program.weather(settings), clock: clock)
    let trial = EnedisTrial(settings, clock: clock)
    let homes = HomesFeature(
      database: database, doorkeeper: accounts.doorkeeper,
      enedis: (settings.enedis ?? trial?.settings).map { EnedisClient($0, clock: clock) }, keys: keys, log: log,
      clock: clock, teams: { try await CommunityFeature.teams(of: $1, in: $0) })
    imports = Program.imports(
      settings, database: database, administrators: accounts.doorkeeper.administrator, log: log, clock: clock)
    let sites = SitesFeature(database: database, doorkeeper: accounts.doorkeeper, log: log, clock: clock)
    telemetry = TelemetryFeature(
      Program.telemetry(settings), database: database, doorkeeper: accounts.doorkeeper, log: log, clock: clock)
    let addresses = settings.addressBase.map { AddressBase(at: $0.text, clock: clock) }
    places = PlacesFeature(database: database, ground: Program.ground(settings), addresses: addresses, log: log)
    let crowd = CrowdFeature(
      of: settings.demonstrationDrivers, database: database, reservations: reservations, charging: charging,
      clock: clock, isOpen: { isFilled.isRaised })
    let slices =
      [
        accounts.feature, vehicles.feature, favourites.feature, stations.feature, places.feature, map.feature,
        reservations.feature, charging.feature, grid.feature, homes.feature, community.feature,
        stations.seenAtOnce(imports.feature), crowd.feature, sites.feature, telemetry.feature,
      ] + (trial.map { [$0.feature] } ?? [])
    let isOpen: @Sendable () -> Bool = { [map] in map.isReady && isFilled.isRaised }
    let house = MadeUpHouse(isLiving: isMadeUp, database: database, telemetry: telemetry, clock: clock, isOpen: isOpen)
    let neighbourhood = MadeUpNeighbourhood(isLiving: isMadeUp, database: database, clock: clock, isOpen: isOpen)
    let metrics = Program.metrics(of: database, addresses)
    let operations = OperationsFeature(
      describing: slices, database: database, clock: clock, administrators: accounts.doorkeeper.administrator,
      metrics: metrics, metricsReaders: settings.metricsReaders, isStopping: isStopping,
      isLoaded: isOpen, legal: settings.legal)
    features = [operations.feature, house.feature, neighbourhood.feature] + slices
    background = BackgroundRunner(log: log)
    metrics.add(background)
    let web = try WebApp(
      folder: installation.publicFolder, settings: settings, stations: stations, guests: { [places] in places.guests })
    application = try Application(
      routes: Program.routes(features, hasReplica: settings.reads != nil), settings: Program.web(settings),
      metrics: metrics, log: log, clock: clock,
      missing: Program.pages(of: web), hasFile: { web?.has($0) == true }, explain: Program.explain)
  }

  /// Whoever signs in, with what each slice keeps of them and has to tell them by mail.
  private static func people(
    _ settings: Settings, at address: OwnAddress, database: Database, keys: SecretKeys, log: Log, clock: WallClock
  ) -> AccountsFeature {
    AccountsFeature(
      accounts(settings, at: address, log), database: database, hasher: PasswordHasher(), keys: keys,
      elsewhere: [
        VehiclesFeature.personalData, FavouritesFeature.personalData, ReservationsFeature.personalData,
        ReservationsFeature.personalCalendar, ChargingFeature.personalData, HomesFeature.personalData,
        HomesFeature.personalBoxes, SitesFeature.personalPlants, SitesFeature.personalData,
        TelemetryFeature.personalData, CommunityFeature.personalData,
      ],
      commissions: [
        ReservationsFeature.reminder, HomesFeature.ending, SitesFeature.invitation, TelemetryFeature.alarmLetter,
      ],
      log: log, clock: clock)
  }

  private static func metrics(of database: Database, _ addresses: AddressBase?) -> Metrics {
    let metrics = Metrics()
    metrics.add(database)
    if let addresses { metrics.add(addresses) }
    return metrics
  }

  /// What no route claims is a page of the app.
  private static func pages(of web: WebApp?) -> @Sendable (Request) throws -> Reply {
    { request in
      guard let web else { throw Problem(.notFound) }
      return try web.serve(request)
    }
  }

  /// People who are signed in read what they have just written, at whichever server; strangers ask the replica.
  private static func routes(_ features: [Feature], hasReplica: Bool) -> [Route] {
    let routes = features.flatMap(\.routes)
    guard hasReplica else { return routes }
    return routes.map { route in
      if route.readsAtPrimary { return route }
      return route.surrounded { request, answer in
        guard request.method.isSafe, !request.namesSomebody else { return try await answer() }
        return try await Database.allowingReplica(answer)
      }
    }
  }

  private static func web(_ settings: Settings) -> Application.Settings {
    var web = Application.Settings()
    web.origins = Set([settings.publicOrigin].compactMap { $0 })
    web.trustedProxies = settings.trustedProxies
    web.isSecure = settings.isSecure
    if !settings.hasRateLimits { web.limits = nil }
    return web
  }

  private static func telemetry(_ settings: Settings) -> TelemetryFeature.Settings {
    var telemetry = TelemetryFeature.Settings()
    telemetry.history = settings.historyAddress?.text
    telemetry.broker = settings.broker
    telemetry.hasLimits = settings.hasRateLimits
    return telemetry
  }

  private static func ground(_ settings: Settings) -> Ground {
    let style = settings.mapStyle.flatMap { address in
      OutsideStyle(address.text) { text, limit, allowsPrivate in
        guard let address = WebAddress(text) else { return [] }
        return try await address.fetch(limit: limit, allowsPrivate: allowsPrivate)
      }
    }
    return Ground(archive: settings.basemap, style: style)
  }

  private static func accounts(
    _ settings: Settings, at address: OwnAddress, _ log: Log
  ) -> AccountsFeature.Settings {
    var accounts = AccountsFeature.Settings(
      site: settings.publicURL.map { Site($0) } ?? Site(found: { address.url }))
    accounts.countsFailures = settings.hasRateLimits
    accounts.sendsMail = settings.mailServer != nil
    accounts.administratorsNeedCode = settings.administratorsNeedCode
    accounts.delivery = delivery(settings, log)
    // Far fewer are allowed where each account is a mail to somebody.
    let newcomers =
      accounts.sendsMail ? RateLimiter.Rate(perSecond: 1 / 30, burst: 60) : .init(perSecond: 5, burst: 300)
    accounts.newcomers = settings.hasRateLimits ? newcomers : nil
    return accounts
  }

  private static func delivery(_ settings: Settings, _ log: Log) -> Delivery {
    let from = settings.mailFrom?.description
    return settings.mailServer.map { .smtp($0, from: from) }
      ?? .folder(settings.data + "/mails", from: from, log: log)
  }

  /// Days' temperatures, from an address or a file.
  private static func weather(_ settings: Settings) -> WeatherSource? {
    guard let place = settings.weather else { return nil }
    return WeatherSource {
      switch place {
      case .address(let address):
        return try await address.fetch(limit: 16 << 20, allowsPrivate: true)
      case .file(let path):
        guard let bytes = Bytes(contentsOf: path) else { throw NoSuchFile(path: path) }
        return bytes.array
      }
    }
  }

  private struct NoSuchFile: Error {
    let path: String
  }

  /// What half-hours that can be booked are told of the grid.
  private static func outlook(of grid: GridFeature) -> GridOutlook {
    GridOutlook { now in
      let found = await grid.marks(at: now)
      return GridOutlook.Marks(
        marks: found.marks.mapValues {
          SlotMark(band: $0.band, rank: $0.rank, of: $0.of, gramsPerKwh: $0.gramsPerKwh)
        }, areMadeUp: found.areMadeUp)
    }
  }

  /// The command line imports in the same way, without a server.
  static func imports(
    _ settings: Settings, database: Database, administrators: Access<Administrator>, log: Log, clock: WallClock
  ) -> ImportFeature {
    var imports = ImportFeature.Settings()
    imports.allowsPrivateAddresses = settings.importsPrivateAddresses
    imports.scheduled = [settings.importAddress].compactMap { $0 }
      .map { ScheduledImport(.standard, at: $0, settings.importSchedule) }
    imports.scheduled += settings.gridAddresses.map { ScheduledImport(.grid, at: $0, settings.gridSchedule) }
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
