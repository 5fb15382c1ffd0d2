import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

/// A point that has one holder after the other, with everything real but Enedis.
@Suite struct HolderTests {
  private func state(_ double: TestDouble, _ person: TestPerson, _ home: String, _ id: String) async throws -> String {
    let consent = try await double.test.consent(person, home, id)
    let shown = try await person.call(.get, "/api/homes/\(home)").json["pointState"]?.text ?? "-"
    return "\(consent["state"]?.text ?? "") \(consent["reason"]?.text ?? "-") \(shown)"
  }

  @Test func `who erases their account frees the point for whoever types it next`() async throws {
    let double = try await TestDouble()
    let (test, one) = (double.test, double.person)
    try await double.describe()
    let first = try await test.addHome(one, point: TestDouble.point)
    let mine = try await double.consent(one, first, TestDouble.point)
    #expect(try await state(double, one, first, mine.id) == "active - owned")
    let again = try await double.consent(one, first, TestDouble.point)
    #expect(again.number == mine.number, "one holder, one number")

    let other = try await test.people.person("alix@example.org")
    let taken = try await test.addHome(other)
    let refused = try await double.consent(other, taken, TestDouble.point)
    #expect(refused.number != mine.number)
    #expect(try await state(double, other, taken, refused.id) == "failed usage-point-taken -")

    let gone = try await one.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)])
    try #require(gone.status == 204, "\(gone.text)")
    let second = try await test.addHome(other, point: TestDouble.point)
    let theirs = try await double.consent(other, second, TestDouble.point)
    try await test.work(for: .seconds(60))
    #expect(try await state(double, other, second, theirs.id) == "active - owned")
    #expect(try await test.count("select count(*) from curve_days") == 20)
  }

  @Test func `who moves in has the point, and the readings that its old holder lost`() async throws {
    let double = try await TestDouble()
    let (test, one) = (double.test, double.person)
    try await double.describe()
    let first = try await test.addHome(one, point: TestDouble.point)
    let mine = try await double.consent(one, first, TestDouble.point)
    try await double.describe(["refused": "moved"])
    try await test.work(for: .seconds(60))
    #expect(try await state(double, one, first, mine.id) == "lost ADAM-DC-0007 lost")
    let other = try await test.people.person("alix@example.org")
    let second = try await test.addHome(other, point: TestDouble.point)
    let theirs = try await double.consent(other, second, TestDouble.point)
    try await test.work(for: .seconds(60))
    #expect(try await state(double, other, second, theirs.id) == "active - owned")
    #expect(try await test.count("select count(*) from curve_days") == 20)
  }

  @Test func `who withdraws leaves the point to whoever else is entitled to it`() async throws {
    let double = try await TestDouble()
    let (test, one) = (double.test, double.person)
    try await double.describe()
    let first = try await test.addHome(one, point: TestDouble.point)
    let mine = try await double.consent(one, first, TestDouble.point)
    _ = try await one.call(.delete, "/api/homes/\(first)/consents/\(mine.id)")
    #expect(try await state(double, one, first, mine.id) == "withdrawn - owned")
    let other = try await test.people.person("alix@example.org")
    let second = try await test.addHome(other)
    let theirs = try await double.consent(other, second, TestDouble.point)
    #expect(try await state(double, other, second, theirs.id) == "active - owned")
    #expect(try await state(double, one, first, mine.id) == "withdrawn - lost")
  }

  @Test(arguments: [true, false])
  func `a consent that is revoked at once is withdrawn, and says why`(isTestPerson: Bool) async throws {
    let double = try await TestDouble()
    let (test, person) = (double.test, double.person)
    if !isTestPerson { try await double.describe(["refused": "revoked"]) }
    let home = try await test.addHome(person)
    let given = try await double.consent(person, home, isTestPerson ? "26584978546985" : TestDouble.point)
    try await test.work(for: .seconds(10))
    let consent = try await test.consent(person, home, given.id)
    #expect(consent["state"] == "withdrawn" && consent["reason"] == "ADAM-DC-0008", "\(consent)")
    #expect(consent["explanation"]?.text?.hasPrefix("Le partage est fermé chez Enedis.") == true)
  }
}
