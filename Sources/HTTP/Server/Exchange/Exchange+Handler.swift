import Runtime
import Synchronization

/// The handler's task.
extension Exchange {
  func begin() {
    guard case .immediate(let handler) = endpoint.handler else { return start() }
    switch server.application.answer(at: handler, request) {
    case .now(let answer): finish(.reply(answer))
    case .later(let work): start(with: work)
    }
  }

  /// What could not be answered at once is handled.
  func handle(with work: @escaping @Sendable () async throws -> Response) {
    _ = shell.withLock { $0.state.endBody() }
    start(with: work)
  }

  /// `work` does what the endpoint's own handler could not do at once.
  func start(with work: (@Sendable () async throws -> Response)? = nil) {
    let request = requestWithBody
    let endpoint = work.map { self.endpoint.carriedOut(by: $0) } ?? self.endpoint
    let task =
      endpoint.isAside
      ? Task(executorPreference: EventLoop.aside) { self.finish(await self.run(endpoint, request)) }
      : Task.immediate(executorPreference: connection.lane.loop) { self.finish(await self.run(endpoint, request)) }
    shell.withLock { shell in
      if shell.state.isHandling { shell.task = task }
    }
  }

  private var requestWithBody: Request {
    let body: RequestBody
    switch endpoint.manner {
    case .none: return request
    case .whole: body = .whole(takeBody() ?? [])
    case .stream: body = .stream(BodyStream { try await self.nextPiece() })
    }
    return Request(
      id: request.id, method: request.method, target: request.target, headers: request.headers,
      client: request.client, network: request.network, receivedAt: request.receivedAt, body: body)
  }

  private func run(_ endpoint: Application.Endpoint, _ request: Request) async -> Outcome {
    let application = server.application
    do {
      switch endpoint.handler {
      case .immediate(let handler):
        switch application.answer(at: handler, request) {
        case .now(let answer): return .reply(answer)
        case .later(let work): return .reply(.fresh(await application.polished(try await work(), for: request)))
        }
      case .task(let handler):
        let response = try await handler(request, endpoint.values)
        return .reply(.fresh(await application.polished(response, for: request)))
      case .socket(let handler):
        return .upgrade(try await handler(request, endpoint.values))
      }
    } catch {
      return .reply(.fresh(await application.polished(application.response(to: error, for: request), for: request)))
    }
  }

  /// The first word counts.
  func finish(_ outcome: Outcome) {
    if shell.withLock({ $0.state.decide(outcome) }) { connection.wake() }
  }
}

extension Application {
  enum Immediate {
    case now(ExchangeState.Answer)
    case later(@Sendable () async throws -> Response)
  }

  func answer(at handler: @Sendable (Request) throws -> Reply, _ request: Request) -> Immediate {
    do {
      switch try handler(request) {
      case .prepared(let prepared): return .now(.prepared(prepared))
      case .fresh(let response): return .now(.fresh(comparedAtOnce(response, for: request)))
      case .later(let work): return .later(work)
      }
    } catch {
      return .now(.fresh(response(to: error, for: request)))
    }
  }
}
