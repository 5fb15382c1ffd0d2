import HTTP

/// The fields of a form, or the members of a flat JSON object: whoever turns the knobs may send either.
struct Fields: Sendable {
  let pairs: [(name: String, value: String)]

  init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }

  init(form body: BodyStream) async throws {
    self.init(Fields.form(try await Fields.bytes(body)))
  }

  init(_ request: Request, _ body: BodyStream) async throws {
    let bytes = try await Fields.bytes(body)
    guard request.contentType == "application/json" else {
      self.init(Fields.form(bytes))
      return
    }
    guard case .object(let members) = try JSONParser.parse(bytes) else { throw Problem(.malformed) }
    self.init(members.map { ($0.0, $0.1.flat) })
  }

  subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

  private static func form(_ bytes: [UInt8]) -> [(name: String, value: String)] {
    Target("/?" + String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace })?.query ?? []
  }

  static func bytes(_ body: BodyStream) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in body {
      bytes += piece
      if bytes.count > 65_536 { throw Problem(.payloadTooLarge) }
    }
    return bytes
  }
}

extension JSON {
  fileprivate var flat: String {
    switch self {
    case .string(let text), .number(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .array(let elements): elements.map(\.flat).joined(separator: ",")
    case .object(let members): members.map { "\($0.0):\($0.1.flat)" }.joined(separator: ",")
    case .null: ""
    }
  }
}
