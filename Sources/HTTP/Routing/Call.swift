/// The input of a handler: path, query and body, decoded and checked.
package struct Call<Path: Decodable & Sendable, Query: Decodable & Sendable, Body: BodyKind>: Sendable {
  package let path: Path
  package let query: Query
  package let body: Body.Value
  package let request: Request

  @inlinable
  init(_ request: Request, _ values: PathValues) throws {
    // What is nothing is told by its type: to try a cast costs more than reading.
    path = Path.self == Nothing.self ? Nothing() as! Path : try FieldDecoder.decode(Path.self, path: values)
    let wantsNothing = Query.self == Nothing.self && request.target.query.isEmpty
    query =
      wantsNothing ? Nothing() as! Query : try FieldDecoder.decode(Query.self, query: request.target.query)
    body = try Body.read(request)
    self.request = request
  }
}

/// How a route takes its body: not at all, as JSON, or as a stream.
package protocol BodyKind: Sendable {
  associatedtype Value: Sendable
  static var intake: BodyIntake { get }
  static func read(_ request: Request) throws -> Value
}

package struct BodyIntake: Sendable {
  enum Manner: Sendable { case none, whole, stream }
  let manner: Manner
  /// Refused by the header when longer; ordinary bodies are 64 kB at the most.
  let limit: Int
  let types: [MediaType]
  let schema: Schema?
  var isOptional = false

  static let none = BodyIntake(manner: .none, limit: 65_536, types: [], schema: nil)

  @usableFromInline
  func checkType(of request: Request) throws {
    guard !types.isEmpty else { return }
    if isOptional, request.contentType == nil, request.headers["Content-Length"].flatMap({ Int($0) }) ?? 0 == 0 {
      return
    }
    guard let type = request.contentType, types.contains(MediaType(type)) else {
      let wanted = types.map(\.text).joined(separator: ", ")
      throw Problem(
        .unsupportedMediaType, Text(fr: "Content-Type attendu : \(wanted).", en: "Expected Content-Type: \(wanted)."))
    }
  }
}

package enum NoBody: BodyKind {
  package static var intake: BodyIntake { .none }
  package static func read(_ request: Request) {}
}

package enum JSONBody<Value: Decodable & Sendable>: BodyKind {
  package static var intake: BodyIntake {
    BodyIntake(manner: .whole, limit: 65_536, types: [.json], schema: .of(Value.self))
  }

  package static func read(_ request: Request) throws -> Value {
    guard case .whole(let bytes) = request.body else { throw JSONParser.Failure(offset: 0, reason: .unexpectedEnd) }
    return try FieldDecoder.decode(Value.self, body: JSONParser.parse(bytes))
  }
}

/// A body that may be left out.
package enum OptionalJSONBody<Value: Decodable & Sendable>: BodyKind {
  package static var intake: BodyIntake {
    BodyIntake(manner: .whole, limit: 65_536, types: [.json], schema: .of(Value.self), isOptional: true)
  }

  package static func read(_ request: Request) throws -> Value? {
    guard case .whole(let bytes) = request.body, !bytes.isEmpty else { return nil }
    return try JSONBody<Value>.read(request)
  }
}

/// A body of up to 4 GiB, read as it arrives.
package enum Upload: BodyKind {
  package static let longest = 4 << 30

  package static var intake: BodyIntake { BodyIntake(manner: .stream, limit: longest, types: [], schema: nil) }

  package static func read(_ request: Request) throws -> BodyStream {
    switch request.body {
    case .stream(let stream): return stream
    case .none: return BodyStream { nil }
    case .whole(let bytes):
      let rest = OneTime(bytes)
      return BodyStream { rest.take() }
    }
  }
}
