/// An answer that says what went wrong and what to change (RFC 9457). Throw one from any handler.
package struct Problem: Error, Sendable {
  /// The kinds that clients branch on; a slice adds its own in an extension.
  package struct Kind: Hashable, Sendable {
    package let name: String
    package let status: Status
    package let title: Text

    package init(_ name: String, _ status: Status, fr: String, en: String) {
      self.name = name
      self.status = status
      title = Text(fr: fr, en: en)
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
  package var detail: Text?
  package var faults: [Fault] = []
  package var headers = Headers()
  /// Further members of the answer, such as the alternatives to a slot that is taken.
  package var members: [(name: String, value: JSON)] = []

  package init(_ kind: Kind, _ detail: Text? = nil, faults: [Fault] = []) {
    self.kind = kind
    self.detail = detail
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

extension Problem.Kind {
  package static let malformed = Self("malformed", 400, fr: "Requête illisible", en: "Unreadable request")
  package static let unauthenticated = Self("unauthenticated", 401, fr: "Connexion requise", en: "Sign-in required")
  package static let forbidden = Self("forbidden", 403, fr: "Accès refusé", en: "Access refused")
  package static let notFound = Self("not-found", 404, fr: "Introuvable", en: "Not found")
  package static let methodNotAllowed = Self(
    "method-not-allowed", 405, fr: "Méthode non permise ici", en: "Method not allowed here")
  package static let timeout = Self("timeout", 408, fr: "Requête trop lente", en: "Request too slow")
  package static let conflict = Self("conflict", 409, fr: "Conflit", en: "Conflict")
  package static let preconditionFailed = Self(
    "precondition-failed", 412, fr: "La ressource a changé entre-temps", en: "The resource has changed meanwhile")
  package static let payloadTooLarge = Self(
    "payload-too-large", 413, fr: "Contenu trop volumineux", en: "Content too large")
  package static let unsupportedMediaType = Self(
    "unsupported-media-type", 415, fr: "Type de contenu non pris en charge", en: "Unsupported content type")
  package static let rangeNotSatisfiable = Self(
    "range-not-satisfiable", 416, fr: "Intervalle hors du fichier", en: "Range outside the file")
  package static let validation = Self("validation", 422, fr: "Champs invalides", en: "Invalid fields")
  package static let upgradeRequired = Self(
    "upgrade-required", 426, fr: "WebSocket attendu ici", en: "A WebSocket is expected here")
  package static let rateLimited = Self("rate-limited", 429, fr: "Trop de requêtes", en: "Too many requests")
  package static let `internal` = Self("internal", 500, fr: "Erreur de notre côté", en: "An error of ours")
  package static let unavailable = Self(
    "unavailable", 503, fr: "Momentanément indisponible", en: "Unavailable for the moment")
}

extension Problem {
  package func response(in language: Language, requestID: String) -> Response {
    var json: [(String, JSON)] = [
      ("type", .string("/problems/" + kind.name)), ("title", .string(kind.title(in: language))),
      ("status", .integer(kind.status.code)),
    ]
    if let detail { json.append(("detail", .string(detail(in: language)))) }
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
