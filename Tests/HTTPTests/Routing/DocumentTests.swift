import Foundation
import HTTP
import Runtime
import TestSupport
import Testing

/// What the route table tells about itself: the OpenAPI document and the metrics page.
struct DocumentTests {
  private enum State: String, Field, CaseIterable { case open, shut }
  private struct Item: Codable, Sendable {
    let id: Identifier<Item>
    let state: State
    let at: Instant
    let tags: [String]
    let note: String?
    let last: State?
  }
  private struct Filter: Codable, Sendable {
    let state: [State]?
    let limit: Int
  }
  private struct ByID: Codable, Sendable { let id: Identifier<Item> }
  private struct Key: Sendable {}

  enum Colour: String, Field, CaseIterable { case red, blue }
  struct Step: Codable, Sendable { let title: String }
  struct Wish: Codable, Sendable {
    let colour: Colour?
    let then: Step?
    let all: [Step]
  }

  private static let routes: [Route] = [
    Route(.get, "/items", access: .public, "Lists", answers: .json(Item.self)) {
      (_: Call<Nothing, Filter, NoBody>, _) in .noContent
    },
    Route(
      .post, "/items", access: Access<Key>("driver") { _ in Key() }, "Makes", answers: .json(Item.self, status: 201)
    ) {
      (_: Call<Nothing, Nothing, JSONBody<Item>>, _) in .noContent
    },
    Route(.delete, "/items/{id}", access: .public, "Deletes", answers: .empty()) {
      (_: Call<ByID, Nothing, NoBody>, _) in .noContent
    },
    Route(.put, "/items/{id}/file", access: .public, "Uploads") { (_: Call<ByID, Nothing, Upload>, _) in .noContent },
    .socket("/live", access: .public, "Lives") { (_: Plain, _, _) in },
  ]

  private var document: JSON { OpenAPI.document(of: Self.routes, version: "1.2.3") }

