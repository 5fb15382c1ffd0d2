import Accounts
import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Reservations

/// Mails before a booking begins, by the clock of the program.
@Suite struct ReminderTests {
  /// A driver who wants them, at an address that is known to be theirs.
  private struct Scene {
    let test: TestReservations
    let point: ChargePoint.ID

    static func make(confirmed: Bool = true) async throws -> Scene {
      let test = try await TestReservations.make(commissions: [ReservationsFeature.reminder])
      let driver = try await test.driver()
      if confirmed { try await test.database.execute("update accounts set email_confirmed_at = \(test.now)") }
      let wish = try await driver.call(.patch, "/api/account", json: ["reminders": true])
      #expect(wish.json["reminders"] == true)
      return Scene(test: test, point: try await test.point())
    }

    /// Signed in anew: sessions end while time goes by.
    var driver: TestPerson {
      get async throws { TestPerson(test.app, try await test.people.signIn("camille@example.org")) }
    }
  }

  /// What goes out when so much time has gone by, from two servers at once.
  private func mails(_ scene: Scene, after seconds: Int, delivers: Bool = true) async throws -> [Message] {
    let test = scene.test
    test.clock.advance(by: .seconds(seconds))
    test.people.clock.advance(by: .seconds(seconds))
    let neighbour = try test.neighbour()
    async let one = test.bookings.queueReminders()
    async let other = neighbour.queueReminders()
    _ = try await (one, other)
    if !delivers { return [] }
    let sent = Shared<[Message]>([])
    let delivery = Delivery { message in sent.change { $0.append(message) } }
    let postman = test.people.accounts.postman(delivery)
    while try await postman.deliverNext() {}
    return sent.value.filter { $0.subject.contains("commence") || $0.subject.contains("begins") }
  }

  @Test func `who wants it is reminded once, half an hour before, whatever number of servers there are`() async throws {
    let scene = try await Scene.make()
    let id = try await scene.driver.booked(scene.point, scene.test.now + .seconds(7200))
    #expect(try await mails(scene, after: 5390).isEmpty)
    let mail = try #require(try await mails(scene, after: 10).first)
    #expect(mail.to == "camille@example.org" && mail.subject == "Votre recharge commence à 11:00")
    #expect(mail.body.contains("de 11:00 à 11:30") && mail.body.contains("Halles\nParis\nPoint n° 1"))
    #expect(mail.body.contains("\nhttp://localhost/reservation/\(id)\n"))
    for _ in 0..<3 { #expect(try await mails(scene, after: 60).isEmpty) }
  }

  @Test func `the letter speaks the language of the account`() async throws {
    let scene = try await Scene.make()
    _ = try await scene.driver.call(.patch, "/api/account", json: ["language": "en"])
    _ = try await scene.driver.booked(scene.point, scene.test.now + .seconds(7200))
    let mail = try #require(try await mails(scene, after: 5400).first)
    #expect(mail.subject == "Your charging begins at 11:00" && mail.body.hasPrefix("Hello Camille,"))
    #expect(mail.body.contains("Point 1 ("))
  }

  @Test func `nobody is reminded of what was given back, even between the queue and the post`() async throws {
    let scene = try await Scene.make()
    let first = try await scene.driver.booked(scene.point, scene.test.now + .seconds(7200))
    _ = try await scene.driver.call(.delete, "/api/reservations/\(first)")
    #expect(try await mails(scene, after: 5400).isEmpty)
    let second = try await scene.driver.booked(scene.point, scene.test.now + .seconds(7200))
    #expect(try await mails(scene, after: 5400, delivers: false).isEmpty)
    _ = try await scene.driver.call(.delete, "/api/reservations/\(second)")
    #expect(try await mails(scene, after: 1).isEmpty)
  }

  @Test func `no reminder comes after the start, also when the post was away`() async throws {
    let scene = try await Scene.make()
    _ = try await scene.driver.booked(scene.point, scene.test.now + .seconds(7200))
    #expect(try await mails(scene, after: 5400, delivers: false).isEmpty)
    #expect(try await mails(scene, after: 1800).isEmpty)
  }

  @Test func `who does not want it, has no known address, or books at the last minute gets none`() async throws {
    let scene = try await Scene.make()
    _ = try await scene.driver.booked(scene.point, scene.test.now + .seconds(1500))
    #expect(try await mails(scene, after: 60).isEmpty)
    _ = try await scene.driver.booked(scene.point, scene.test.now + .seconds(7200))
    _ = try await scene.driver.call(.patch, "/api/account", json: ["reminders": false])
    #expect(try await mails(scene, after: 5400).isEmpty)
    let unknown = try await Scene.make(confirmed: false)
    _ = try await unknown.driver.booked(unknown.point, unknown.test.now + .seconds(7200))
    #expect(try await mails(unknown, after: 5400).isEmpty)
  }
}
