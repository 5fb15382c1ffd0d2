import CMicrohttpd
import Glibc
package import Runtime
import Synchronization

/// The application on a port, through libmicrohttpd's own threads.
package final class HTTPServer: Sendable {
  package struct Settings: Sendable {
    package var host = "127.0.0.1"
    /// Zero takes a free one, which `port` then tells.
    package var port: UInt16 = 0
    /// Threads that read and write; handlers run elsewhere.
    package var threads = 2
    /// WebSockets included. Less when there are not as many descriptors.
    package var connectionLimit = 16_384
    package var idlePatience = Duration.seconds(30)
    /// For a whole head, and for a whole body of the ordinary kind.
    package var headPatience = Duration.seconds(10)
    package var bodyPatience = Duration.seconds(20)
    /// For a client that was refused to read why.
    package var lingerPatience = Duration.seconds(5)
    /// For an answer to a client that has closed its half: it may be gone altogether.
    package var halfClosedPatience = Duration.seconds(2)
    package var socketSilence = Duration.seconds(20)
    package var socketStall = Duration.seconds(30)
    /// How long requests under way may take to end when the server stops.
    package var drainPatience = Duration.seconds(10)
    package var stopPatience = Duration.seconds(5)
    package init() {}
  }

  package struct CannotListen: Error, CustomStringConvertible {
    package let description: String
  }

  let application: Application
  let loop: EventLoop
  let settings: Settings
  let sockets: SocketThread
  let connections: Connections
  private let reception: Reception
  private let seats: Seats
  private let daemon = Mutex<Handle?>(nil)
  private let sleepers = Mutex(Sleepers())
  private let underWay = Atomic<Int>(0)
  private let draining = Flag()
  private let listener: Listener

  package var port: UInt16 { listener.port }
  package var url: String { "http://\(settings.host.contains(":") ? "[\(settings.host)]" : settings.host):\(port)" }
  var isDraining: Bool { draining.isRaised }

  /// Handlers run on `loop`, which also owns the database's sockets.
  package init(_ application: Application, on loop: EventLoop, settings: Settings = Settings()) throws {
    self.application = application
    self.loop = loop
    self.settings = settings
    let limits = application.settings.limits
    connections = Connections(
      limit: HTTPServer.most(settings.connectionLimit), perNetwork: limits?.connections ?? .max)
    seats = Seats(most: limits?.sockets ?? .max)
    sockets = SocketThread(handlers: loop, silence: settings.socketSilence, stall: settings.socketStall)
    reception = Reception(on: sockets.loop, connections, settings)
    listener = try Listener(host: settings.host, port: settings.port)
    signal(SIGPIPE, SIG_IGN)
    try start()
    _ = sockets.loop.every(.seconds(1)) { [weak self] in
      self?.sweep()
    }
    addFigures()
  }

  /// The database and files want descriptors too.
  private static func most(_ wanted: Int) -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return wanted }
    let descriptors = Int(clamping: limit.rlim_cur)
    return max(1, min(wanted, descriptors - min(1024, descriptors / 2)))
  }

  private func sweep() {
    for connection in connections.sweep() { reception.drop(connection) }
    for exchange in sleepers.withLock({ $0.takeLost(at: .now) }) { exchange.clientLeft() }
    listener.tryAgain()
  }

  private func start() throws {
    let flags =
      MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue | MHD_ALLOW_UPGRADE.rawValue
      | MHD_USE_TURBO.rawValue | MHD_USE_NO_LISTEN_SOCKET.rawValue
    let me = Unmanaged.passUnretained(self).toOpaque()
    var options = DaemonOptions(settings: settings, server: me).items
    guard let started = mhd_start(flags, handleRequest, me, &options).map(Handle.init) else {
      throw CannotListen(description: "libmicrohttpd did not start")
    }
    daemon.withLock { $0 = started }
    listener.accept(on: sockets.loop, take: taker(for: started))
  }

  private func taker(for daemon: Handle) -> Listener.Taker {
    { [weak self] descriptor, client in
      guard let self else {
        _ = close(descriptor)
        return
      }
      let isTrusted = self.application.trustedProxies.contains(client.text)
      self.reception.receive(
        Connection(descriptor, client, isTrusted: isTrusted, server: self), besides: self.sockets.count, for: daemon)
    }
  }

  // MARK: Stopping

  /// Takes no new connection, lets the requests under way end, says goodbye to WebSockets, and is gone.
  package func stop() async {
    guard let running = daemon.withLock({ $0.take() }) else { return }
    draining.raise()
    await onLoop { self.listener.stop(self.taker(for: running)) }
    await sockets.close(within: .seconds(2))
    await settle(within: settings.drainPatience)
    for exchange in sleepers.withLock({ $0.takeAll() }) { exchange.abandon() }
    await settle(within: .seconds(2))
    await onLoop { self.reception.closeAll() }
    // Stopping with a suspended connection would abort the process: after `abandon` there is none.
    let isStopped = Flag()
    startThread(name: "http-stop") {
      MHD_stop_daemon(running.pointer)
      isStopped.raise()
    }
    await settle(within: settings.stopPatience, until: isStopped)
    sockets.loop.stop()
  }

  private func onLoop(_ work: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
      sockets.loop.call {
        work()
        continuation.resume()
      }
    }
  }

  /// A library that hangs is left behind, and with it what its threads still call.
  private func settle(within patience: Duration, until isStopped: Flag) async {
    let deadline = ContinuousClock.now + patience
    while !isStopped.isRaised, .now < deadline { try? await Task.sleep(for: .milliseconds(5)) }
    guard !isStopped.isRaised else { return }
    application.log.error("libmicrohttpd does not stop", [:])
    _ = Unmanaged.passRetained(self)
  }

  /// Waits until nothing has been under way for a moment: a request that is in the kernel's buffer when the port closes
  /// was accepted too, and gets its answer.
  private func settle(within patience: Duration) async {
    let deadline = ContinuousClock.now + patience
    var quietSince = ContinuousClock.now
    while ContinuousClock.now < deadline {
      if underWay.load(ordering: .relaxed) > 0 { quietSince = .now }
      if .now - quietSince > .milliseconds(150) { return }
      try? await Task.sleep(for: .milliseconds(10))
    }
  }

  // MARK: For exchanges

  func request(
    method: String, _ rawTarget: String, _ headers: Headers, from connection: Connection?
  ) throws -> Request {
    guard let target = Target(rawTarget) else { throw Problem.refusing(target: rawTarget) }
    guard let method = Method(rawValue: method) else { throw application.refusal(ofUnknownMethodAt: target) }
    let now = application.clock.now
    let client = client(of: connection, headers)
    return Request(
      id: application.ids.next(at: now), method: method, target: target, headers: headers, client: client.text,
      network: client.network, receivedAt: now)
  }

  /// A trusted proxy names the client last in X-Forwarded-For; anything before that the client may have invented.
  private func client(of connection: Connection?, _ headers: Headers) -> ClientAddress {
    guard let connection else { return ClientAddress("unknown") }
    guard connection.isTrusted else { return connection.client }
    // Some proxies add a field of their own to the client's: all of them count as one list.
    let named = headers.all("X-Forwarded-For").flatMap { $0.parts(at: ",").map(\.trimmed) }
    return named.lazy.reversed().filter { !$0.isEmpty }.map { ClientAddress($0) }
      .first { !self.application.trustedProxies.contains($0.text) } ?? connection.client
  }

  /// Returns a WebSocket's place among those that its network may hold.
  func seat(for request: Request) throws -> Seats.Seat {
    if let seat = seats.take(for: request.network) { return seat }
    throw Problem(
      .rateLimited,
      Text(
        fr: "Trop de WebSockets ouvertes depuis votre adresse : fermez-en une.",
        en: "Too many WebSockets are open from your address: close one.")
    ).retry(after: 10)
  }

  /// Stands for a request that could not be read, so that its refusal looks like every other.
  func unreadableRequest() -> Request {
    let now = application.clock.now
    let nowhere = Target.root
    return Request(id: application.ids.next(at: now), method: .get, target: nowhere, client: "", receivedAt: now)
  }

  func problem(_ problem: Problem, for known: Request? = nil) -> Response {
    let request = known ?? unreadableRequest()
    return application.finishAtOnce(application.response(to: problem, for: request), for: request)
  }

  static func record(of connection: OpaquePointer) -> Connection? {
    mhd_socket_context(connection).map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
  }

  func exchangeBegan() { underWay.add(1, ordering: .relaxed) }

  func exchangeEnded(_ request: Request?, route: Int?, status: Status?, took: Duration) {
    underWay.subtract(1, ordering: .relaxed)
    guard let status else { return }
    application.record(route: route, status, took: took)
    guard let request, application.log.isOn(.debug) else { return }
    application.log.debug(
      "request",
      [
        "id": .text(request.id.description), "method": .text(request.method.rawValue),
        "path": .text(request.target.logged), "status": .integer(status.code),
        "ms": .number(took.inSeconds * 1000), "client": .text(request.client),
      ])
  }

  /// False when the server waits for nobody any more.
  func maySuspend(_ exchange: Exchange) -> Bool { sleepers.withLock { $0.insert(exchange) } }
  func resumed(_ exchange: Exchange) { sleepers.withLock { $0.remove(exchange) } }

  /// The client has closed its half, while its exchange sleeps.
  func mayHaveLeft(_ exchange: Exchange) {
    sleepers.withLock { $0.doubt(exchange, until: .now + settings.halfClosedPatience) }
  }

  // MARK: For libmicrohttpd

  func connectionCloses(_ connection: Connection) {
    connections.closed(connection)
    guard connection.lingers.isRaised, !isDraining else { return }
    let copy = fcntl(connection.descriptor, F_DUPFD_CLOEXEC, 0)
    if copy >= 0 { sockets.loop.call { self.reception.linger(copy, after: connection) } }
  }

  private func addFigures() {
    application.metrics.collect { [weak self] page in
      guard let self else { return }
      page.single("watts_up_http_connections", "gauge", "Open connections.", Double(self.connections.count))
      page.single(
        "watts_up_http_requests_under_way", "gauge", "Requests begun and not answered.",
        Double(self.underWay.load(ordering: .relaxed)))
      page.single("watts_up_websockets", "gauge", "Open WebSockets.", Double(self.sockets.count))
    }
  }
}
