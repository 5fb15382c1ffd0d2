import Foundation
import HTTP
import Runtime
import TestSupport
import Testing

/// An application in memory, asked one request at a time.
struct Asking {
  let application: Application
  let clock = ManualClock()
  let log = RecordedLog()

  init(
    _ routes: [Route], settings: (inout Application.Settings) -> Void = { $0.limits = nil },
    explain: @escaping @Sendable (any Error) -> Problem? = { _ in nil }
  ) throws {
    var chosen = Application.Settings()
    settings(&chosen)
    application = try Application(
      routes: routes, settings: chosen, log: log.log(clock: clock.wall), clock: clock.wall, ids: .counted(),
      explain: explain)
  }

  func callAsFunction(
    _ method: HTTP.Method = .get, _ target: String, _ headers: [(name: String, value: String)] = [],
    client: String = "192.0.2.1", body: RequestBody = .none
  ) async throws -> Response {
    await application.respond(
      to: Request(
        id: application.ids.next(at: clock.now), method: method, target: try #require(Target(target)),
        headers: Headers(headers), client: client, receivedAt: clock.now, body: body))
  }

  /// Posts a JSON text.
  func post(_ target: String, _ json: String, _ headers: [(name: String, value: String)] = []) async throws -> Response
  {
    try await callAsFunction(
      .post, target, [("Content-Type", "application/json")] + headers, body: .whole(Array(json.utf8)))
  }
}

extension Response {
  var text: String {
    if case .bytes(let bytes) = body { bytes.text } else { "" }
  }

  func json() throws -> JSON { try JSONParser.parse(Array(text.utf8)) }

  /// `pointer code` of each fault of a problem.
  func faults() throws -> [String] {
    guard case .array(let errors)? = try json()["errors"] else { return [] }
    return errors.map { error in
      guard case .string(let pointer)? = error["pointer"], case .string(let code)? = error["code"] else { return "?" }
      return "\(pointer) \(code)"
    }
  }
}
