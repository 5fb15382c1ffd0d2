import Glibc
import HTTP
import Runtime

/// A box from its start to its end: everything put together, top to bottom.
struct Running {
  private let settings: Settings
  private let log: Log
  private let clock = WallClock.system()

  init(_ settings: Settings) {
    self.settings = settings
    log = .lines(to: STDOUT_FILENO, readable: isatty(STDOUT_FILENO) == 1, level: .info, clock: clock)
  }

  func run() throws {
    let machine = MachineClock.system(trusting: settings.clock)
    let store = try Store(folder: settings.data, boot: machine.boot)
    let box = try Box(settings, store: store, machine: machine, log: log)
    let isStopping = Flag()
    let keeper = try Keeper(box, isStopping: isStopping)
    let (http, loop) = try serve(box)
    listen(box, isStopping)
    keeper.start()
    let background = BackgroundRunner(log: log)
    let workers = Workers(name: "sync", threads: 1, queueLimit: 4)
    background.start([
      Sync(store: store, server: settings.server, log: log, ear: box.syncEar).work(on: workers, every: settings.pause)
    ])
    log.info("the box serves", ["url": .text(http.url)])
    log.info("stopping", ["signal": .text(StopSignal.wait())])
    isStopping.raise()
    background.cancel()
    stop(http, loop, keeper)
    log.info("stopped")
  }

  private func listen(_ box: Box, _ isStopping: Flag) {
    if let path = settings.meter {
      WireListener(
        path: path, mode: settings.mode, monotonic: box.machine.monotonic, isStopping: isStopping, ear: box.ear
      ).start()
    }
    if let pulses = settings.pulses {
      PulseListener(address: pulses, isStopping: isStopping, counted: box.count).start()
    }
  }

  private func serve(_ box: Box) throws -> (HTTPServer, EventLoop) {
    let page = BoxPage(box, folder: PublicFolder.found)
    var web = Application.Settings()
    // A home asks as it likes; whoever floods does not stop the meter's thread.
    web.limits?.ordinary = RateLimiter.Rate(perSecond: 500, burst: 2000)
    let application = try Application(
      routes: page.routes, settings: web, log: log, clock: clock, missing: { try page.file($0) })
    var http = HTTPServer.Settings()
    (http.host, http.port) = (settings.host, settings.port)
    (http.threads, http.connectionLimit) = (1, 64)
    let loop = EventLoop(name: "loop")
    return (try HTTPServer(application, on: loop, settings: http), loop)
  }

  /// What has been measured is on the disk before anything else is waited for.
  private func stop(_ http: HTTPServer, _ loop: EventLoop, _ keeper: Keeper) {
    while !keeper.hasEnded.isRaised { usleep(10_000) }
    let isStopped = Semaphore()
    Task {
      await http.stop()
      isStopped.signal()
    }
    isStopped.wait()
    loop.stop()
  }
}

/// The folder with the page's files: named by WATTS_UP_HOME, above the program, or here.
enum PublicFolder {
  static var found: String? {
    let named = getenv("WATTS_UP_HOME").map { [String(cString: $0)] } ?? []
    return (named + aboveProgram + ["."]).map { $0 + "/Public" }.first { access($0 + "/box/index.html", R_OK) == 0 }
  }

  private static var aboveProgram: [String] {
    guard let path = realpath("/proc/self/exe", nil) else { return [] }
    defer { free(path) }
    var parts = String(cString: path).split(separator: "/")
    var folders: [String] = []
    while !parts.isEmpty {
      parts.removeLast()
      folders.append("/" + parts.joined(separator: "/"))
    }
    return folders
  }
}
