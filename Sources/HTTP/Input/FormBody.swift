/// What a form of a page sends.
package enum FormBody: BodyKind {
  package static var intake: BodyIntake {
    BodyIntake(
      manner: .whole, limit: 65_536, types: [MediaType("application/x-www-form-urlencoded")],
      schema: ["type": "object", "additionalProperties": ["type": "string"]])
  }

  package static func read(_ request: Request) throws -> Form {
    guard case .whole(let bytes) = request.body, !bytes.isEmpty else { return Form() }
    guard let text = String(validating: bytes, as: UTF8.self), let target = Target("/?" + text) else {
      throw Problem(.malformed)
    }
    return Form(target.query)
  }
}

/// The fields of a form, as they were typed.
package struct Form: Sendable {
  private let fields: [(name: String, value: String)]

  package init(_ fields: [(name: String, value: String)] = []) { self.fields = fields }

  package subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  package func has(_ name: String, _ value: String) -> Bool { fields.contains { $0.name == name && $0.value == value } }

  /// The same checks as for a body of JSON. A field that was left empty was not filled in, unless it is one of `kept`.
  package func read<T: Decodable>(_ type: T.Type, keeping kept: Set<String> = [], without others: Set<String> = [])
    throws -> T
  {
    try FieldDecoder.decode(
      type, query: fields.filter { (!$0.value.isEmpty || kept.contains($0.name)) && !others.contains($0.name) })
  }
}
