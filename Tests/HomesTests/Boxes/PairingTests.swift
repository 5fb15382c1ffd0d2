import Accounts
import HTTP
import Runtime
import Secrets
import TestSupport
import Testing

@testable import Homes

/// A code becomes a key, once; the key ends with its box.
@Suite struct PairingTests {
  @Test func `a code pairs one box, once`() async throws {
    let test = try await TestBoxes()
    let code = try await test.code()
    #expect(code.code.filter { $0 != "-" }.count >= 8)
    let typed = code.code.lowercased().filter { $0 != "-" }
    let paired = try await test.pair(typed)
    #expect(paired.status == 201)
    #expect(paired.json["boxId"]?.text == code.id && paired.json["homeId"]?.text == test.home)
    #expect(paired.json["serverTime"]?.text != nil)
    #expect(try await test.pair(code.code).problem == "bad-code")
    let shown = try await test.person.call(.get, "/api/homes/\(test.home)/boxes/\(code.id)")
    #expect(shown.json["state"] == "paired" && shown.json["codeExpiresAt"] == .null)
    let token = try #require(paired.json["key"]?.text.flatMap { Token($0) })
    #expect(shown.json["pin"]?.text == BoxPIN.digits(keyDigest: token.atRest))
  }

  @Test func `the PIN is what the box reckons too`() throws {
    let token = try #require(Token("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"))
    #expect(BoxPIN.digits(keyDigest: token.atRest) == "450056")
  }

  @Test func `of many who type one code together one is paired`() async throws {
    let test = try await TestBoxes()
    let code = try await test.code()
    let answers = try await withThrowingTaskGroup(of: Int.self) { group in
      for client in 0..<16 { group.addTask { try await test.pair(code.code, from: "10.0.0.\(client)").status } }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(answers.filter { $0 == 201 }.count == 1)
    #expect(answers.filter { $0 == 422 }.count == 15)
  }

  @Test func `a code ends after a quarter of an hour`() async throws {
    let test = try await TestBoxes()
    let code = try await test.code()
    try await test.wait(.seconds(15 * 60))
    #expect(try await test.pair(code.code).problem == "bad-code")
    let list = try await test.person.call(.get, "/api/homes/\(test.home)/boxes")
    #expect(list.json["items"]?.elements.count == 1)
    _ = try await test.code()
    let after = try await test.person.call(.get, "/api/homes/\(test.home)/boxes")
    #expect(after.json["items"]?.elements.count == 1, "a place whose code is over makes room")
  }

  @Test func `after ten wrong codes a network waits, and another does not`() async throws {
    let test = try await TestBoxes()
    let code = try await test.code()
    for _ in 0..<10 { #expect(try await test.pair("ABCDEFGH", from: "10.1.1.1").status == 422) }
    let refused = try await test.pair(code.code, from: "10.1.1.1")
    #expect(refused.status == 429 && refused.headers["Retry-After"] != nil)
    #expect(try await test.pair(code.code, from: "10.1.1.2").status == 201)
    try await test.wait(.seconds(15 * 60 + 1))
    let next = try await test.code()
    #expect(try await test.pair(next.code, from: "10.1.1.1").status == 201)
  }

  @Test func `a repeated request gets its answer without the code`() async throws {
    let test = try await TestBoxes()
    func ask() async throws -> TestAnswer {
      try await test.person.call(.post, "/api/homes/\(test.home)/boxes", "Idempotency-Key", "once", json: [:])
    }
    let (first, second) = (try await ask(), try await ask())
    #expect(first.json["code"]?.text != nil && second.json["code"] == .null)
    #expect(first.json["id"] == second.json["id"])
    let list = try await test.person.call(.get, "/api/homes/\(test.home)/boxes")
    #expect(list.json["items"]?.elements.count == 1)
  }

  @Test func `removing a box ends its key at once`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    #expect(try await box.orders().status == 200)
    #expect(try await test.person.call(.delete, "/api/homes/\(test.home)/boxes/\(box.id)").status == 204)
    let orders = try await box.orders()
    #expect(orders.status == 401 && orders.problem == "box-unknown")
    let batch = try await box.send(PairedTestBox.batch([PairedTestBox.row(1, test.clock.now, 5)]))
    #expect(batch.status == 401)
  }

  @Test func `somebody else's boxes are not there`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let stranger = try await test.people.person("autre@example.org")
    let theirs = try await TestBoxes.addHome(stranger)
    for home in [test.home, theirs] {
      let path = "/api/homes/\(home)/boxes/\(box.id)"
      #expect(try await stranger.call(.get, path).status == 404)
      #expect(try await stranger.call(.patch, path, json: ["name": "Vu"]).status == 404)
      #expect(try await stranger.call(.delete, path).status == 404)
      let order = try await stranger.call(
        .post, path + "/orders", json: ["relay": "supply", "until": "2026-11-21T10:00:00Z"])
      #expect(order.status == 404)
    }
    #expect(try await stranger.call(.get, "/api/homes/\(test.home)/boxes").status == 404)
    #expect(try await stranger.call(.post, "/api/homes/\(test.home)/boxes", json: [:]).status == 404)
    for path in ["agreement", "piggy-bank", "agreement/chart.svg", "piggy-bank/chart.png"] {
      #expect(try await stranger.call(.get, "/api/homes/\(test.home)/\(path)").status == 404)
    }
  }

  @Test func `a home has so many boxes and no more`() async throws {
    let test = try await TestBoxes()
    for _ in 0..<5 { _ = try await test.code() }
    let more = try await test.person.call(.post, "/api/homes/\(test.home)/boxes", json: [:])
    #expect(more.problem == "quota-reached")
  }

  @Test func `boxes are handed over and let go of with the account`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let export = try await test.person.call(.get, "/api/account/export")
    #expect(export.json["boxes"]?.elements.first?["id"]?.text == box.id)
    #expect(!export.text.contains(box.key))
  }
}
