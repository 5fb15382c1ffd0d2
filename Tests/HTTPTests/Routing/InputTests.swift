import HTTP
import Runtime
import TestSupport
import Testing

struct InputTests {
  private enum Socket: String, Field, CaseIterable { case type2, ccs }
  private struct Place: Codable, Sendable {
    let lat: Double
    let lon: Double
  }
  private struct Booking: Codable, Sendable {
    let pointId: Identifier<Booking>
    let startsAt: Instant
    let seats: Int
    let name: String?
    let sockets: [Socket]
    let place: Place
    let stops: [Place]?
    let isQuick: Bool
  }
  private struct Search: Codable, Sendable {
    let q: String?
    let radius: Double?
    let limit: Int?
    let socket: [Socket]?
    let open: Bool?
    let at: Instant?
  }
  private struct Numbered: Codable, Sendable { let id: Int }

  private static let routes = [
    Route(.post, "/bookings", access: .public, "Books", answers: .json(Booking.self)) {
      (call: Call<Nothing, Nothing, JSONBody<Booking>>, _) in try .json(call.body, status: 201)
    },
    Route(.get, "/search", access: .public, "Searches") { (call: Call<Nothing, Search, NoBody>, _) in
      try .json(call.query)
    },
    Route(.get, "/things/{id}", access: .public, "Shows") { (call: Call<Numbered, Nothing, NoBody>, _) in
      try .json(call.path)
    },
  ]

  private static let valid =
    #"{"pointId":"01934f5e-2a00-7000-8000-000000000001","startsAt":"2026-11-21T08:30:00+01:00","seats":2,"sockets":["ccs"],"#
    + #""place":{"lat":48.5,"lon":2},"isQuick":true}"#

  private func posting(_ json: String) async throws -> Response {
    try await Asking(Self.routes).post("/bookings", json)
  }

  @Test func `a body is decoded member by member and written again`() async throws {
    let answer = try await posting(Self.valid)
    #expect(answer.status == 201)
    #expect(
      answer.text
        == #"{"pointId":"01934f5e-2a00-7000-8000-000000000001","startsAt":"2026-11-21T07:30:00Z","seats":2,"name":null,"#
        + #""sockets":["ccs"],"place":{"lat":48.5,"lon":2},"stops":null,"isQuick":true}"#)
  }

