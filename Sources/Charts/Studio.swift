package import HTTP
import Runtime

/// Draws one picture after another on a thread of its own: a large one takes tens of milliseconds, and whoever wants
/// many waits behind themselves.
enum Studio {
  private static let workers = Workers(name: "charts", threads: 1, queueLimit: 64, niceness: 19)
  private static let turns = Turns(
    TurnState.Limits(atOnce: 1, perParty: 1, line: 256, linePerParty: 32), patience: .seconds(10))

  static func draw<Value: Sendable>(
    for party: String, _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    do {
      return try await turns.take(party) { try await workers.run(work) }
    } catch is Turns.Refused {
      throw Problem(.unavailable).retry(after: 1)
    }
  }
}

extension Chart {
  /// The answer that a picture travels in, drawn beside the loop.
  package func drawn(_ format: PictureFormat, _ picture: Picture, for request: Request) async throws -> Response {
    try await Studio.draw(for: request.party) { try response(format, picture, to: request) }
  }

  /// The same of a chart that takes a while to put together: many thousands of steps.
  package static func drawn(
    _ format: PictureFormat, _ picture: Picture, for request: Request, _ make: @escaping @Sendable () -> Chart
  ) async throws -> Response {
    try await Studio.draw(for: request.party) { try make().response(format, picture, to: request) }
  }
}
