import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

/// What people, programs and attackers send instead of what is asked: an answer that says what to change, never a 500.
@Suite struct BadInputTests {
  private struct Case {
    let body: String
    let status: Int
    let pointers: [String]

    init(_ body: String, _ status: Int, _ pointers: String...) {
      self.body = body
      self.status = status
      self.pointers = pointers
    }
  }

  private func check(_ app: TestApp, _ method: HTTP.Method, _ path: String, _ headers: [String], _ cases: [Case])
    async throws
  {
    for bad in cases {
      let answer = try await app.call(
        method, path, from: "127.0.0.1", headers: headers + ["Content-Type", "application/json"],
        bytes: Array(bad.body.utf8))
      #expect(answer.status == bad.status, "\(bad.body.prefix(80)): \(answer.text.prefix(300))")
      #expect(answer.pointers.sorted() == bad.pointers.sorted(), "\(bad.body.prefix(80))")
      #expect(answer.headers["Content-Type"] == "application/problem+json")
    }
  }

  private static let good = #""email":"a@example.org","password":"une longue phrase""#

  private static let unreadable: [Case] = [
    Case("", 400), Case(" ", 400), Case("{", 400), Case("nul", 400), Case("{}{}", 400),
    Case(#"{"email":"a@b.fr",}"#, 400),
    Case("{\(good),\"displayName\":\"A\",\"displayName\":\"B\"}", 400), Case("{'email':1}", 400),
    Case("\u{FEFF}{}", 400), Case(#"{"email":"\ud800"}"#, 400), Case(#"{"email":"\udc00\ud800"}"#, 400),
    Case(#"{"email":"\u0000"}"#, 400), Case("{\"email\":\"a\u{1}b\"}", 400), Case(#"{"email":"\x41"}"#, 400),
    Case(#"{"email":01}"#, 400), Case(#"{"email":NaN}"#, 400), Case(#"{"email":1e}"#, 400), Case("// {}", 400),
    Case(String(repeating: "[", count: 1000), 400),
    Case(String(repeating: "{\"a\":", count: 1000) + "1" + String(repeating: "}", count: 1000), 400),
    Case("{\(good),\"displayName\":\"\(String(repeating: "x", count: 1 << 20))\"}", 413),
  ]

  private static let wrongShape: [Case] = [
    Case("[]", 422, ""),
    Case("null", 422, ""),
    Case("1", 422, ""),
  ]

  private static let refused: [Case] = [
    Case("{}", 422, "/email", "/password", "/displayName"),
    Case("{\(good),\"displayName\":null}", 422, "/displayName"),
    Case("{\(good),\"displayName\":1}", 422, "/displayName"),
    Case("{\(good),\"displayName\":[\"A\"]}", 422, "/displayName"),
    Case("{\(good),\"displayName\":{}}", 422, "/displayName"),
    Case("{\(good),\"displayName\":true}", 422, "/displayName"),
    Case("{\(good),\"displayName\":\"\"}", 422, "/displayName"),
    Case("{\(good),\"displayName\":\" \\t\\n \"}", 422, "/displayName"),
    Case("{\(good),\"displayName\":\"a\\nb\"}", 422, "/displayName"),
    Case("{\(good),\"displayName\":\"a\\u0085b\"}", 422, "/displayName"),
    Case("{\(good),\"displayName\":\"\(String(repeating: "é", count: 101))\"}", 422, "/displayName"),
    Case("{\(good),\"displayName\":\"\(String(repeating: "👩‍👩‍👧‍👦", count: 20))\"}", 422, "/displayName"),
    Case("{\(good),\"displayName\":\"A\",\"language\":\"de\"}", 422, "/language"),
    Case("{\(good),\"displayName\":\"A\",\"language\":0}", 422, "/language"),
    Case("{\(good),\"displayName\":\"A\",\"role\":\"admin\"}", 400, "/role"),
    Case("{\(good),\"displayName\":\"A\",\"\":1}", 400, "/"),
    Case("{\(good),\"displayName\":\"A\",\"a/b~c\":1}", 400, "/a~1b~0c"),
    Case("{\(good),\"displayName\":\"A\",\"Email\":\"b@example.org\"}", 400, "/Email"),
    Case("{\(good),\"displayName\":\"A\",\"__proto__\":{}}", 400, "/__proto__"),
  ]

  private static let emails = [
    #"1"#, #""""#, #""a""#, #""a@""#, #""@b.fr""#, #""a@b""#, #""a@b..fr""#, #""a b@c.fr""#,
    #""a@b.fr\r\nBcc: c@d.fr""#,
    #""a@b.fr,c@d.fr""#, #""<a@b.fr>""#, #""a@b.fr\u200b""#, #""a\u202e@b.fr""#, #""a\u0007@b.fr""#, #"["a@b.fr"]"#,
    #""\#(String(repeating: "a", count: 300))@b.fr""#, #""a@\#(String(repeating: "b", count: 64)).fr""#,
  ].map { Case("{\"email\":\($0),\"password\":\"une longue phrase\",\"displayName\":\"A\"}", 422, "/email") }

  private static let passwords = [
    "1", "null", #""""#, #""neuf char""#, #""password123""#, #""1234567890""#,
    #""\#(String(repeating: "xy", count: 513))""#,
    #"["une longue phrase"]"#,
  ].map { Case("{\"email\":\"a@example.org\",\"password\":\($0),\"displayName\":\"A\"}", 422, "/password") }

  @Test func `what is no sign-up says what to change, and nothing is written`() async throws {
    let people = try await TestPeople.make()
    let cases = Self.unreadable + Self.wrongShape + Self.refused + Self.emails + Self.passwords
    #expect(cases.count >= 60)
    try await check(people.app, .post, "/api/accounts", [], cases)
    let written = try await people.database.first(
      "select (select count(*) from accounts) + (select count(*) from mails)"
    ) {
      try $0.next(Int.self)
    }
    #expect(written == 0)
  }

  @Test func `bytes that are no text are no body`() async throws {
    let people = try await TestPeople.make()
    for bytes in [[0xFF, 0xFE], [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D], [0xC0, 0x80], [0]] as [[UInt8]] {
      let answer = try await people.app.call(
        .post, "/api/session", from: "127.0.0.1", headers: ["Content-Type", "application/json"], bytes: bytes)
      #expect(answer.problem == "malformed")
    }
    let form = try await people.app.call(
      .post, "/api/session", from: "127.0.0.1", headers: ["Content-Type", "text/plain"], bytes: Array("{}".utf8))
    #expect(form.status == 415)
  }

  @Test func `the languages of people, and their scripts, are welcome`() async throws {
    let people = try await TestPeople.make()
    for (email, name) in [
      ("élodie@exemple.fr", "Élodie Œuvrard-Ångström"), ("用户@例子.公司", "王小明"), ("o'neil+borne@sub.example.org", "O'Neil"),
      ("Ω@example.gr", "Ωμέγα"), ("emoji@example.org", "👩‍👩‍👧‍👦 la famille"), ("rtl@example.org", "שלום"),
    ] {
      let answer = try await people.app.call(
        .post, "/api/accounts",
        json: ["email": .string(email), "password": .string(TestPeople.password), "displayName": .string(name)])
      #expect(answer.status == 201, "\(answer.text)")
      let signedIn = try await people.signIn(email)
      #expect(signedIn.text("displayName") == name)
      #expect(signedIn.text("email") == email)
    }
  }

  @Test func `a name that looks like SQL or HTML is just a name`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    for name in ["'; drop table accounts; --", "<script>alert(1)</script>", "$1 \\ %s {0}", "\"}, {\"role\": \"admin"] {
      let answer = try await person.call(.patch, "/api/account", json: ["displayName": .string(name)])
      #expect(answer.text("displayName") == name)
    }
    #expect(try await person.call(.get, "/api/account").text("role") == "driver")
  }
}