  @Test func `one answer names every fault with its place`() async throws {
    let answer = try await posting(
      #"{"pointId":"x","startsAt":"yesterday","seats":"two","sockets":["ccs","tesla",3],"place":{"lat":"north"},"stops":[{"lat":1,"lon":2},{}],"isQuick":1}"#
    )
    #expect(answer.status == 422)
    #expect(
      try answer.faults() == [
        "/pointId bad-id", "/startsAt bad-instant", "/seats wrong-type", "/sockets/1 not-a-choice",
        "/sockets/2 wrong-type", "/place/lat wrong-type", "/place/lon missing", "/stops/1/lat missing",
        "/stops/1/lon missing", "/isQuick wrong-type",
      ])
  }

  @Test(arguments: [
    (
      "{}",
      [
        "/pointId missing", "/startsAt missing", "/seats missing", "/sockets missing", "/place missing",
        "/isQuick missing",
      ]
    ),
    ("[]", [" wrong-type"]), ("null", [" wrong-type"]), ("\"text\"", [" wrong-type"]), ("7", [" wrong-type"]),
    (valid.replacing(#""place":{"lat":48.5,"lon":2}"#, with: #""place":[]"#), ["/place wrong-type"]),
    (valid.replacing(#"["ccs"]"#, with: #"{"a":1}"#), ["/sockets wrong-type"]),
    (valid.replacing(#""seats":2"#, with: #""seats":null"#), ["/seats wrong-type"]),
    (valid.replacing(#""seats":2"#, with: #""seats":2.5"#), ["/seats wrong-type"]),
    (valid.replacing(#""seats":2"#, with: #""seats":9223372036854775808"#), ["/seats wrong-type"]),
    (valid.replacing("48.5", with: "1e999"), ["/place/lat wrong-type"]),
    (valid.replacing("true", with: "\"true\""), ["/isQuick wrong-type"]),
  ])
  func `what is missing or of the wrong kind is 422`(json: String, faults: [String]) async throws {
    let answer = try await posting(json)
    #expect(answer.status == 422)
    #expect(try answer.faults() == faults)
  }

  @Test func `an absent optional may also be null`() async throws {
    let answer = try await posting(Self.valid.replacing(#""seats":2"#, with: #""seats":2,"name":null,"stops":null"#))
    #expect(answer.status == 201)
  }

  @Test(arguments: [
    (#""seats":2,"extra":1"#, ["/extra unknown"]), (#""seats":2,"a/b~c":1"#, ["/a~1b~0c unknown"]),
    (#""seats":"x","Seats":1"#, ["/seats wrong-type", "/Seats unknown"]),
  ])
  func `a member nobody asked for is 400`(members: String, faults: [String]) async throws {
    let answer = try await posting(Self.valid.replacing(#""seats":2"#, with: members))
    #expect(answer.status == 400)
    #expect(try answer.faults() == faults)
    let nested = try await posting(Self.valid.replacing(#""lon":2"#, with: #""lon":2,"alt":3"#))
    #expect(nested.status == 400)
    #expect(try nested.faults() == ["/place/alt unknown"])
  }

  @Test(arguments: [
    "", " ", "{", "{\"a\":1,}", "[1,]", "{\"a\":1 \"b\":2}", "{'a':1}", "{a:1}", "nul", "01", "1.", ".5", "+1", "-",
    "1e", "0x1",
    "NaN", "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\u0000\"", "\"\\u12\"", "\"a\nb\"",
    "\"open",
    "{\"seats\":1,\"seats\":2}", "{\"a\":1,\"\\u0061\":2}", "{} {}", "\u{FEFF}{}", "[1] //", "\"\0\"",
    String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000),
    String(repeating: "{\"a\":", count: 1000),
  ])
  func `what is no JSON is 400, in words that name the place`(json: String) async throws {
    let answer = try await posting(json)
    #expect(answer.status == 400)
    #expect(try answer.json()["type"] == "/problems/malformed")
    #expect(try answer.json()["detail"] != nil)
  }

  @Test func `what is wrong with JSON is said in words`() async throws {
    let answer = try await posting(#"{"seats":1,"seats":2}"#)
    #expect(
      try answer.json()["detail"]
        == "Le corps n'est pas du JSON valide, à l'octet 11 : ce nom apparaît deux fois dans l'objet.")
  }

  @Test func `bytes that are not UTF-8 are 400`() async throws {
    for bytes: [UInt8] in [
      [34, 0xFF, 34], [34, 0xC3, 34], [34, 0xED, 0xA0, 0x80, 34], [34, 0xC0, 0xAF, 34], [0xFF],
    ] {
      #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(bytes) }
    }
  }

  @Test(arguments: [nil, "text/plain", "application/xml", "multipart/form-data", "application/jsonx", ""])
  func `a body that is not called JSON is 415`(type: String?) async throws {
    let headers = type.map { [(name: "Content-Type", value: $0)] } ?? []
    let answer = try await Asking(Self.routes)(.post, "/bookings", headers, body: .whole(Array(Self.valid.utf8)))
    #expect(answer.status == 415)
  }

  @Test(arguments: ["application/json; charset=utf-8", "APPLICATION/JSON", " application/json ;x=y"])
  func `parameters and case of the type do not matter`(type: String) async throws {
    let answer = try await Asking(Self.routes)(
      .post, "/bookings", [("Content-Type", type)], body: .whole(Array(Self.valid.utf8)))
    #expect(answer.status == 201)
  }

  @Test func `a body of a MiB is refused by its length alone`() async throws {
    let answer = try await Asking(Self.routes)(
      .post, "/bookings", [("Content-Type", "application/json"), ("Content-Length", "1048576")])
    #expect(answer.status == 413)
  }

  @Test(arguments: [
    ("/search", "{}"), ("/search?q=", #"{"q":""}"#),
    ("/search?q=caf%C3%A9+noir&radius=1.5", #"{"q":"café noir","radius":1.5}"#),
    ("/search?socket=ccs&socket=type2", #"{"socket":["ccs","type2"]}"#), ("/search?open=1", #"{"open":true}"#),
    ("/search?open=false&limit=-3", #"{"limit":-3,"open":false}"#), ("/search?radius=1e2", #"{"radius":100}"#),
    ("/search?at=2026-11-21T08:30:00Z", #"{"at":"2026-11-21T08:30:00Z"}"#),
    ("/search?at=2026-11-21T08:30:00%2B01:00", #"{"at":"2026-11-21T07:30:00Z"}"#),
  ])
  func `a query is decoded`(target: String, json: String) async throws {
    let answer = try await Asking(Self.routes)(.get, target)
    guard case .object(let members) = try JSONParser.parse(Array(answer.text.utf8)) else { throw WaitedInVain(json) }
    let named = JSON.object(members.filter { $0.1 != .null })
    #expect(answer.status == 200 && named.serialized().text == json)
  }

  @Test(arguments: [
    ("q=a&q=b", ["?q repeated"]), ("limit=1.5", ["?limit wrong-type"]), ("radius=nan", ["?radius wrong-type"]),
    ("radius=inf", ["?radius wrong-type"]), ("radius=0x10", ["?radius wrong-type"]),
    ("radius=", ["?radius wrong-type"]),
    ("open=yes", ["?open wrong-type"]), ("socket=ccs&socket=x", ["?socket not-a-choice"]),
    ("nothing=1", ["?nothing unknown"]),
    ("Q=1", ["?Q unknown"]), ("at=2026-11-21T08:30:00+01:00", ["?at bad-instant"]),
    ("limit=x&open=x&z=1", ["?limit wrong-type", "?open wrong-type", "?z unknown"]),
  ])
  func `a query that is wrong is 422 with its parameters`(query: String, faults: [String]) async throws {
    let answer = try await Asking(Self.routes)(.get, "/search?" + query)
    #expect(answer.status == 422)
    #expect(try answer.faults() == faults)
  }

  @Test(arguments: ["/things/x", "/things/", "/things/1.5", "/things/99999999999999999999", "/things/1/2"])
  func `a path that names nothing is 404`(target: String) async throws {
    #expect(try await Asking(Self.routes)(.get, target).status == 404)
  }

  @Test func `a route without a query takes none`() async throws {
    #expect(try await Asking(Self.routes)(.get, "/things/1").text == #"{"id":1}"#)
    #expect(try await Asking(Self.routes)(.get, "/things/1?a=1").status == 422)
  }
}
