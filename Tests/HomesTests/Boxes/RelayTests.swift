import HTTP
import Runtime
import Secrets
import TestSupport
import Testing

@testable import Homes

/// 230 V move only when somebody has understood, and only by a box that knows who says so.
@Suite struct RelayTests {
  private func arm(_ test: TestBoxes, _ box: PairedTestBox, _ relay: JSON) async throws -> TestAnswer {
    try await test.person.call(.patch, "/api/homes/\(test.home)/boxes/\(box.id)", json: ["relay": relay])
  }

  private func order(_ test: TestBoxes, _ box: PairedTestBox, _ relay: String, in seconds: Int) async throws
    -> TestAnswer
  {
    let until = test.clock.now + .seconds(seconds)
    return try await test.person.call(
      .post, "/api/homes/\(test.home)/boxes/\(box.id)/orders",
      json: ["relay": .string(relay), "until": .string(until.description)])
  }

  @Test func `a relay is armed by whoever has understood, with its power`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let blind = try await arm(test, box, ["declaredWatts": 2000, "armed": true])
    #expect(blind.status == 422 && blind.pointers == ["/relay/understood"])
    let powerless = try await arm(test, box, ["armed": true, "understood": true])
    #expect(powerless.pointers == ["/relay/declaredWatts"])
    let armed = try await arm(test, box, ["declaredWatts": 2000, "armed": true, "understood": true])
    #expect(armed.status == 200)
    #expect(armed.json["relay"]?["armed"] == true && armed.json["relay"]?["declaredWatts"] == 2000)
    let off = try await arm(test, box, ["armed": false])
    #expect(off.json["relay"]?["armed"] == false && off.json["relay"]?["declaredWatts"] == 2000)
  }

  @Test func `an old version changes nothing`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let path = "/api/homes/\(test.home)/boxes/\(box.id)"
    let tag = try #require(try await test.show(box).headers["ETag"])
    #expect(try await test.person.call(.patch, path, "If-Match", tag, json: ["name": "Cave"]).status == 200)
    let stale = try await test.person.call(.patch, path, "If-Match", tag, json: ["name": "Toit"])
    #expect(stale.status == 412)
    #expect(try await test.show(box).json["name"] == "Cave")
  }

  @Test func `orders are signed over what they say, and nobody else's key fits`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    #expect(try await order(test, box, "shed", in: 3600).problem == "relay-not-armed")
    _ = try await arm(test, box, ["declaredWatts": 2000, "armed": true, "understood": true])
    #expect(try await order(test, box, "shed", in: 3600).status == 201)
    let fetched = try await box.orders()
    #expect(fetched.json["relay"] == ["declaredWatts": 2000, "armed": true])
    let item = try #require(fetched.json["items"]?.elements.first)
    let lines = ["watts-up-order-1", box.id] + ["id", "relay", "until", "expiresAt"].map { item[$0]?.text ?? "" }
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let signature = try #require(Base64.standard.decode((item["signature"]?.text ?? "").utf8))
    let key = try #require(Base64.standard.decode(box.serverKey.utf8))
    #expect(SigningKey.isValid(signature, of: bytes, by: key))
    #expect(!SigningKey.isValid(signature, of: bytes + [10], by: key))
    #expect(!SigningKey.isValid(signature, of: bytes, by: SigningKey(seed: randomBytes(32)).publicKey))
  }

  @Test func `orders are listed with what became of them`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    _ = try await arm(test, box, ["declaredWatts": 2000, "armed": true, "understood": true])
    let path = "/api/homes/\(test.home)/boxes/\(box.id)/orders"
    func states() async throws -> [String] {
      try await test.person.call(.get, path).json["items"]?.elements.compactMap { $0["state"]?.text } ?? []
    }
    #expect(try await states() == [])
    #expect(try await order(test, box, "shed", in: 1800).status == 201)
    #expect(try await states() == ["waiting"])
    _ = try await box.orders()
    #expect(try await states() == ["running"])
    test.clock.advance(by: .seconds(1))
    #expect(try await order(test, box, "supply", in: 600).status == 201)
    #expect(try await states() == ["waiting", "running"])
    let page = try await test.person.call(.get, path + "?limit=1").json
    #expect(page["items"]?.elements.first?["fetchedAt"] == .null && page["_links"]?["next"] != nil)
    try await test.wait(.seconds(1800))
    #expect(try await states() == ["expired", "over"])
    let other = try await test.people.person("alix@example.org")
    #expect(try await other.call(.get, path).status == 404)
  }

  @Test func `a box says what it has made of an order, and the home sees why not`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let other = try await test.box()
    _ = try await arm(test, box, ["declaredWatts": 2000, "armed": true, "understood": true])
    let id = try #require(try await order(test, box, "shed", in: 1800).json["id"])
    _ = try await box.orders()
    let path = "/api/homes/\(test.home)/boxes/\(box.id)/orders"
    func listed() async throws -> [JSON?] {
      let item = try await test.person.call(.get, path).json["items"]?.elements.first
      return [item?["state"], item?["reason"], item?["answeredAt"]]
    }
    #expect(try await listed() == ["running", .null, .null])
    #expect(try await other.answer(id, "refused", "by-hand").status == 204)
    #expect(try await listed() == ["running", .null, .null], "nobody answers for another box")
    let now = JSON.string(test.clock.now.description)
    #expect(try await box.answer(id, "refused", "no-clock").status == 204)
    #expect(try await listed() == ["refused", "no-clock", now])
    #expect(try await box.answer(id, "taken").status == 204)
    #expect(try await listed() == ["running", .null, now])
    #expect(try await box.answer(id, "refused", "by-hand").status == 204)
    #expect(try await listed() == ["running", .null, now], "what was taken was taken")
    #expect(try await box.answer(id, "refused", "By <hand>").status == 422)
    #expect(try await box.answer(id, "perhaps").status == 422)
    #expect(try await box.answer(JSON("none"), "taken").status == 422)
  }

  @Test func `an order is short, and dead when nobody fetched it`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    _ = try await arm(test, box, ["declaredWatts": 2000, "armed": true, "understood": true])
    #expect(try await order(test, box, "shed", in: 7201).pointers == ["/until"])
    #expect(try await order(test, box, "shed", in: -1).pointers == ["/until"])
    #expect(try await order(test, box, "shed", in: 7200).status == 201)
    #expect(try await box.orders().json["items"]?.elements.count == 1)
    #expect(try await box.orders().json["items"]?.elements.count == 1, "to fetch changes nothing")
    try await test.wait(.seconds(15 * 60))
    #expect(try await box.orders().json["items"] == [])
  }

  @Test func `a box that waits for its code takes no orders`() async throws {
    let test = try await TestBoxes()
    let code = try await test.code()
    let until = test.clock.now + .seconds(60)
    let answer = try await test.person.call(
      .post, "/api/homes/\(test.home)/boxes/\(code.id)/orders",
      json: ["relay": "supply", "until": .string(until.description)])
    #expect(answer.problem == "box-not-paired")
  }

  @Test func `the vector of RFC 8032 holds`() throws {
    func bytes(_ text: String) -> [UInt8] {
      stride(from: 0, to: text.utf8.count, by: 2).compactMap { UInt8(text.dropFirst($0).prefix(2), radix: 16) }
    }
    let key = SigningKey(seed: bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
    #expect(key.publicKey == bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
    let signature = bytes(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    #expect(key.sign([0x72]) == signature)
    #expect(SigningKey.isValid(signature, of: [0x72], by: key.publicKey))
  }
}