  @Test func `a refusal with members of its own is a refusal all the same`() throws {
    let route = Route(
      .post, "/wishes", access: .public, "Wishes", answers: .empty(), .problem(Step.self, status: 409)
    ) { (_: Plain, _) in .noContent }
    let document = OpenAPI.document(of: [route], version: "1")
    let refused = document["paths"]?["/wishes"]?["post"]?["responses"]?["409"]?["content"]?["application/problem+json"]
    #expect(
      refused?["schema"]?["allOf"]
        == [["$ref": "#/components/schemas/Problem"], ["$ref": "#/components/schemas/DocumentTestsStep"]])
    // Closed, it would forbid the other's members.
    let own = try #require(document["components"]?["schemas"]?["DocumentTestsStep"])
    #expect(own["additionalProperties"] == nil)
    #expect(own["required"] == ["title"])
  }

  @Test func `every route is in the document, and nothing else`() throws {
    guard case .object(let paths)? = document["paths"] else { throw WaitedInVain("paths") }
    let found = paths.flatMap { path, operations -> [String] in
      guard case .object(let methods) = operations else { return [] }
      return methods.map { "\($0.0.uppercased()) \(path)" }
    }
    #expect(found.sorted() == Self.routes.map { "\($0.method.rawValue) \($0.pattern)" }.sorted())
    #expect(document["openapi"] == "3.1.0")
    #expect(document["info"]?["version"] == "1.2.3")
    // Another parser reads it too.
    _ = try JSONSerialization.jsonObject(with: Data(document.serialized().text.utf8))
  }

  @Test func `an operation says what it takes, what it answers and who may call it`() {
    let list = document["paths"]?["/items"]?["get"]
    #expect(
      list?["parameters"] == [
        [
          "name": "state", "in": "query", "required": false,
          "schema": ["type": "array", "items": ["type": "string", "enum": ["open", "shut"]]],
        ],
        ["name": "limit", "in": "query", "required": true, "schema": ["type": "integer"]],
      ])
    #expect(list?["security"] == nil && list?["requestBody"] == nil)
    let make = document["paths"]?["/items"]?["post"]
    #expect(make?["security"] == [["session": []], ["bearer": []]])
    #expect(make?["requestBody"]?["content"]?["application/json"]?["schema"]?["additionalProperties"] == false)
    #expect(make?["responses"]?["201"]?["content"]?["application/json"]?["schema"] != nil)
    #expect(make?["responses"]?["default"]?["content"]?["application/problem+json"] != nil)
    let file = document["paths"]?["/items/{id}/file"]?["put"]
    #expect(file?["requestBody"]?["content"]?["application/octet-stream"] != nil)
    #expect(
      file?["parameters"] == [
        ["name": "id", "in": "path", "required": true, "schema": ["type": "string", "format": "uuid"]]
      ])
    #expect(document["paths"]?["/live"]?["get"]?["x-websocket"] == true)
  }

  @Test func `a schema tells the kinds of the members and which must be there or may be null`() {
    #expect(
      Schema.of(Item.self).json == [
        "type": "object",
        "properties": [
          "id": ["type": "string", "format": "uuid"], "state": ["type": "string", "enum": ["open", "shut"]],
          "at": ["type": "string", "format": "date-time"], "tags": ["type": "array", "items": ["type": "string"]],
          "note": ["type": ["string", "null"]],
          "last": ["type": ["string", "null"], "enum": ["open", "shut", .null]],
        ],
        "required": ["id", "state", "at", "tags"], "additionalProperties": false,
      ])
  }

  @Test func `what is answered is all there, and may be null`() {
    let given = Schema.of(Item.self, .given).json
    #expect(given["required"] == ["id", "state", "at", "tags", "note", "last"])
    #expect(given["properties"] == Schema.of(Item.self).json["properties"])
    let refused = Schema.ofRefusal(Wish.self).json
    #expect(refused["required"] == ["all"])
  }

  @Test func `what may be left out may be null too, an enum and a named shape as well`() throws {
    #expect(Schema.of(Wish.self).json["title"] == "DocumentTestsWish")
    let members = try #require(Schema.of(Wish.self).json["properties"])
    let words: JSON = ["type": "string", "enum": ["red", "blue"]]
    #expect(Schema(words).orNull.json == ["type": ["string", "null"], "enum": ["red", "blue", .null]])
    #expect(members["colour"]?["anyOf"]?.elements.last == ["type": "null"])
    #expect(members["then"]?["anyOf"]?.elements.last == ["type": "null"])
    #expect(members["all"]?["items"]?["title"] == "DocumentTestsStep")
  }

  @Test func `a named shape stands in the document once`() {
    let routes: [Route] = [
      Route(.get, "/wishes", access: .public, "Lists", answers: .json([Wish].self)) { (_: Plain, _) in .noContent },
      Route(.get, "/wish", access: .public, "Shows", answers: .json(Wish.self)) { (_: Plain, _) in .noContent },
      .socket("/live", access: .public, "Lives", talk: .init(sends: Step.self, hears: Step.self)) { (_: Plain, _, _) in
      },
    ]
    let document = OpenAPI.document(of: routes, version: "1")
    let (step, wish): (JSON, JSON) = (
      ["$ref": "#/components/schemas/DocumentTestsStep"], ["$ref": "#/components/schemas/DocumentTestsWish"]
    )
    let (list, one) = (document["paths"]?["/wishes"]?["get"], document["paths"]?["/wish"]?["get"])
    #expect(list?["responses"]?["200"]?["content"]?["application/json"]?["schema"]?["items"] == wish)
    #expect(one?["responses"]?["200"]?["content"]?["application/json"]?["schema"] == wish)
    let live = document["paths"]?["/live"]?["get"]
    #expect(live?["x-sends"] == step && live?["x-hears"] == step)
    let shape = document["components"]?["schemas"]?["DocumentTestsWish"]
    #expect(shape?["title"] == nil)
    #expect(shape?["properties"]?["then"] == ["anyOf": [step, ["type": "null"]]])
  }

  @Test func `every reference in the document leads somewhere`() {
    var references: Set<String> = []
    func walk(_ json: JSON) {
      switch json {
      case .object(let members):
        for (name, value) in members {
          if name == "$ref", case .string(let text) = value { references.insert(text) }
          walk(value)
        }
      case .array(let elements): elements.forEach(walk)
      default: break
      }
    }
    walk(document)
    #expect(references.contains("#/components/schemas/Problem"))
    for reference in references {
      let found = reference.split(separator: "/").dropFirst().reduce(document as JSON?) { $0?[String($1)] }
      #expect(found != nil, "\(reference)")
    }
  }

  @Test func `a line of the table names method, path and access`() {
    #expect(
      Self.routes.map(\.line) == [
        "GET /items public", "POST /items driver", "DELETE /items/{id} public", "PUT /items/{id}/file public",
        "WS /live public",
      ])
  }

  @Test func `the metrics add up`() async throws {
    try await serving(SampleRoutes.all) { server in
      for request in ["GET /hello", "GET /hello", "GET /nowhere", "DELETE /hello", "GET /cached"] {
        _ = try await server.ask("\(request) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      }
      try await eventually("the requests to end") { server.requestsUnderWay == 0 }
      let sum = server.application.metrics.sum
      #expect(sum.answered == 5 && sum.refused == 2 && sum.failed == 0)
      #expect(sum.slowestTwentieth > .zero && sum.average > .zero)
      let lines = server.application.metrics.page().split(separator: "\n").map(String.init)
      func value(_ start: String) -> Int? {
        lines.first { $0.hasPrefix(start) }?.split(separator: " ").last.flatMap { Int($0) }
      }
      let hello = #"route="/hello",method="GET""#
      #expect(value("watts_up_http_requests_total{\(hello),status=\"2xx\"}") == 2)
      #expect(value(#"watts_up_http_requests_total{route="none",method="any",status="4xx"}"#) == 2)
      #expect(value("watts_up_http_request_duration_seconds_count{\(hello)}") == 2)
      #expect(value("watts_up_http_request_duration_seconds_bucket{\(hello),le=\"+Inf\"}") == 2)
      let buckets = lines.filter { $0.hasPrefix("watts_up_http_request_duration_seconds_bucket{\(hello)") }
        .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
      #expect(buckets.count == 15 && buckets == buckets.sorted())
      // Each family has one HELP and one TYPE before its samples, and no sample stands twice.
      #expect(
        Set(lines.filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ")[0] }).count
          == lines.count { !$0.hasPrefix("#") })
      let families = lines.filter { $0.hasPrefix("# TYPE ") }
      #expect(Set(families).count == families.count)
    }
  }
}
