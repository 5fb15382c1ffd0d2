/// An answer that says what went wrong and what to change (RFC 9457). Throw one from any handler.
package struct Problem: Error, Sendable {
  /// The kinds that clients branch on; a slice adds its own in an extension.
  package struct Kind: Hashable, Sendable {
    package let name: String
    package let status: Status
    package let title: Text
    /// Says what to do, where the throwing code says nothing more precise.
    package let detail: Text

    package init(_ name: String, _ status: Status, fr: String, en: String, detail: Text) {
      self.name = name
      self.status = status
      title = Text(fr: fr, en: en)
      self.detail = detail
    }
  }

  /// One field that is wrong: a JSON pointer into the body, or `?name` in the query, `{name}` in the path.
  package struct Fault: Sendable {
    package let pointer: String
    package let code: String
    package let message: Text

    package init(_ pointer: String, _ reason: FieldFault) {
      self.pointer = pointer
      code = reason.code
      message = reason.message
    }
  }

  package let kind: Kind
  package var detail: Text
  package var faults: [Fault] = []
  package var headers = Headers()
  /// Further members of the answer, such as the alternatives to a slot that is taken.
  package var members: [(name: String, value: JSON)] = []

  package init(_ kind: Kind, _ detail: Text? = nil, faults: [Fault] = []) {
    self.kind = kind
    self.detail = detail ?? kind.detail
    self.faults = faults
  }

  package func retry(after seconds: Int) -> Problem {
    var copy = self
    copy.headers.set("Retry-After", String(max(1, seconds)))
    return copy
  }
}

/// An error of a use case that knows how to answer the person who caused it.
package protocol ProblemConvertible: Error {
  var problem: Problem { get }
}

extension Problem: ProblemConvertible {
  package var problem: Problem { self }
}

extension Problem {
  package func response(in language: Language, requestID: String) -> Response {
    var json: [(String, JSON)] = [
      ("type", .string("/problems/" + kind.name)), ("title", .string(kind.title(in: language))),
      ("status", .integer(kind.status.code)), ("detail", .string(detail(in: language))),
    ]
    if !faults.isEmpty { json.append(("errors", .array(faults.map { $0.json(in: language) }))) }
    json += members
    json.append(("requestId", .string(requestID)))
    var response = Response(
      kind.status, .bytes(JSON.object(json).serialized()), type: .problem, cache: .never)
    for (name, value) in headers.fields { response.headers.add(name, value) }
    response.headers.set("Content-Language", language.rawValue)
    return response
  }
}

extension Problem.Fault {
  fileprivate func json(in language: Language) -> JSON {
    .object([
      ("pointer", .string(pointer)), ("code", .string(code)), ("message", .string(message(in: language))),
    ])
  }
}
