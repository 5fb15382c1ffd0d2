import Runtime
import Synchronization

/// The handler's task.
extension Exchange {
  /// What takes a task.
  enum Work {
    case answer(@Sendable (Request, PathValues) async throws -> Response)
    case upgrade(@Sendable (Request, PathValues) async throws -> Route.SocketHandler)
  }

  /// All is there that the handler wants.
  func start() {
    switch endpoint.handler {
    case .immediate(let handler):
      switch server.application.answer(at: handler, request) {
      case .now(let answer): finish(.reply(answer))
      case .later(let work): start(.answer { _, _ in try await work() })
      }
    case .task(let handler): start(.answer(handler))
    case .socket(let handler): start(.upgrade(handler))
    }
  }

  /// What could not be answered at once is handled.
  func handle(with work: @escaping @Sendable () async throws -> Response) {
    _ = shell.withLock { $0.state.endBody() }
    start(.answer { _, _ in try await work() })
  }

  private func start(_ work: Work) {
    let request = requestWithBody
    let task =
      endpoint.isAside
      ? Task(executorPreference: EventLoop.aside) { await self.carryOut(work, request) }
      : Runner.handle(Runner.Job(exchange: self, work: work, request: request), on: connection.lane)
    shell.withLock { shell in
      if shell.state.isHandling { shell.task = task }
    }
  }

  private var requestWithBody: Request {
    let body: RequestBody
    switch endpoint.intake.manner {
    case .none: return request
    case .whole: body = .whole(takeBody() ?? [])
    case .stream: body = .stream(BodyStream { try await self.nextPiece() })
    }
    return Request(
      id: request.id, method: request.method, target: request.target, headers: request.headers,
      client: request.client, network: request.network, receivedAt: request.receivedAt, body: body)
  }

  /// In its place: each async call has a frame of its own, and asks on which thread to go on.
  @inline(__always)
  func carryOut(_ work: Work, _ request: Request) async {
    let application = server.application
    do {
      switch work {
      case .answer(let handler):
        let response = try await handler(request, values)
        finishHandling(.reply(.fresh(await application.polished(response, for: request))))
      case .upgrade(let handler): finishHandling(.upgrade(try await handler(request, values)))
      }
    } catch {
      let refusal = application.response(to: error, for: request)
      finishHandling(.reply(.fresh(await application.polished(refusal, for: request))))
    }
  }

  /// The first word counts.
  func finish(_ outcome: Outcome) {
    if shell.withLock({ $0.state.decide(outcome) }) { connection.wake() }
  }

  /// The task may be another request's from here on: the end of this one cancels it no more.
  private func finishHandling(_ outcome: Outcome) {
    let isFirst = shell.withLock { shell in
      shell.task = nil
      return shell.state.decide(outcome)
    }
    if isFirst { connection.wake() }
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
