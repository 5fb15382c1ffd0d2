import HTTP
import Runtime

extension EnedisSandbox {
  typealias Work = @Sendable (_ now: Instant) throws(Refusal) -> Response

  /// What every call of an API passes: token, subscription, quota, the fault that is due, and then the work itself.
  func gate(_ request: Request, _ work: @escaping Work) -> Reply {
    .later { [self] in await pass(request, work) }
  }

  func pass(_ request: Request, _ work: Work) async -> Response {
    let api = request.target.segments.prefix(2).joined(separator: "/")
    do throws(Refusal) {
      let (now, fault) = try admit(request, api)
      if fault == .slow { try? await Task.sleep(for: settings.slowness) }
      switch fault {
      case .server: throw .technical
      case .html: throw .badGateway
      default: break
      }
      let response = try work(now)
      note(request, status: response.status.code, api: api, fault == .none ? "" : fault.rawValue)
      return response.broken(by: fault)
    } catch {
      note(request, status: error.status.code, api: api, error.name)
      return error.response
    }
  }

  private func admit(_ request: Request, _ api: String) throws(Refusal) -> (now: Instant, fault: Knobs.Fault) {
    let (now, running) = (now, running)
    guard let header = request.headers["Authorization"] else { throw .noToken }
    let words = header.split(separator: " ")
    let refusal = withState { state -> Refusal? in
      guard words.count == 2, words[0].lowercased() == "bearer", let end = state.tokens[String(words[1])], end > now
      else { return .badToken }
      let name = request.target.segments.first ?? ""
      if state.knobs.unsubscribed.contains(name) { return .unsubscribed }
      return state.quotas.refuse(api, state.knobs, at: running).map { .tooMany(until: $0, state.knobs.quotaForm) }
    }
    if let refusal { throw refusal }
    return (now, withState { $0.knobs.takeFault() })
  }
}

extension Response {
  /// The same answer with another type, or cut in the middle.
  fileprivate func broken(by fault: Knobs.Fault) -> Response {
    switch fault {
    case .octets: return header("Content-Type", MediaType.bytes.text)
    case .cut:
      guard case .bytes(let bytes) = body else { return self }
      let half = Array(bytes.array.prefix(bytes.count / 2))
      var copy = self
      copy.body = .stream(
        AsyncStreamedBody { write in
          try await write(half)
          throw Cut()
        })
      return copy
    default: return self
    }
  }
}

private struct Cut: Error {}
