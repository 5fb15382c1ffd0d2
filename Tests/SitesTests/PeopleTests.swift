import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Accounts
@testable import Sites

@Suite struct PeopleTests {
  @Test func `an invitation says the same of every address, and is accepted once by the one that it was sent to`()
    async throws
  {
    let test = try await TestSites.make()
    let site = try await test.site()
    let known = try await test.people.person("sam@example.org")
    let path = "/api/sites/\(site)/invitations"
    let answers = [
      try await test.owner.call(.post, path, json: ["email": "Sam@example.org", "role": "technician"]),
      try await test.owner.call(.post, path, json: ["email": "nobody@example.org", "role": "reader"]),
    ]
    #expect(answers.map(\.status) == [202, 202])
    #expect(try await test.mails("invitation").sorted() == ["Sam@example.org", "nobody@example.org"].sorted())
    #expect(try await test.owner.call(.get, path).json["items"]?.elements.count == 2)
    let other = try #require(answers[1].json["_links"]?["withdraw"]?["href"]?.text)
    #expect(try await test.owner.call(.delete, other).status == 204)
    #expect(try await test.owner.call(.delete, other).status == 404)
    let token = try await test.token(at: site)
    let stranger = try await test.people.person("kim@example.org")
    #expect(try await stranger.call(.post, "/api/invitations/\(token)").status == 404)
    #expect(try await test.people.app.call(.post, "/api/invitations/\(token)").status == 401)
    let joined = try await known.call(.post, "/api/invitations/\(token)")
    #expect(joined.status == 200 && joined.json["role"] == "technician")
    #expect(try await known.call(.post, "/api/invitations/\(token)").status == 404)
    #expect(try await test.owner.call(.get, path).json["items"]?.elements.isEmpty == true)
  }

  @Test func `of many who accept at once one does, and the mail carries the token`() async throws {
    let test = try await TestSites.make()
    let site = try await test.site()
    _ = try await test.owner.call(
      .post, "/api/sites/\(site)/invitations", json: ["email": "sam@example.org", "role": "reader"])
    let sam = try await test.people.person("sam@example.org")
    let sent = Shared<[Message]>([])
    let postman = test.people.accounts.postman(Delivery { message in sent.change { $0.append(message) } })
    while try await postman.deliverNext() {}
    let words = try #require(sent.value.map(\.body).last { $0.contains("/invitations/") })
    let link = try #require(words.firstRange(of: "http://localhost/explorer/invitations/"))
    let token = words[link.upperBound...].prefix { !$0.isNewline }
    #expect(words.contains("« Atelier »") && words.contains("lecteur") && token.count == 43)
    let answers = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<6 { group.addTask { try await sam.call(.post, "/api/invitations/\(token)").status } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.sorted() == [200, 404, 404, 404, 404, 404])
  }

  @Test func `an invitation is over after a week, when it is withdrawn, and when another takes its place`() async throws
  {
    let test = try await TestSites.make()
    let site = try await test.site()
    let sam = try await test.people.person("sam@example.org")
    let path = "/api/sites/\(site)/invitations"
    let wanted: JSON = ["email": "sam@example.org", "role": "reader"]
    _ = try await test.owner.call(.post, path, json: wanted)
    let first = try await test.token(at: site)
    _ = try await test.owner.call(.post, path, json: wanted)
    #expect(try await sam.call(.post, "/api/invitations/\(first)").status == 404)
    let second = try await test.token(at: site)
    try await test.database.execute("update site_invitations set expires_at = \(test.people.clock.now)")
    #expect(try await sam.call(.post, "/api/invitations/\(second)").status == 404)
    #expect(try await test.owner.call(.get, path).json["items"]?.elements.isEmpty == true)
    for text in ["", "x", String(repeating: "A", count: 43)] where !text.isEmpty {
      #expect(try await sam.call(.post, "/api/invitations/\(text)").status == 404)
    }
  }

  @Test func `nobody becomes less by accepting, and who is sent away does not come back by a letter of their own`()
    async throws
  {
    let test = try await TestSites.make()
    let site = try await test.site()
    let other = try await test.person("sam@example.org", .owner, at: site)
    let path = "/api/sites/\(site)/invitations"
    _ = try await test.owner.call(.post, path, json: ["email": "sam@example.org", "role": "reader"])
    let accepted = try await other.call(.post, "/api/invitations/\(try await test.token(at: site))")
    #expect(accepted.json["role"] == "owner")
    _ = try await other.call(.post, path, json: ["email": "twin@example.org", "role": "owner"])
    let token = try await test.token(at: site)
    #expect(try await test.owner.call(.delete, "/api/sites/\(site)/people/\(other.id)").status == 204)
    let twin = try await test.people.person("twin@example.org")
    #expect(try await twin.call(.post, "/api/invitations/\(token)").status == 404)
  }

  @Test func `the last owner cannot go, and of two who go at once one stays`() async throws {
    let test = try await TestSites.make()
    let site = try await test.site()
    let people = "/api/sites/\(site)/people/"
    let alone = try await test.owner.call(.delete, people + test.owner.id)
    #expect(alone.status == 409 && alone.problem == "last-owner")
    #expect(try await test.change(test.owner, people + test.owner.id, ["role": "reader"]).problem == "last-owner")
    let second = try await test.person("sam@example.org", .owner, at: site)
    let answers = try await withThrowingTaskGroup(of: Int.self) { group in
      for person in [test.owner, second] {
        group.addTask { try await person.call(.delete, people + person.id).status }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.sorted() == [204, 409])
    // Also by whoever writes to the table.
    await #expect(throws: PostgresError.self) {
      try await test.database.execute("delete from site_people where site_id = \(site)::text::uuid")
    }
  }

  @Test func `an account goes with a site where nobody else is, and not where others are left without an owner`()
    async throws
  {
    let test = try await TestSites.make()
    let (own, shared) = (try await test.site("Seul"), try await test.site("Ensemble"))
    let reader = try await test.person("sam@example.org", .reader, at: shared)
    let password: JSON = ["password": .string(TestPeople.password)]
    let refused = try await test.owner.call(.delete, "/api/account", json: password)
    #expect(refused.status == 409 && refused.problem == "last-owner")
    #expect(refused.json["detail"]?.text?.contains("Ensemble") == true)
    #expect(
      try await test.change(test.owner, "/api/sites/\(shared)/people/\(reader.id)", ["role": "owner"]).status == 200)
    let exported = try await test.owner.call(.get, "/api/account/export").json["sites"]?["sites"]
    #expect(Set(exported?.elements.compactMap { $0["name"]?.text } ?? []) == ["Seul", "Ensemble"])
    #expect(try await test.owner.call(.delete, "/api/account", json: password).status == 204)
    #expect(try await reader.call(.get, "/api/sites").json["items"]?.elements.map { $0["id"] } == [.string(shared)])
    let left = try await test.database.first("select count(*) from sites where id = \(own)::text::uuid") {
      try $0.next(Int.self)
    }
    #expect(left == 0)
  }

  @Test func `addresses are for owners and for oneself`() async throws {
    let test = try await TestSites.make()
    let site = try await test.site()
    let reader = try await test.person("sam@example.org", .reader, at: site)
    let path = "/api/sites/\(site)/people"
    let seen = try await reader.call(.get, path).json["items"]?.elements ?? []
    #expect(seen.count == 2 && seen.compactMap { $0["email"]?.text } == ["sam@example.org"])
    let owned = try await test.owner.call(.get, path).json["items"]?.elements ?? []
    #expect(Set(owned.compactMap { $0["email"]?.text }) == ["olive@example.org", "sam@example.org"])
  }
}
