import HTTP
import Postgres
import Runtime
import Sites
import TestSupport
import Testing

@testable import Accounts
@testable import Telemetry

@Suite struct AlarmTests {
  private static let start = Instant(seconds: 1_795_248_000)

  private func events(_ values: [(seconds: Int, value: Double)], _ limits: Subscription.Alarm) -> [String] {
    var watch = AlarmWatch(seenAt: Self.start - .seconds(1))
    return values.compactMap { seconds, value in
      watch.look(at: Sample(at: Self.start + .seconds(seconds), value: value), limits).map { "\($0.state) \(seconds)" }
    }
  }

  @Test func `an alarm is a value that stays beyond, by the time of samples, once until it is over`() {
    let limits = Subscription.Alarm(above: 10, below: nil, forSeconds: 60)
    #expect(events([(0, 11), (30, 12), (59, 13)], limits) == [])
    #expect(events([(0, 11), (60, 12), (90, 13), (120, 14)], limits) == ["raised 60"])
    #expect(events([(0, 11), (60, 10), (70, 11), (120, 11), (130, 12)], limits) == ["raised 130"])
    #expect(
      events([(0, 11), (60, 11), (90, 9), (100, 8), (110, 11), (170, 11)], limits) == [
        "raised 60", "over 90", "raised 170",
      ])
    // What comes late changes nothing.
    #expect(events([(0, 11), (60, 11), (50, 1), (70, 11)], limits) == ["raised 60"])
    let band = Subscription.Alarm(above: 10, below: 2, forSeconds: 0)
    #expect(events([(0, 5), (1, 1), (2, 11), (3, 2), (4, 10)], band) == ["raised 1", "over 3"])
  }

  private func scene() async throws -> (TestTelemetry, TestPerson, TestDevice, String) {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    try await test.database.execute("update accounts set email_confirmed_at = \(test.now)")
    let device = try await test.power(at: try await test.site(of: person))
    let made = try await person.call(
      .post, "/api/subscriptions",
      json: [
        "name": "Trop", "metrics": [["deviceId": .string(device.id.description), "key": "power"]],
        "alarm": ["above": 1000, "forSeconds": 30],
      ])
    return (test, person, device, try #require(made.headers["Location"]))
  }

  private func send(_ device: TestDevice, _ values: [(Int, Double)]) async throws {
    let samples = values.map { Sample(at: Self.start + .seconds($0.0), value: $0.1) }
    #expect(try await device.send(.power, samples).counts[0] == values.count)
  }

  @Test func `what was told of alarms goes after ninety days`() async throws {
    let (test, person, device, path) = try await scene()
    try await send(device, [(0, 1100), (40, 1200)])
    try await test.telemetry.evaluateAlarms()
    for (days, count) in [(89, 1), (2, 0)] {
      test.clock.advance(by: .seconds(days * 86_400))
      try await test.telemetry.sweepAlarms()
      let told = try await test.database.first("select count(*) from alarm_notices") { try $0.next(Int.self) }
      #expect(told == count, "after \(days) days more")
    }
    #expect(try await person.call(.get, path + "/alarms").json["items"]?.elements.isEmpty == true)
  }

  @Test func `a notice and a letter, once, and once more when it is over, whoever looks`() async throws {
    let (test, person, device, path) = try await scene()
    let others = [test, try test.neighbour(), try test.neighbour()]
    func look() async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for server in others + others { group.addTask { try await server.telemetry.evaluateAlarms() } }
        try await group.waitForAll()
      }
      try await test.telemetry.evaluateAlarms()
    }
    func states() async throws -> [String] {
      let items = try await person.call(.get, path + "/alarms").json["items"]?.elements ?? []
      return items.compactMap { $0["state"]?.text }
    }
    func letters() async throws -> Int {
      try await test.database.first("select count(*) from mails where kind = 'alarm'") { try $0.next(Int.self) } ?? -1
    }
    try await send(device, [(0, 900), (10, 1100), (20, 1200)])
    try await look()
    #expect(try await states() == [])
    test.clock.advance(by: .seconds(60))
    try await send(device, [(30, 1100), (40, 1300), (50, 1300)])
    try await look()
    #expect(try await states() == ["raised"])
    #expect(try await letters() == 1)
    let shown = try await person.call(.get, path)
    #expect(shown.json["alarmState"] == "alarm")
    #expect(shown.json["alarms"]?.elements.map { $0["since"]?.instant } == [Self.start + .seconds(40)])
    #expect(try await test.database.first("select count(*) from devices_in_alarm") { try $0.next(Int.self) } == 1)
    try await send(device, [(60, 1300), (45, 1)])
    try await look()
    #expect(try await states() == ["raised"])
    test.clock.advance(by: .seconds(60))
    try await send(device, [(70, 1000), (80, 1000)])
    try await look()
    #expect(try await states() == ["over", "raised"])
    #expect(try await letters() == 2)
    #expect(try await person.call(.get, path).json["alarmState"] == "ok")
  }

  @Test func `the letter says what, where and how much, and nothing to whoever may not know it any more`() async throws
  {
    let (test, _, device, path) = try await scene()
    try await send(device, [(0, 1500), (30, 1600)])
    try await test.telemetry.evaluateAlarms()
    let folder = try OtherProgram.freshFolder()
    let postman = test.people.accounts.postman(.folder(folder, from: nil, log: .silent))
    #expect(try await postman.deliverNext())
    let id = try #require(path.split(separator: "/").last)
    let about = try #require(
      try await test.database.first("select about from mails where kind = 'alarm'") {
        try $0.next(Commission.Subject.self)
      })
    let account = try #require(
      try await test.database.first("select account_id from subscriptions") { try $0.next(Account.ID.self) })
    guard case .toPeople(let writer) = TelemetryFeature.alarmLetter.writer else {
      throw WaitedInVain("a letter to people")
    }
    let write = { try await writer(test.database, account, about, Site("https://watts.example"), test.now) }
    let words = try #require(try await write())
    #expect(words.subject.french == "Alarme : Toit, 1600 W")
    #expect(words.text.french.contains("https://watts.example/abonnements/\(id)"))
    let person = try await test.person("dominique")
    let site = try #require(try await test.database.first("select id::text from sites") { try $0.next(String.self) })
    try await test.database.execute(
      """
      insert into site_people (site_id, account_id, role, created_at)
      values (\(site)::text::uuid, \(person.id)::text::uuid, 'owner', \(test.now))
      """)
    try await test.database.execute("delete from site_people where account_id = \(account)")
    #expect(try await write() == nil)
  }

  @Test func `a value that dances around a limit fills nobody's mailbox`() async throws {
    let (test, person, device, path) = try await scene()
    let tag = try #require(try await person.call(.get, path).headers["ETag"])
    #expect(
      try await person.call(.patch, path, "If-Match", tag, json: ["alarm": ["above": 5, "forSeconds": 0]]).status == 200
    )
    test.clock.advance(by: .seconds(600))
    for number in 0..<60 {
      try await send(device, [(number * 2, number.isMultiple(of: 2) ? 9 : 1)])
      try await test.telemetry.evaluateAlarms()
    }
    let counts = try #require(
      try await test.database.first(
        "select (select count(*) from alarm_notices), (select count(*) from mails where kind = 'alarm')"
      ) { row in (try row.next(Int.self), try row.next(Int.self)) })
    #expect(counts.0 == 60 && counts.1 == 20)
  }

  @Test func `a first batch that goes over the limit and back is told as both`() async throws {
    let (test, person, device, path) = try await scene()
    try await send(device, (0..<20).map { ($0 * 10 - 190, $0 < 10 ? 2000 : 10) })
    try await test.telemetry.evaluateAlarms()
    let items = try await person.call(.get, path + "/alarms").json["items"]?.elements ?? []
    #expect(items.map { $0["state"] } == ["over", "raised"])
    #expect(items.map { $0["at"]?.instant } == [Self.start - .seconds(90), Self.start - .seconds(160)])
    // What was there before another limit was set is no news.
    let tag = try #require(try await person.call(.get, path).headers["ETag"])
    let other: JSON = ["alarm": ["above": 1500, "forSeconds": 30]]
    #expect(try await person.call(.patch, path, "If-Match", tag, json: other).status == 200)
    try await send(device, [(5, 20)])
    try await test.telemetry.evaluateAlarms()
    #expect(try await person.call(.get, path + "/alarms").json["items"]?.elements.count == 2)
  }
}
