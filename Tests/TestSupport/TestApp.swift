package import HTTP
package import Runtime
import Testing

/// An application in memory: everything between a request and its answer but the network. `TestServer` puts the same
/// one behind a socket.
package struct TestApp: Sendable {
  package let application: Application
  package let clock: WallClock

  package init(_ features: Feature..., clock: WallClock = .system(), ids: IdentifierSource = .random) throws {
    try self.init(features, clock: clock, ids: ids)
  }

  package init(_ features: [Feature], clock: WallClock = .system(), ids: IdentifierSource = .random) throws {
    var settings = Application.Settings()
    settings.limits = nil
    application = try Application(
      routes: features.flatMap(\.routes), settings: settings, log: .silent, clock: clock, ids: ids)
    self.clock = clock
  }

  package init(_ application: Application, clock: WallClock = .system()) {
    self.application = application
    self.clock = clock
  }

  /// Header names and values in turn: `call(.get, "/api", "Accept-Language", "en")`.
  package func call(_ method: Method, _ target: String, _ headers: String..., json body: JSON? = nil) async throws
    -> TestAnswer
  {
    try await call(method, target, from: "127.0.0.1", headers: headers, json: body)
  }

  package func call(
    _ method: Method, _ target: String, from client: String, headers: [String] = [],
    json body: JSON? = nil
  ) async throws -> TestAnswer {
    try await call(method, target, from: client, headers: headers, bytes: body.map { Array($0.serialized().text.utf8) })
  }

  /// A body that need not be JSON.
  package func call(
    _ method: Method, _ target: String, from client: String, headers: [String] = [], bytes: [UInt8]?
  ) async throws -> TestAnswer {
    var fields = Headers([("Host", "localhost")])
    for index in stride(from: 0, to: headers.count - 1, by: 2) { fields.add(headers[index], headers[index + 1]) }
    var content = RequestBody.none
    if let bytes {
      fields.add("Content-Length", String(bytes.count))
      if fields["Content-Type"] == nil { fields.add("Content-Type", "application/json") }
      content = .whole(bytes)
    }
    let now = clock.now
    let request = Request(
      id: application.ids.next(at: now), method: method, target: try #require(Target(target)), headers: fields,
      client: client, receivedAt: now, body: content)
    let response = await application.respond(to: request)
    guard case .stream(let body) = response.body else { return TestAnswer(response) }
    let sent = Shared<[UInt8]>([])
    try await body.produce { piece in sent.change { $0 += piece } }
    return TestAnswer(response, sent: sent.value)
  }
}

package struct TestAnswer: Sendable {
  package let status: Int
  package let headers: Headers
  package let bytes: [UInt8]
  /// Which part of a file would be sent: `count from offset`.
  package let part: String?

  init(_ response: Response, sent: [UInt8] = []) {
    status = response.status.code
    headers = response.headers
    part = if case .file(let slice) = response.body { "\(slice.count) from \(slice.offset)" } else { nil }
    bytes = if case .bytes(let bytes) = response.body { bytes.array } else { sent }
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }
  package var json: JSON { (try? JSONParser.parse(bytes)) ?? .null }

  /// `/problems/…` without the folder.
  package var problem: String? {
    if case .string(let type)? = json["type"] { String(type.dropFirst("/problems/".count)) } else { nil }
  }

  /// The pointers of a problem's errors.
  package var pointers: [String] {
    guard case .array(let errors)? = json["errors"] else { return [] }
    return errors.compactMap { $0["pointer"]?.text }
  }
}

/// What tests look for in an answer.
extension JSON {
  package var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
  package var text: String? { if case .string(let text) = self { text } else { nil } }
}
