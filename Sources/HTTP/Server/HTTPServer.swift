import CMicrohttpd
import Glibc
package import Ground
import Synchronization

/// The application on a port, through libmicrohttpd's own threads.
package final class HTTPServer: Sendable {
  package struct Settings: Sendable {
    package var host = "127.0.0.1"
    /// Zero takes a free one, which `port` then tells.
    package var port: UInt16 = 0
    /// Threads that read and write; handlers run elsewhere.
    package var threads = 2
    package var connectionLimit = 16_384
    package var idlePatience = Duration.seconds(30)
    /// For a whole head, and for a whole body of the ordinary kind.
    package var headPatience = Duration.seconds(10)
    package var bodyPatience = Duration.seconds(20)
    package var socketSilence = Duration.seconds(20)
    package var socketStall = Duration.seconds(30)
    /// How long requests under way may take to end when the server stops.
    package var drainPatience = Duration.seconds(10)
    package init() {}
  }

  package struct CannotListen: Error, CustomStringConvertible {
    package let description: String
  }

  let application: Application
  let loop: EventLoop
  let settings: Settings
  let sockets: SocketThread
  private let watch = ConnectionWatch()
  private let daemon = Mutex<Handle?>(nil)
  /// Suspended exchanges; nil once the server gives up on them, after which none may be suspended.
  private let sleeping = Mutex<[ObjectIdentifier: Exchange]?>([:])
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
    sockets = SocketThread(handlers: loop, silence: settings.socketSilence, stall: settings.socketStall)
    listener = try Listener(host: settings.host, port: settings.port)
    signal(SIGPIPE, SIG_IGN)
    try start()
    _ = sockets.loop.every(.seconds(1)) { [weak self] in
      self?.watch.sweep()
      self?.listener.tryAgain()
    }
    addFigures()
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
    listener.accept(for: started, on: sockets.loop)
  }

  // MARK: Stopping

  /// Takes no new connection, lets the requests under way end, says goodbye to WebSockets, and is gone.
  package func stop() async {
    guard let running = daemon.withLock({ $0.take() }) else { return }
    draining.raise()
    listener.stop(handingTo: running)
    await sockets.close(within: .seconds(2))
    await settle(within: settings.drainPatience)
    for exchange in sleeping.withLock({ $0.take() ?? [:] }).values { exchange.abandon() }
    await settle(within: .seconds(2))
    // Stopping with a suspended connection would abort the process: after `abandon` there is none.
    let done = Workers(name: "http-stop", threads: 1, queueLimit: 1)
    try? await done.run { MHD_stop_daemon(running.pointer) }
    done.stop()
    sockets.loop.stop()
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

  func request(method: String, _ rawTarget: String, _ headers: Headers, from client: String?) throws -> Request {
    guard let method = Method(rawValue: method) else { throw Problem(.notImplemented) }
    guard let target = Target(rawTarget) else { throw Problem(.malformed) }
    let now = application.clock.now
    return Request(
      id: application.ids.next(at: now), method: method, target: target, headers: headers,
      client: forwarded(client ?? "unknown", headers), receivedAt: now)
  }

  /// A trusted proxy names the client last in X-Forwarded-For; anything before that the client may have invented.
  private func forwarded(_ client: String, _ headers: Headers) -> String {
    let trusted = application.settings.trustedProxies
    guard trusted.contains(client) else { return client }
    // Some proxies add a field of their own to the client's: all of them count as one list.
    let named = headers.all("X-Forwarded-For").flatMap { $0.parts(at: ",").map(\.trimmed) }
    return named.last { !$0.isEmpty && !trusted.contains($0) } ?? client
  }

  /// Stands for a request that could not be read, so that its refusal looks like every other.
  func unreadableRequest() -> Request {
    let now = application.clock.now
    let nowhere = Target.root
    return Request(id: application.ids.next(at: now), method: .get, target: nowhere, client: "", receivedAt: now)
  }

  func problem(_ problem: Problem, for request: Request) -> Response {
    application.finishAtOnce(application.response(to: problem, for: request), for: request)
  }

  func record(of connection: OpaquePointer) -> ConnectionWatch.Connection? {
    mhd_socket_context(connection).map { Unmanaged<ConnectionWatch.Connection>.fromOpaque($0).takeUnretainedValue() }
  }

  func exchangeBegan() { underWay.add(1, ordering: .relaxed) }

  func exchangeEnded(_ request: Request?, route: Int?, status: Status?, took: Duration) {
    underWay.subtract(1, ordering: .relaxed)
    guard let status else { return }
    application.metrics.record(route: route, status: status, took: took)
    guard let request, application.log.isOn(.debug) else { return }
    application.log.debug(
      "request",
      [
        "id": .text(request.id.description), "method": .text(request.method.rawValue),
        "path": .text(request.target.path), "status": .integer(status.code),
        "ms": .number(took.inSeconds * 1000), "client": .text(request.client),
      ])
  }

  /// False when the server waits for nobody any more.
  func maySuspend(_ exchange: Exchange) -> Bool {
    sleeping.withLock { sleeping in
      sleeping?[ObjectIdentifier(exchange)] = exchange
      return sleeping != nil
    }
  }

  func resumed(_ exchange: Exchange) { sleeping.withLock { _ = $0?.removeValue(forKey: ObjectIdentifier(exchange)) } }

  // MARK: For libmicrohttpd

  func connectionOpened(_ connection: OpaquePointer) -> ConnectionWatch.Connection {
    let record = watch.opened(connection)
    // The first head is due; later ones after an idle time that libmicrohttpd limits itself.
    record.expect(within: settings.idlePatience)
    return record
  }

  func headBegins(_ record: ConnectionWatch.Connection?) { record?.expect(within: settings.headPatience) }
  func exchangeIsOver(_ record: ConnectionWatch.Connection?) {
    record?.expect(within: settings.idlePatience + settings.headPatience)
  }
  func connectionClosed(_ record: ConnectionWatch.Connection) { watch.closed(record) }

  private func addFigures() {
    application.metrics.collect { [weak self] page in
      guard let self else { return }
      page.single("watts_up_http_connections", "gauge", "Open connections.", Double(self.watch.count))
      page.single(
        "watts_up_http_requests_under_way", "gauge", "Requests begun and not answered.",
        Double(self.underWay.load(ordering: .relaxed)))
      page.single("watts_up_websockets", "gauge", "Open WebSockets.", Double(self.sockets.count))
    }
  }
}
