import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@Suite struct SignInThrottleTests {
  private func fail(_ people: TestPeople, _ email: String, from client: String = "192.0.2.1") async throws -> TestAnswer
  {
    try await people.app.call(
      .post, "/api/session", from: client, json: ["email": .string(email), "password": "une autre phrase"])
  }

  private func pause(_ answer: TestAnswer) -> Int { answer.headers["Retry-After"].flatMap { Int($0) } ?? 0 }

  @Test(arguments: ["camille@example.org", "nobody@example.org"])
  func `the sixth try on an account waits, known or not, even with the right password`(_ email: String) async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    for _ in 0..<5 { #expect(try await fail(people, email).status == 401) }
    let refused = try await people.signIn(email)
    #expect(refused.status == 429)
    #expect(refused.problem == "rate-limited")
    #expect(pause(refused) == 120)
  }

  @Test func `every further try waits longer, up to a quarter of an hour`() async throws {
    let people = try await TestPeople.make()
    for _ in 0..<5 { _ = try await fail(people, "camille@example.org") }
    var pauses: [Int] = []
    for _ in 0..<6 { pauses.append(pause(try await fail(people, "camille@example.org"))) }
    #expect(pauses == [120, 240, 480, 900, 900, 900])
  }

  @Test func `after the pause one try is heard, and a failure waits longer than before`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    for _ in 0..<5 { _ = try await fail(people, "camille@example.org") }
    people.clock.advance(by: .seconds(61))
    #expect(try await fail(people, "camille@example.org").status == 401)
    #expect(try await fail(people, "camille@example.org").status == 429)
    people.clock.advance(by: .seconds(901))
    #expect(try await people.signIn("camille@example.org").status == 200)
  }

  @Test func `failures are forgotten after a quarter of an hour, or by the right password`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    for _ in 0..<4 { _ = try await fail(people, "camille@example.org") }
    people.clock.advance(by: .seconds(901))
    for _ in 0..<4 { #expect(try await fail(people, "camille@example.org").status == 401) }
    #expect(try await people.signIn("camille@example.org").status == 200)
    for _ in 0..<4 { #expect(try await fail(people, "camille@example.org").status == 401) }
    #expect(try await people.signIn("camille@example.org").status == 200)
  }

  @Test func `an address is heard twenty times, and an account of one's own does not wipe the slate`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("voleur@example.org")
    for number in 0..<20 {
      #expect(try await fail(people, "victim\(number)@example.org").status == 401)
      if number == 10 {
        let own = try await people.app.call(
          .post, "/api/session", from: "192.0.2.1",
          json: ["email": "voleur@example.org", "password": .string(TestPeople.password)])
        #expect(own.status == 200)
      }
    }
    #expect(try await fail(people, "another@example.org").status == 429)
    #expect(try await fail(people, "another@example.org", from: "192.0.2.2").status == 401)
  }

  @Test func `the addresses of one IPv6 network count as one`() async throws {
    let people = try await TestPeople.make()
    for number in 0..<20 {
      _ = try await fail(people, "victim\(number)@example.org", from: "2001:db8:1:2::\(number)")
    }
    #expect(try await fail(people, "another@example.org", from: "2001:db8:1:2:ffff::1").status == 429)
    #expect(try await fail(people, "another@example.org", from: "2001:db8:1:3::1").status == 401)
  }

  @Test func `of guesses side by side no more than five are told that they were wrong`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<24 {
        group.addTask { try await fail(people, "camille@example.org", from: "192.0.2.\(number)").status }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.filter { $0 == 401 }.count == 5)
    #expect(statuses.filter { $0 == 429 }.count == 19)
  }

  @Test func `tries side by side on accounts and an address that are blocked all hear so`() async throws {
    let people = try await TestPeople.make()
    for number in 0..<20 { _ = try await fail(people, "victim\(number % 4)@example.org") }
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<32 {
        group.addTask { try await fail(people, "victim\(number % 4)@example.org").status }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses == Array(repeating: 429, count: 32))
  }

  @Test func `right passwords side by side are all let in`() async throws {
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<30 { group.addTask { try await people.signIn("camille@example.org").status } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses == Array(repeating: 200, count: 30))
  }

  @Test func `what is counted names nobody`() async throws {
    let people = try await TestPeople.make()
    _ = try await fail(people, "camille@example.org")
    let subjects = try await people.database.query("select subject from sign_in_failures") { try $0.next([UInt8].self) }
    #expect(subjects.count == 2)
    #expect(subjects.allSatisfy { $0.count == 32 })
  }
}
