/// The OpenAPI 3.1 document, made from the route table that serves.
package enum OpenAPI {
  package static func document(of routes: [Route], version: String) -> JSON {
    var paths: [(String, [(String, JSON)])] = []
    var shapes = Shapes(named: [("Problem", problem)])
    for route in routes {
      let entry = (route.method.rawValue.lowercased(), shapes.referred(to: operation(route)))
      if let index = paths.firstIndex(where: { $0.0 == route.pattern.description }) {
        paths[index].1.append(entry)
      } else {
        paths.append((route.pattern.description, [entry]))
      }
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Watts Up", "version": .string(version),
        "description": "Where to charge, when, and for certain. Instants are RFC 3339 in UTC, ids are opaque.",
      ],
      "paths": .object(paths.map { ($0.0, .object($0.1)) }),
      "components": ["schemas": .object(shapes.named), "securitySchemes": securitySchemes],
    ]
  }

  /// The shapes that have a name, each once.
  private struct Shapes {
    var named: [(String, JSON)]

    /// The same with a reference in the place of each named shape. Should two be called the same, the second stays where it is.
    mutating func referred(to json: JSON) -> JSON {
      switch json {
      case .array(let elements): return .array(elements.map { referred(to: $0) })
      case .object(let members):
        guard case .string(let name)? = json["title"] else {
          return .object(members.map { ($0.0, referred(to: $0.1)) })
        }
        let shape = JSON.object(members.filter { $0.0 != "title" }.map { ($0.0, referred(to: $0.1)) })
        let known = named.first { $0.0 == name }?.1
        if known == nil { named.append((name, shape)) }
        return known ?? shape == shape ? ["$ref": .string("#/components/schemas/\(name)")] : shape
      default: return json
      }
    }
  }

  private static func operation(_ route: Route) -> JSON {
    var json: [(String, JSON)] = [("summary", .string(route.summary)), ("x-access", .string(route.access))]
    if route.isSocket { json.append(("x-websocket", true)) }
    if let talk = route.talk {
      json.append(("x-sends", talk.sends.json))
      if let hears = talk.hears { json.append(("x-hears", hears.json)) }
    }
    // The path decides what its parameters are called; the type says what they hold.
    let path = route.pattern.names.map { name in
      route.path.first { $0.name == name } ?? .init(name: name, schema: String.schema, isRequired: true)
    }
    let parameters = path.map { parameter($0, "path", required: true) }
    let query = route.query.map { parameter($0, "query", required: $0.isRequired) }
    if !(parameters + query).isEmpty { json.append(("parameters", .array(parameters + query))) }
    if let body = body(route.intake) { json.append(("requestBody", body)) }
    if route.access != "public" && route.access != "operator" {
      json.append(("security", [["session": []], ["bearer": []]]))
    }
    var answers = responses(route.answers)
    answers.append(("default", ["$ref": "#/components/schemas/Problem"]))
    answers[answers.count - 1].1 = [
      "description": "What went wrong and what to change",
      "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
    ]
    json.append(("responses", .object(answers)))
    return .object(json)
  }

  /// One for each status: what may come in several forms has them side by side.
  private static func responses(_ answers: [Route.Answer]) -> [(String, JSON)] {
    var found: [(String, JSON)] = []
    for answer in answers {
      let (status, new) = (String(answer.status.code), response(answer))
      guard let place = found.firstIndex(where: { $0.0 == status }), case .object(let forms)? = new["content"],
        case .object(var known) = found[place].1, let content = known.firstIndex(where: { $0.0 == "content" }),
        case .object(let before) = known[content].1
      else {
        found.append((status, new))
        continue
      }
      known[content].1 = .object(before + forms)
      found[place].1 = .object(known)
    }
    return found
  }

  private static func parameter(_ member: Schema.Member, _ place: String, required: Bool) -> JSON {
    [
      "name": .string(member.name), "in": .string(place), "required": .bool(required), "schema": member.schema.json,
    ]
  }

  private static func body(_ intake: BodyIntake) -> JSON? {
    switch intake.manner {
    case .none: nil
    case .whole:
      [
        "required": .bool(!intake.isOptional),
        "content": .object([
          (intake.types.first?.text ?? MediaType.json.text, ["schema": intake.schema?.json ?? true])
        ]),
      ]
    case .stream:
      ["required": true, "content": ["application/octet-stream": [:]]]
    }
  }

  private static func response(_ answer: Route.Answer) -> JSON {
    var json: [(String, JSON)] = [("description", .string(describe(answer.status)))]
    if let type = answer.type {
      let schema = type == .problem ? answer.schema.map(refusal) : answer.schema?.json
      json.append(("content", .object([(type.text, schema.map { ["schema": $0] } ?? [:])])))
    }
    return .object(json)
  }

  /// The members that every refusal has, and beside them its own.
  private static func refusal(_ own: Schema) -> JSON {
    guard case .object(let members) = own.json else { return own.json }
    return [
      "allOf": [
        ["$ref": "#/components/schemas/Problem"], .object(members.filter { $0.0 != "additionalProperties" }),
      ]
    ]
  }

  private static func describe(_ status: Status) -> String {
    switch status {
    case .switchingProtocols: "The connection becomes a WebSocket"
    case .created: "Created"
    case .noContent: "Done"
    case .notModified: "What you have is current"
    case let status where status.code >= 400: "Refused, and what can be had instead"
    default: "Success"
    }
  }

  private static let problem: JSON = [
    "type": "object",
    "required": ["type", "title", "status", "detail", "requestId"],
    "properties": [
      "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
      "detail": ["type": "string"], "requestId": ["type": "string"],
      "errors": [
        "type": "array",
        "items": [
          "type": "object", "required": ["pointer", "code", "message"],
          "properties": [
            "pointer": ["type": "string"], "code": ["type": "string"], "message": ["type": "string"],
          ],
        ],
      ],
    ],
  ]

  private static let securitySchemes: JSON = [
    "session": ["type": "apiKey", "in": "cookie", "name": "watts_up_session"],
    "bearer": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"],
  ]
}
