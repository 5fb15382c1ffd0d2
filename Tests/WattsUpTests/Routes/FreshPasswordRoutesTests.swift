import Accounts
import HTTP
import TestSupport
import Testing

/// A desk that somebody left open: what it can still do.
@Suite struct FreshPasswordRoutesTests {
  @Test(arguments: [
    (Method.delete, "/api/admin/stations/"), (.delete, "/api/admin/points/"), (.delete, "/api/admin/accounts/"),
  ])
  func `withdrawals and deletions ask for the password after ten minutes`(_ method: Method, _ path: String) async throws
  {
    let program = try await TestProgram.make()
    let admin = try await program.people.person("chef@example.org", role: .admin)
    let desk = TestPerson(program.app, admin)
    let target = path + "00000000-0000-7000-8000-000000000000"
    #expect(try await desk.call(method, target).status == 404)
    program.people.clock.advance(by: .seconds(600))
    let refused = try await desk.call(method, target)
    #expect(refused.status == 403)
    #expect(refused.problem == "password-required")
  }

  @Test func `undoing an import asks too, and looking at one does not`() async throws {
    let program = try await TestProgram.make()
    let admin = try await program.people.person("chef@example.org", role: .admin)
    let desk = TestPerson(program.app, admin)
    program.people.clock.advance(by: .seconds(600))
    let one = "/api/admin/imports/00000000-0000-7000-8000-000000000000"
    #expect(try await desk.call(.post, one + "/undo", json: .object([])).problem == "password-required")
    #expect(try await desk.call(.get, one).status == 404)
    #expect(try await desk.call(.get, "/api/admin/imports").status == 200)
  }
}
