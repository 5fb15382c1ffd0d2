import CMicrohttpd
import Runtime
import Synchronization

/// From a request to what is said to it.
extension Exchange {
  func refusal(of error: any Error, for request: Request) -> Response {
    switch error {
    case HeaderGuard.Fault.malformed: return server.problem(.refusing(.malformed), for: request)
    case HeaderGuard.Fault.twoOrigins: return server.problem(.twoOrigins, for: request)
    case HeaderGuard.Fault.tooLarge: return server.problem(.refusing(.payloadTooLarge), for: request)
    default:
      return server.application.finishAtOnce(server.application.response(to: error, for: request), for: request)
    }
  }

  /// The body is whole and nobody has begun.
  func answerOrStart(_ connection: OpaquePointer) -> MHD_Result {
    let (known, admitted) = shell.withLock { ($0.request, $0.endpoint) }
    guard let request = known, let endpoint = admitted else { return wait(connection) }
    HTTPServer.record(of: connection)?.becomeBusy()
    switch begun(endpoint, request) {
    case .answered(let outcome): return queue(outcome, on: connection)
    case .needsTask(let endpoint): start(endpoint, request)
    }
    return wait(connection)
  }

  private enum Beginning {
    case answered(Outcome)
    case needsTask(Application.Endpoint)
  }

  private func begun(_ endpoint: Application.Endpoint, _ request: Request) -> Beginning {
    guard case .immediate(let handler) = endpoint.handler else { return .needsTask(endpoint) }
    do {
      switch try handler(request) {
      case .prepared(let prepared): return .answered(.reply(.prepared(prepared)))
      case .fresh(let response):
        return .answered(.reply(.fresh(server.application.finishAtOnce(response, for: request))))
      case .later(let work): return .needsTask(endpoint.carriedOut(by: work))
      }
    } catch {
      return .answered(.reply(.fresh(refusal(of: error, for: request))))
    }
  }

  // MARK: The handler's task

  func start(_ endpoint: Application.Endpoint, _ request: Request) {
    let whole = whole(request, endpoint.intake)
    let task = Task.immediate(executorPreference: server.loop) {
      await self.finish(self.run(endpoint, whole))
    }
    shell.withLock { shell in
      if shell.state.isHandling { shell.task = task }
    }
  }

  private func whole(_ request: Request, _ intake: BodyIntake) -> Request {
    if intake.manner == .none { return request }
    let body: RequestBody =
      switch intake.manner {
      case .none: .none
      case .whole: .whole(takeBody() ?? [])
      case .stream: .stream(BodyStream { try await self.nextPiece() })
      }
    return Request(
      id: request.id, method: request.method, target: request.target, headers: request.headers,
      client: request.client, network: request.network, receivedAt: request.receivedAt, body: body)
  }

  private func run(_ endpoint: Application.Endpoint, _ request: Request) async -> Outcome {
    let application = server.application
    do {
      switch endpoint.handler {
      // Answered before it came to a task.
      case .immediate: return .reply(.fresh(gaveUp))
      case .task(let handler):
        let response = try await handler(request, endpoint.values)
        return .reply(.fresh(await application.finish(response, for: request)))
      case .socket(let handler):
        return .upgrade(try await handler(request, endpoint.values))
      }
    } catch {
      return .reply(.fresh(await application.finish(application.response(to: error, for: request), for: request)))
    }
  }

  func finish(_ outcome: Outcome) {
    change { shell in
      if shell.state.decide(outcome), shell.state.hasUnwantedBody, let connection = shell.connection {
        HTTPServer.record(of: connection.pointer)?.enter(.busy, within: server.settings.bodyPatience)
      }
    }
  }

  /// The server stops: whoever still waits is told so.
  func abandon() {
    shell.withLock { $0.task }?.cancel()
    finish(.reply(.fresh(gaveUp)))
    breakOutput()
  }

  var gaveUp: Response {
    let request = shell.withLock { $0.request } ?? server.unreadableRequest()
    return server.problem(Problem(.unavailable).retry(after: 1), for: request)
  }
}
