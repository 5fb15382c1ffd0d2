/// One line of a feature's list: method, path, who may call it, what it takes and answers, and the function that does it.
package struct Route: Sendable {
  package let method: Method
  package let pattern: PathPattern
  package let access: String
  package let isSocket: Bool
  /// Whether its reads show all that was written, also to strangers, who elsewhere may be shown what was true a moment ago.
  private(set) package var readsAtPrimary = false
  /// Its work takes long: done beside the lanes, at a thread that lets them go first.
  private(set) var isAside = false
  let summary: String
  let traffic: Traffic
  let intake: BodyIntake
  let path: [Schema.Member]
  let query: [Schema.Member]
  let answers: [Answer]
  private(set) var talk: Talk?
  private(set) var handler: Handler

  /// Which bucket of the rate limiter a call is taken from.
  package enum Traffic: Sendable { case ordinary, bulk }

  enum Handler: Sendable {
    /// Answered on the thread that read the request: only for what is in memory already.
    case immediate(@Sendable (Request) throws -> Reply)
    case task(@Sendable (Request, PathValues) async throws -> Response)
    /// Proves and decodes before the upgrade; what it gives then talks.
    case socket(@Sendable (Request, PathValues) async throws -> SocketHandler)
  }

  package typealias SocketHandler = @Sendable (WebSocket) async throws -> Void

  /// An answer that the documentation shows.
  package struct Answer: Sendable {
    let status: Status
    let type: MediaType?
    let schema: Schema?

    package static func json<T: Decodable>(_ type: T.Type, status: Status = .ok) -> Answer {
      Answer(status: status, type: .json, schema: .of(type, .given))
    }
    package static func json(_ schema: Schema) -> Answer { Answer(status: .ok, type: .json, schema: schema) }
    /// A refusal that holds more than every refusal does.
    package static func problem<T: Decodable>(_ type: T.Type, status: Status) -> Answer {
      Answer(status: status, type: .problem, schema: .ofRefusal(type))
    }
    package static func media(_ type: MediaType, status: Status = .ok) -> Answer {
      Answer(status: status, type: type, schema: nil)
    }
    package static func empty(_ status: Status = .noContent) -> Answer {
      Answer(status: status, type: nil, schema: nil)
    }
  }

  /// The messages of a WebSocket, for the documentation: ours and the client's.
  package struct Talk: Sendable {
    let sends: Schema
    let hears: Schema?

    package init(sends: any Decodable.Type, hears: (any Decodable.Type)? = nil) {
      self.sends = .of(sends, .given)
      self.hears = hears.map { .of($0) }
    }
  }

  /// Seen through by the slices' own compilation: there the types of the call are known, here each request would look them up.
  @inlinable
  package init<Path, Query, Body, Proof>(
    _ method: Method, _ pattern: StaticString, access: Access<Proof>, _ summary: StaticString, answers: Answer...,
    traffic: Traffic = .ordinary,
    handler: @escaping @Sendable (Call<Path, Query, Body>, Proof) async throws -> Response
  ) {
    let intake = Body.intake
    let work: @Sendable (Request, PathValues) async throws -> Response
    if let proof = access.given {
      work = { request, values in
        try intake.checkType(of: request)
        return try await handler(Call(request, values), proof)
      }
    } else {
      work = { request, values in
        // The proof comes first: a stranger learns nothing from the faults of a body.
        let proof = try await access.prove(request)
        try intake.checkType(of: request)
        return try await handler(Call(request, values), proof)
      }
    }
    self.init(
      method, pattern, access: access.name, summary, answers, traffic, intake: intake, path: Path.self,
      query: Query.self, work: work)
  }

  @usableFromInline
  init(
    _ method: Method, _ pattern: StaticString, access: String, _ summary: StaticString, _ answers: [Answer],
    _ traffic: Traffic, intake: BodyIntake, path: any Decodable.Type, query: any Decodable.Type,
    work: @escaping @Sendable (Request, PathValues) async throws -> Response
  ) {
    self.init(
      method, pattern, access: access, summary, answers, traffic, intake: intake, path: Schema.members(of: path),
      query: Schema.members(of: query), handler: .task(work))
  }

  /// A route whose answer is in memory already. It reads its path and query itself, `path` and `query` describe them.
  package static func immediate(
    _ method: Method, _ pattern: StaticString, _ summary: StaticString, path: any Decodable.Type = Nothing.self,
    query: any Decodable.Type = Nothing.self, answers: Answer..., traffic: Traffic = .bulk,
    handler: @escaping @Sendable (Request) throws -> Reply
  ) -> Route {
    Route(
      method, pattern, access: Access.public.name, summary, answers, traffic, intake: .none,
      path: Schema.members(of: path), query: Schema.members(of: query), handler: .immediate(handler))
  }

  /// An error of `admit` is answered in the place of the handshake, as at any other route.
  package static func socket<Path, Query, Proof>(
    _ pattern: StaticString, access: Access<Proof>, _ summary: StaticString, talk: Talk? = nil,
    admit: @escaping @Sendable (Call<Path, Query, NoBody>, Proof) async throws -> Void = { _, _ in },
    handler: @escaping @Sendable (Call<Path, Query, NoBody>, Proof, WebSocket) async throws -> Void
  ) -> Route {
    var route = Route(
      .get, pattern, access: access.name, summary, [.empty(.switchingProtocols)], .ordinary, intake: .none,
      path: Schema.members(of: Path.self), query: Schema.members(of: Query.self),
      handler: .socket { request, values in
        let proof = try await access.prove(request)
        let call = try Call<Path, Query, NoBody>(request, values)
        try await admit(call, proof)
        return { socket in
          let leave = access.attend(proof, socket)
          defer { leave() }
          try await handler(call, proof, socket)
        }
      })
    route.talk = talk
    return route
  }

  private init(
    _ method: Method, _ pattern: StaticString, access: String, _ summary: StaticString, _ answers: [Answer],
    _ traffic: Traffic, intake: BodyIntake, path: [Schema.Member], query: [Schema.Member], handler: Handler
  ) {
    self.method = method
    self.pattern = PathPattern(pattern)
    self.access = access
    self.summary = "\(summary)"
    self.traffic = traffic
    self.intake = intake
    self.path = path
    self.query = query
    self.answers = answers
    self.handler = handler
    isSocket = if case .socket = handler { true } else { false }
  }

  package var atPrimary: Route {
    var route = self
    route.readsAtPrimary = true
    return route
  }

  package var aside: Route {
    var route = self
    route.isAside = true
    return route
  }

  package typealias Surrounding =
    @Sendable (Request, @Sendable () async throws -> Response) async throws -> Response

  /// The same route, its work done inside of `surrounding`. What is answered from memory is not.
  package func surrounded(by surrounding: @escaping Surrounding) -> Route {
    guard case .task(let work) = handler else { return self }
    var route = self
    route.handler = .task { request, values in
      try await surrounding(request) { try await work(request, values) }
    }
    return route
  }

  /// `METHOD PATH ACCESS`, as `watts-up routes` prints it.
  package var line: String { "\(isSocket ? "WS" : method.rawValue) \(pattern) \(access)" }
}
