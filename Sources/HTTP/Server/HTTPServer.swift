import Glibc
package import Runtime
import Synchronization

/// The application on a port: a lane for each thread, and connections spread over them.
package final class HTTPServer: Sendable {
  package struct Settings: Sendable {
    package var host = "127.0.0.1"
    /// Zero takes a free one, which `port` then tells.
    package var port: UInt16 = 0
    /// Loops that read, handle and answer: one for each core.
    package var threads = max(1, min(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 16))
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
    package init() {}
  }

  /// What connections wait for, in milliseconds: taken from a Duration at each request, its 128 bits cost as much as a lock.
  struct Patience {
    let idle, head, body, linger, halfClosed: Int64

    init(_ settings: Settings) {
      (idle, head) = (settings.idlePatience.microseconds / 1000, settings.headPatience.microseconds / 1000)
      (body, linger) = (settings.bodyPatience.microseconds / 1000, settings.lingerPatience.microseconds / 1000)
      halfClosed = settings.halfClosedPatience.microseconds / 1000
    }
  }

  package struct CannotListen: Error, CustomStringConvertible {
    package let description: String
  }

  let application: Application
  let settings: Settings
  let patience: Patience
  let sockets: SocketThread
  let connections: Connections
  private let lanes: [Lane]
  private let ownLoops: [EventLoop]
  private let seats: Seats
  private let draining = Flag()
  private let hasStopped = Flag()
  private let listener: Listener
  private let sweeping = Mutex<EventLoop.Ticking?>(nil)

  package var port: UInt16 { listener.port }
  package var url: String { "http://\(settings.host.contains(":") ? "[\(settings.host)]" : settings.host):\(port)" }
  var isDraining: Bool { draining.isRaised }

  /// The loops given also own the database's sockets; for further threads there are loops of the server's own.
  package init(
    _ application: Application, on loop: EventLoop, besides others: [EventLoop] = [], settings: Settings = Settings()
  ) throws {
    self.application = application
    self.settings = settings
    patience = Patience(settings)
    let limits = application.settings.limits
    connections = Connections(
      limit: HTTPServer.most(settings.connectionLimit), perNetwork: limits?.connections ?? .max)
    seats = Seats(most: limits?.sockets ?? .max)
    sockets = SocketThread(handlers: loop, silence: settings.socketSilence, stall: settings.socketStall)
    listener = try Listener(host: settings.host, port: settings.port)
    let shared = [loop] + others.prefix(max(0, settings.threads - 1))
    ownLoops = (shared.count..<max(shared.count, settings.threads)).map { EventLoop(name: "loop-\($0)") }
    lanes = (shared + ownLoops).enumerated().map { Lane($0.offset, $0.element) }
    signal(SIGPIPE, SIG_IGN)
    listener.accept(on: loop) { [weak self] in self?.take($0, $1) ?? Self.refuse($0) }
    let ticking = loop.every(.seconds(1)) { [weak self] in self?.sweep() }
    sweeping.withLock { $0 = ticking }
    addFigures()
  }

  /// The database and files want descriptors too.
  private static func most(_ wanted: Int) -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return wanted }
    let descriptors = Int(clamping: limit.rlim_cur)
    return max(1, min(wanted, descriptors - min(1024, descriptors / 2)))
  }

  private static func refuse(_ descriptor: Int32) { close(descriptor) }

  // MARK: Coming and going

  /// The lane with the fewest connections gets it.
  private func take(_ descriptor: Int32, _ client: ClientAddress) {
    guard let lane = lanes.min(by: { $0.connections < $1.connections }) else { return Self.refuse(descriptor) }
    let isTrusted = application.trustedProxies.contains(client.text)
    let connection = Connection(descriptor, client, isTrusted: isTrusted, server: self, lane: lane)
    guard let leaving = connections.admit(connection, besides: sockets.count) else { return Self.refuse(descriptor) }
    for old in leaving { old.onItsLane { old.end() } }
    lane.held.add(1, ordering: .relaxed)
    connection.onItsLane { connection.open() }
  }

  private func sweep() {
    for connection in connections.late() { connection.onItsLane { connection.expire() } }
    listener.tryAgain()
  }

  // MARK: Stopping

  /// Takes no new connection, lets the requests under way end, says goodbye to WebSockets, and is gone.
  package func stop() async {
    guard !hasStopped.isRaised else { return }
    hasStopped.raise()
    draining.raise()
    await onEach { if $0.number == 0 { self.listener.stop { self.take($0, $1) } } }
    await sockets.close(within: .seconds(2))
    await settle(within: settings.drainPatience)
    for connection in connections.all { connection.onItsLane { connection.abandon() } }
    await settle(within: .seconds(2))
    await onEach { lane in
      for connection in self.connections.all where connection.lane === lane { connection.end() }
      lane.close()
    }
    sweeping.withLock { $0.take() }?.cancel()
    sockets.loop.stop()
  }

  /// A handler that does not listen to its cancellation goes on where it began.
  deinit { for loop in ownLoops { loop.stop() } }

  private func onEach(_ work: @escaping @Sendable (Lane) -> Void) async {
    for lane in lanes {
      await withCheckedContinuation { continuation in
        lane.loop.call {
          work(lane)
          continuation.resume()
        }
      }
    }
  }

  private var underWay: Int { lanes.reduce(0) { $0 + $1.underWay.load(ordering: .relaxed) } }

  /// Waits until nothing has been under way for a moment: a request that is in the kernel's buffer when the port closes
  /// was accepted too, and gets its answer.
  private func settle(within patience: Duration) async {
    let deadline = ContinuousClock.now + patience
    var quietSince = ContinuousClock.now
    while ContinuousClock.now < deadline {
      if underWay > 0 { quietSince = .now }
      if .now - quietSince > .milliseconds(150) { return }
      try? await Task.sleep(for: .milliseconds(10))
    }
  }

  // MARK: For connections

  func request(_ head: borrowing RequestHead, from connection: Connection) throws -> Request {
    guard let target = Target(head.target) else { throw Problem.refusing(target: head.target) }
    guard let method = head.method else { throw application.refusal(ofUnknownMethodAt: target) }
    let now = application.clock.now
    let client = connection.isTrusted ? client(of: connection, head.headers) : connection.client
    return Request(
      id: application.ids.next(at: now), method: method, target: target, headers: head.headers, client: client.text,
      network: client.network, receivedAt: now)
  }

  /// A proxy that we trust names the client last in X-Forwarded-For; anything before that the client may have invented.
  private func client(of connection: Connection, _ headers: Headers) -> ClientAddress {
    // Some proxies add a field of their own to the client's: all of them count as one list.
    let named = headers.all("X-Forwarded-For").flatMap { $0.parts(at: ",").map(\.trimmed) }
    return named.lazy.reversed().filter { !$0.isEmpty }.map { ClientAddress($0) }
      .first { !self.application.trustedProxies.contains($0.text) } ?? connection.client
  }

  func handshake(for request: Request) throws -> Exchange.PreparedHandshake {
    let accept = try Handshake.accept(request)
    if let seat = seats.take(for: request.network) { return Exchange.PreparedHandshake(accept: accept, seat: seat) }
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

  func problem(_ problem: Problem, for request: Request) -> Response { application.response(to: problem, for: request) }

  func record(
    _ status: Status, of request: Request?, route: Int?, began: Tick, on lane: Lane
  ) {
    let took = began.elapsed
    application.record(route: route, status, nanoseconds: took, lane: lane.number)
    guard application.tellsRequests, let request else { return }
    application.log.debug(
      "request",
      [
        "id": .text(request.id.description), "method": .text(request.method.rawValue),
        "path": .text(request.target.logged), "status": .integer(status.code),
        "ms": .number(Double(took) / 1e6), "client": .text(request.client),
      ])
  }

  private func addFigures() {
    application.metrics.collect { [weak self] page in
      guard let self else { return }
      page.single("watts_up_http_connections", "gauge", "Open connections.", Double(self.connections.count))
      page.single(
        "watts_up_http_requests_under_way", "gauge", "Requests begun and not answered.", Double(self.underWay))
      page.single("watts_up_websockets", "gauge", "Open WebSockets.", Double(self.sockets.count))
    }
  }
}

extension Lane {
  fileprivate var connections: Int { held.load(ordering: .relaxed) }
}
