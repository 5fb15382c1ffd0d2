import Accounts
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@Suite struct SecondFactorTests {
  private let email = "camille@example.org"

  @Test func `what is proposed is what authenticators read, and changes nothing yet`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let proposed = try await person.call(.post, "/api/account/totp")
    let secret = try #require(proposed.text("secret"))
    #expect(secret.count == 32)
    #expect(
      proposed.text("uri") == "otpauth://totp/Watts%20Up:camille%40example.org?secret=\(secret)&issuer=Watts%20Up"
        + "&algorithm=SHA1&digits=6&period=30")
    #expect(try await people.signIn(email).status == 200)
    let account = try await person.call(.get, "/api/account").json
    #expect(account["secondFactor"] == false && account["_links"]?["secondFactor"]?["method"] == "POST")
  }

  @Test func `once it is on, signing in takes a code, and each code is good once`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let other = TestPerson(people.app, try await people.signIn(email))
    let (authenticator, recovery) = try await people.switchOnSecondFactor(of: person)
    #expect(recovery.count == 10)
    #expect(try await person.call(.get, "/api/account").json["secondFactor"] == true)
    #expect(try await other.call(.get, "/api/account").status == 401)
    let without = try await people.signIn(email)
    #expect(without.status == 401)
    #expect(without.problem == "second-factor-required")
    #expect(without.headers.all("Set-Cookie").isEmpty)
    for blank in ["", "  "] {
      let answer = try await people.signIn(email, code: blank)
      #expect(answer.problem == "second-factor-required" && answer.status == 401)
      #expect(answer.json["detail"] == without.json["detail"])
    }
    let off = try await person.call(.put, "/api/account/totp", json: ["code": ""])
    #expect(off.status == 422 && off.pointers == ["/code"])
    let link = try await person.call(.get, "/api/account").json["_links"]?["secondFactor"]
    #expect(link?["method"] == "DELETE")
    #expect(try await people.signIn(email, code: authenticator.code()).status == 401)
    people.clock.advance(by: .seconds(30))
    #expect(try await people.signIn(email, code: authenticator.code()).status == 200)
    let again = try await people.signIn(email, code: authenticator.code())
    #expect(again.problem == "second-factor-required")
    #expect(again.pointers == ["/code"])
    #expect(try await people.signIn(email, password: "une autre phrase").problem == "unauthenticated")
  }

  @Test func `a clock that is half a minute off is forgiven, and no more`() async throws {
    let people = try await TestPeople.make()
    let (authenticator, _) = try await people.switchOnSecondFactor(of: try await people.person())
    people.clock.advance(by: .seconds(3600))
    #expect(try await people.signIn(email, code: authenticator.code(-2)).status == 401)
    #expect(try await people.signIn(email, code: authenticator.code(2)).status == 401)
    #expect(try await people.signIn(email, code: authenticator.code(-1)).status == 200)
    #expect(try await people.signIn(email, code: authenticator.code(1)).status == 200)
    #expect(try await people.signIn(email, code: authenticator.code()).status == 401)
  }

  @Test func `of many who show one code at once, one gets in`() async throws {
    let people = try await TestPeople.make { $0.countsFailures = false }
    let (authenticator, _) = try await people.switchOnSecondFactor(of: try await people.person())
    people.clock.advance(by: .seconds(30))
    let code = authenticator.code()
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<12 { group.addTask { try await people.signIn(email, code: code).status } }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(statuses.filter { $0 == 200 }.count == 1)
    #expect(statuses.allSatisfy { [200, 401].contains($0) })
  }

  @Test func `codes are not guessed at leisure`() async throws {
    let people = try await TestPeople.make()
    _ = try await people.switchOnSecondFactor(of: try await people.person())
    for _ in 0..<5 { #expect(try await people.signIn(email, code: "000000").status == 401) }
    #expect(try await people.signIn(email, code: "000000").status == 429)
  }

  @Test func `a recovery code stands in once, however it is typed`() async throws {
    let people = try await TestPeople.make()
    let (_, recovery) = try await people.switchOnSecondFactor(of: try await people.person())
    #expect(Set(recovery).count == 10)
    #expect(try await people.signIn(email, code: recovery[3].uppercased().replacing("-", with: " ")).status == 200)
    #expect(try await people.signIn(email, code: recovery[3]).status == 401)
    #expect(try await people.signIn(email, code: recovery[4]).status == 200)
  }

  @Test func `neither secret nor recovery code can be read in the database`() async throws {
    let people = try await TestPeople.make()
    let (authenticator, recovery) = try await people.switchOnSecondFactor(of: try await people.person())
    let stored = try await people.database.query(
      "select secret from second_factors union all select digest from recovery_codes"
    ) { try $0.next([UInt8].self) }
    #expect(stored.count == 11)
    let secret = authenticator.codes.secret.exposed
    #expect(stored.allSatisfy { bytes in !bytes.indices.contains { bytes[$0...].starts(with: secret) } })
    #expect(stored.allSatisfy { bytes in !recovery.contains { Array($0.utf8) == bytes } })
  }

  @Test func `it is switched off with password and code, and then no code is asked`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let (authenticator, recovery) = try await people.switchOnSecondFactor(of: person)
    people.clock.advance(by: .seconds(30))
    func remove(_ password: String, _ code: String) async throws -> TestAnswer {
      try await person.call(
        .delete, "/api/account/totp", json: ["password": .string(password), "code": .string(code)])
    }
    #expect(try await remove("une autre phrase", authenticator.code()).pointers == ["/password"])
    #expect(try await remove(TestPeople.password, "000000").pointers == ["/code"])
    #expect(try await remove(TestPeople.password, recovery[0]).status == 204)
    #expect(try await remove(TestPeople.password, recovery[1]).status == 404)
    #expect(try await people.signIn(email).status == 200)
    let left = try await people.database.first("select count(*) from recovery_codes") { try $0.next(Int.self) }
    #expect(left == 0)
  }

  @Test func `a second factor that is on is not replaced behind its owner's back`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let (authenticator, _) = try await people.switchOnSecondFactor(of: person)
    #expect(try await person.call(.post, "/api/account/totp").problem == "conflict")
    people.clock.advance(by: .seconds(30))
    let again = try await person.call(.put, "/api/account/totp", json: ["code": .string(authenticator.code())])
    #expect(again.problem == "conflict")
  }

  /// What is answered to somebody who waits for the account while another changes what belongs to it.
  private func overtake(
    _ people: TestPeople, _ change: SQL, _ late: @escaping @Sendable () async throws -> TestAnswer
  ) async throws -> TestAnswer {
    let answer = try await people.database.transaction { transaction in
      _ = try await transaction.first("select from accounts for update") { _ in true }
      let answer = Task { try await late() }
      for _ in 0..<200 {
        let isWaiting = try await transaction.first(
          "select exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))"
        ) { try $0.next(Bool.self) }
        if isWaiting == true { break }
        try await Task.sleep(for: .milliseconds(5))
      }
      try await transaction.execute(change)
      return answer
    }
    return try await answer.value
  }

  @Test func `a session that ends meanwhile switches none on`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let code = try await people.propose(person).code()
    let answer = try await overtake(people, "delete from sessions") {
      try await person.call(.put, "/api/account/totp", json: ["code": .string(code)])
    }
    #expect(answer.problem == "unauthenticated")
    #expect(try await people.signIn(email).json["secondFactor"] == false)
  }

  @Test func `one that is switched on meanwhile is asked for`() async throws {
    let people = try await TestPeople.make()
    _ = try await people.propose(try await people.person())
    let answer = try await overtake(people, "update second_factors set confirmed_at = proposed_at") {
      try await people.signIn(email)
    }
    #expect(answer.problem == "second-factor-required")
    #expect(answer.headers.all("Set-Cookie").isEmpty)
  }

  @Test func `the last of two proposals counts, and none without one`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let none = try await person.call(.put, "/api/account/totp", json: ["code": "123456"])
    #expect(none.pointers == ["/code"])
    let first = try await people.propose(person)
    let second = try await people.propose(person)
    let old = try await person.call(.put, "/api/account/totp", json: ["code": .string(first.code())])
    #expect(old.pointers == ["/code"])
    let new = try await person.call(.put, "/api/account/totp", json: ["code": .string(second.code())])
    #expect(new.status == 200)
  }

  @Test func `an open device is no place to set one up`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    people.clock.advance(by: .seconds(600))
    #expect(try await person.call(.post, "/api/account/totp").problem == "password-required")
    let given = try await person.call(
      .post, "/api/session/password", json: ["password": .string(TestPeople.password)])
    #expect(given.status == 204)
    #expect(try await person.call(.post, "/api/account/totp").status == 200)
  }

  @Test func `where administrators need one, they administer nothing before it is on`() async throws {
    let people = try await TestPeople.make { $0.administratorsNeedCode = true }
    let admin = try await people.person("chef@example.org", role: .admin)
    let refused = try await admin.call(.get, "/api/admin/accounts")
    #expect(refused.problem == "forbidden")
    #expect(refused.text("detail")?.contains("second facteur") == true)
    #expect(try await admin.call(.get, "/api/account").status == 200)
    try await people.switchOnSecondFactor(of: admin)
    #expect(try await admin.call(.get, "/api/admin/accounts").status == 200)
    let driver = try await people.person()
    #expect(try await driver.call(.get, "/api/account").status == 200)
  }

  @Test func `an old key is still good for a second factor, and a lost one is no way in`() async throws {
    let people = try await TestPeople.make()
    let person = try await people.person()
    let (authenticator, recovery) = try await people.switchOnSecondFactor(of: person)
    let newer = "new:" + String(TestPeople.keys.dropFirst(5).dropLast(4)) + "BwE="
    let turned = try people.neighbour(keys: newer + "," + TestPeople.keys)
    people.clock.advance(by: .seconds(30))
    #expect(try await turned.signIn(email, code: authenticator.code()).status == 200)
    try await turned.accounts.sweep()
    let alone = try people.neighbour(keys: newer)
    people.clock.advance(by: .seconds(30))
    #expect(try await alone.signIn(email, code: authenticator.code()).status == 200)
    people.clock.advance(by: .seconds(30))
    #expect(try await people.signIn(email, code: authenticator.code()).status == 401)
    #expect(try await people.signIn(email, code: recovery[0]).status == 200)
  }
}
