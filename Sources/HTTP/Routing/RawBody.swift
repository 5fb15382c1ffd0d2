/// A body of up to 1 MiB that its handler reads itself: JSON, described as the type says, or lines of text.
package enum RawBody<Described: Decodable & Sendable>: BodyKind {
  package static var intake: BodyIntake {
    BodyIntake(
      manner: .whole, limit: rawBodyLimit, types: [.json, MediaType("text/plain")], schema: .of(Described.self))
  }

  package static func read(_ request: Request) -> [UInt8] {
    if case .whole(let bytes) = request.body { bytes } else { [] }
  }
}

/// The same, of whatever type.
package enum AnyBody: BodyKind {
  package static var intake: BodyIntake {
    BodyIntake(manner: .whole, limit: rawBodyLimit, types: [], schema: nil, isOptional: true)
  }

  package static func read(_ request: Request) -> [UInt8] {
    if case .whole(let bytes) = request.body { bytes } else { [] }
  }
}

private let rawBodyLimit = 1 << 20
