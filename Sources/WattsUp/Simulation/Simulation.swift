import Glibc
import HTTP
import Postgres
import Runtime

/// `watts-up simulate`: people and their devices at a running server, as demonstration and as load.
struct Simulation: Equatable {
  enum Cast: Equatable {
    case drivers(Int)
    /// Houses with devices, that many days of their past first.
    case sites(Int, days: Int)
    /// Homes that play a season.
    case community(Int)
  }

  let cast: Cast
  let minutes: Double
  /// The address of the server; nil: the one that the settings describe.
  var url: String?
}

extension Simulation {
  static let options: [Option] = [
    .optional("--drivers", "N"), .optional("--sites", "N"), .optional("--days", "D"), .optional("--community", "N"),
    .optional("--minutes", "M"), .optional("--url", "URL"),
  ]
  static let details = """
    Drivers search, book, cancel, charge and extend over HTTP for so many minutes. At the end the database is asked whether
    all that was acknowledged is there and nothing overlaps; the exit code says so too. Sites are houses with panels, a
    turbine, a battery and a meter that send what they measure every ten seconds, the past --days first. Ctrl-C ends it sooner.
    With --community so many homes agree at Enedis' double, pair boxes, found teams and play; their readings are waited for,
    a quarter of an hour unless --minutes says, the podium is shown, and what must hold of it is checked.
    """

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  init(_ options: Options) throws(Command.Misuse) {
    func count(_ name: String, _ range: ClosedRange<Int>) throws(Command.Misuse) -> Int? {
      try options.read(name, "a number from \(range.lowerBound) to \(range.upperBound)") {
        Int($0).flatMap { range ~= $0 ? $0 : nil }
      }
    }
    let (drivers, sites) = (try count("--drivers", 1...500), try count("--sites", 1...200))
    let (days, homes) = (try count("--days", 0...29), try count("--community", 1...100))
    let wanted = try options.read("--minutes", "a number of minutes") { Double($0).flatMap { $0 > 0 ? $0 : nil } }
    switch (drivers, sites, homes) {
    case (let drivers?, nil, nil): cast = .drivers(drivers)
    case (nil, let sites?, nil): cast = .sites(sites, days: days ?? 0)
    case (nil, nil, let homes?): cast = .community(homes)
    default: throw Command.Misuse(description: "needs one of --drivers N, --sites N and --community N")
    }
    guard wanted != nil || homes != nil else { throw Command.Misuse(description: "needs --minutes M") }
    minutes = wanted ?? 15
    url = options["--url"]
  }

  func run(on base: Base, _ serving: Serving) async throws {
    switch cast {
    case .drivers(let count): try await drive(count, on: base, serving)
    case .sites(let count, let days):
      let (host, port) = try address(serving.settings)
      let end = serving.clock.now + .seconds(minutes * 60)
      try await SimulatedSite.play(count, days: days, until: end, at: host, port, clock: serving.clock)
    case .community(let homes):
      let (host, port) = try address(serving.settings)
      let game = CommunitySimulation(
        homes: homes, host: host, port: port, patience: .seconds(minutes * 60), database: base.database,
        clock: serving.clock)
      try await game.run()
    }
  }

  private func drive(_ drivers: Int, on base: Base, _ serving: Serving) async throws {
    let (host, port) = try address(serving.settings)
    let points = try await points(drivers, base.database)
    guard !points.isEmpty else { throw Failure(description: "there is no point to book; import a file first") }
    let ledger = Ledger()
    let clock = serving.clock
    let end = clock.now + .seconds(minutes * 60)
    let run = String(clock.now.seconds, radix: 36)
    let isStopping = Self.stopping()
    await withTaskGroup { group in
      for number in 1...drivers {
        group.addTask {
          await withCheckedContinuation { continuation in
            startThread(name: "driver") {
              var driver = SimulatedDriver(
                number: number, run: run, points: points, conversation: Conversation(host: host, port: port),
                ledger: ledger, clock: clock)
              driver.drive(until: end, isStopping)
              continuation.resume()
            }
          }
        }
      }
      let summary = Task { await Self.summarize(ledger) }
      await group.waitForAll()
      summary.cancel()
    }
    try await conclude(ledger, base.database)
  }

  /// Raised when somebody wants it to end.
  static func stopping() -> Flag {
    let isStopping = Flag()
    Task {
      _ = await Signals().first()
      isStopping.raise()
    }
    return isStopping
  }

  private func address(_ settings: Settings) throws -> (String, UInt16) {
    guard let url else { return (settings.host, UInt16(clamping: settings.port)) }
    let authority = url.split(separator: "/").dropFirst(url.contains("://") ? 1 : 0).first ?? ""
    let parts = authority.split(separator: ":")
    guard let host = parts.first, !url.hasPrefix("https") else {
      throw Failure(description: "--url: an address such as http://127.0.0.1:8080")
    }
    return (String(host), parts.count > 1 ? UInt16(parts[1]) ?? 80 : 80)
  }

  /// A few, in one neighbourhood each: whoever never meets anybody tests nothing.
  private func points(_ drivers: Int, _ database: Database) async throws
    -> [(id: String, latitude: Double, longitude: Double)]
  {
    try await database.query(
      """
      select p.id::text, st_y(s.location), st_x(s.location)
      from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id
      where p.withdrawn_at is null and s.withdrawn_at is null and not p.out_of_service and terms.access = 'open'
        and terms.open_24h and p.sockets & 6 <> 0
      order by p.id limit \(max(2, drivers))
      """
    ) { row in (id: try row.next(String.self), latitude: try row.next(), longitude: try row.next()) }
  }

  private static func summarize(_ ledger: Ledger) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(5))
      if !Task.isCancelled { print(ledger.line) }
      fflush(nil)
    }
  }

  private func conclude(_ ledger: Ledger, _ database: Database) async throws {
    let account = ledger.account
    guard account.requests > 0 else { throw Failure(description: "no server answered; watts-up serve starts one") }
    print("\n" + ledger.line)
    for (outcome, count) in account.outcomes.sorted(by: { $0.key < $1.key }) { print("  \(outcome)  \(count)") }
    let results = try await SimulationCheck(database: database).results(account)
    for (rule, holds) in results { print(holds ? "  holds   \(rule)" : "  BROKEN  \(rule)") }
    fflush(nil)
    if results.contains(where: { !$0.holds }) { throw Failure(description: "a rule is broken") }
  }
}
