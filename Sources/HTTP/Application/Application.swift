package import Runtime

/// Everything between a request and its answer that is not the network: routes, limits, errors, headers. Tests call
/// `respond` in memory; the server calls the same steps one by one.
package final class Application: Sendable {
  package struct Settings: Sendable {
    /// Scheme and authority of pages that may act here, beside the host that was asked.
    package var origins: Set<String> = []
    package var trustedProxies: Set<String> = []
    package var isSecure = false
    /// nil switches the limits off.
    package var limits: Limits? = Limits()
    package init() {}
  }

  package struct Limits: Sendable {
    package var ordinary = RateLimiter.Rate(perSecond: 50, burst: 200)
    package var bulk = RateLimiter.Rate(perSecond: 500, burst: 2000)
    /// By network, as the rates.
    package var connections = 256
    package var sockets = 64
    package init() {}
  }

  package let routes: [Route]
  package let metrics: Metrics
  package let log: Log
  /// Whether the log is told of each request.
  let tellsRequests: Bool
  package let clock: WallClock
  package let ids: IdentifierSource
  let settings: Settings
  let trustedProxies: Set<String>
  let commonFields: CommonFields
  private let router: Router
  /// One for each route, and one for what no route claims.
  private let endpoints: [Endpoint]
  private let rest: Endpoint
  private let figures: [Metrics.RouteFigures]
  private let figuresOfNone: Metrics.RouteFigures
  private let limiters: (ordinary: RateLimiter, bulk: RateLimiter)?
  private let hasFile: @Sendable (Target) -> Bool
  private let explain: @Sendable (any Error) -> Problem?
  private let compression = Workers(name: "gzip", threads: 1, queueLimit: 64)

  /// `missing` serves GET of what no route claims (the served folder), and `hasFile` tells what it finds there. `explain`
  /// turns errors of other layers into problems.
  package init(
    routes: [Route], settings: Settings = Settings(), metrics: Metrics = Metrics(), log: Log, clock: WallClock,
    ids: IdentifierSource = .guessable,
    missing: @escaping @Sendable (Request) throws -> Reply = { _ in throw Problem(.notFound) },
    hasFile: @escaping @Sendable (Target) -> Bool = { _ in false },
    explain: @escaping @Sendable (any Error) -> Problem? = { _ in nil }
  ) throws {
    self.routes = routes
    self.settings = settings
    trustedProxies = Set(settings.trustedProxies.map { ClientAddress($0).text })
    self.log = log
    tellsRequests = log.isOn(.debug)
    self.clock = clock
    self.ids = ids
    self.hasFile = hasFile
    self.explain = explain
    commonFields = CommonFields(isSecure: settings.isSecure)
    router = try Router(routes)
    endpoints = routes.enumerated().map { Endpoint($0.offset, $0.element) }
    rest = Endpoint(at: .immediate(missing))
    self.metrics = metrics
    figures = routes.map { metrics.figures(route: $0.pattern.description, method: $0.method.rawValue) }
    figuresOfNone = metrics.figures(route: "none", method: "any")
    limiters = settings.limits.map { (RateLimiter($0.ordinary), RateLimiter($0.bulk)) }
  }

  // MARK: Admission: by the head alone, before a byte of the body is taken

  func admit(_ request: Request) throws -> Admission {
    let admission = try find(request)
    let endpoint = admission.endpoint
    try limit(request, endpoint)
    try Origin.check(request, settings.origins, isSocket: endpoint.isSocket)
    try checkLength(request, endpoint.intake.limit)
    return admission
  }

  private func find(_ request: Request) throws -> Admission {
    switch router.match(request.method, request.target.segments) {
    case .found(let index, let values): return Admission(endpoint: endpoints[index], values: values)
    case .wrongMethod(let allowed): return try tellMethods(allowed, request)
    case .nothing:
      if request.method == .get || request.method == .head {
        return Admission(endpoint: rest)
      }
      guard hasFile(request.target) else { throw Problem(.notFound) }
      return try tellMethods([.get], request)
    }
  }

  private func tellMethods(_ allowed: [Method], _ request: Request) throws -> Admission {
    let refusal = wrongMethod(allowed)
    guard request.method == .options else { throw refusal }
    let answer = Response(.noContent).header("Allow", refusal.headers["Allow"] ?? "")
    return Admission(endpoint: Endpoint(at: .immediate { _ in .fresh(answer) }))
  }

  /// For a method that nobody knows: known paths say which ones they take.
  func refusal(ofUnknownMethodAt target: Target) -> Problem {
    if case .wrongMethod(let allowed) = router.match(nil, target.segments) { return wrongMethod(allowed) }
    return hasFile(target) ? wrongMethod([.get]) : Problem(.notFound)
  }

  private func wrongMethod(_ allowed: [Method]) -> Problem {
    let names = (allowed + (allowed.contains(.get) ? [.head] : []) + [.options]).map(\.rawValue)
      .joined(separator: ", ")
    var problem = Problem(.methodNotAllowed, Text(fr: "Permis ici : \(names).", en: "Allowed here: \(names)."))
    problem.headers.set("Allow", names)
    return problem
  }

  private func limit(_ request: Request, _ endpoint: Endpoint) throws {
    guard let limiters else { return }
    let limiter = endpoint.traffic == .bulk ? limiters.bulk : limiters.ordinary
    if let seconds = limiter.refuse(request.network, at: request.receivedAt) {
      throw Problem(.rateLimited).retry(after: seconds)
    }
  }

  private func checkLength(_ request: Request, _ limit: Int) throws {
    let length = request.headers["Content-Length"].flatMap { Int($0) } ?? 0
    if length > limit { throw Problem(.payloadTooLarge, tooLarge(limit)) }
  }

  func tooLarge(_ limit: Int) -> Text {
    Text(fr: "Au plus \(limit) octets ici.", en: "At most \(limit) bytes here.")
  }

  /// `route` is nil for a request that reached none.
  func record(route: Int?, _ status: Status, nanoseconds: Int64, lane: Int) {
    (route.map { figures[$0] } ?? figuresOfNone).record(status, nanoseconds: nanoseconds, lane: lane)
  }

  // MARK: Answers

  /// The whole way, in memory.
  package func respond(to request: Request) async -> Response {
    do {
      let admission = try admit(request)
      switch admission.endpoint.handler {
      case .immediate(let handler):
        switch try handler(request) {
        case .fresh(let response): return await finish(response, for: request)
        case .prepared(let prepared): return await finish(prepared.response, for: request)
        case .later(let work): return await finish(try await work(), for: request)
        }
      case .task(let handler): return await finish(try await handler(request, admission.values), for: request)
      case .socket: throw Problem(.upgradeRequired)
      }
    } catch {
      return await finish(response(to: error, for: request), for: request)
    }
  }

  /// Small words for the person, everything for the log.
  func response(to error: any Error, for request: Request) -> Response {
    let known = (error as? any ProblemConvertible)?.problem ?? explain(error)
    if let known {
      return known.response(in: request.language, requestID: request.id.description)
    }
    if error is CancellationError || error is BodyStream.Interrupted {
      return Problem(.unavailable).retry(after: 1)
        .response(in: request.language, requestID: request.id.description)
    }
    log.error(
      "request failed",
      [
        "id": .text(request.id.description), "method": .text(request.method.rawValue),
        "path": .text(request.target.logged), "error": .text(String(describing: error)),
      ])
    return Problem(.internal).response(in: request.language, requestID: request.id.description)
  }

  /// The last touch of every answer: 304 for what the client has, compression, the fields that all answers carry.
  private func finish(_ response: Response, for request: Request) async -> Response {
    var response = await polished(response, for: request)
    response.headers.addChecked("X-Request-Id", request.id.description)
    let manner = CommonFields.manner(beside: response.headers)
    for (name, value) in commonFields.lines(manner).fields where response.headers[name] == nil {
      response.headers.addChecked(name, value)
    }
    return response
  }

  /// All but those fields, which a connection writes by itself. In its place: most answers have nothing to wait for, and an
  /// async call costs what it costs all the same.
  @inline(__always)
  func polished(_ response: Response, for request: Request) async -> Response {
    let plain = comparedAtOnce(response, for: request)
    guard case .bytes(let bytes) = plain.body, isWorthCompressing(plain, bytes) else { return plain }
    return await packed(plain, bytes, for: request)
  }

  private func packed(_ plain: Response, _ bytes: Bytes, for request: Request) async -> Response {
    var plain = plain
    plain.headers.add("Vary", "Accept-Encoding")
    guard request.accepts(.gzip) else { return plain }
    let compressed = try? await compression.run { Gzip.compress(bytes, level: 5) }
    return compressed.flatMap { $0 }.map { encoded(plain, $0) } ?? plain
  }

  /// 304 for what the client has.
  func comparedAtOnce(_ response: Response, for request: Request) -> Response {
    // Most have nothing, and need no tag to be read.
    guard request.headers["If-None-Match"] != nil, response.status == .ok, let tag = response.headers["ETag"],
      request.has(EntityTag(tag))
    else { return response }
    var response = response
    response.status = .notModified
    response.body = .empty
    return response
  }

  private func isWorthCompressing(_ response: Response, _ bytes: Bytes) -> Bool {
    bytes.count >= Gzip.worthwhile && response.headers["Content-Encoding"] == nil
      && response.headers["Content-Type"].map { MediaType($0).isCompressible } == true
  }

  private func encoded(_ response: Response, _ bytes: Bytes) -> Response {
    var response = response
    response.body = .bytes(bytes)
    response.headers.set("Content-Encoding", "gzip")
    // Other bytes, same version: a weak tag says exactly that.
    if let tag = response.headers["ETag"] { response.headers.set("ETag", EntityTag(tag).weakText) }
    return response
  }
}
