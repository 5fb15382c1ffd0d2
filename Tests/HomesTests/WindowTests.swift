import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

/// Which days an answer is about, and in what steps.
@Suite struct WindowTests {
  private struct Kept {
    let test: TestHomes
    let person: TestPerson
    let home: String

    func get(_ query: String, _ headers: String...) async throws -> TestAnswer {
      try await person.call(.get, "/api/homes/\(home)/\(query)", headers: headers, json: nil)
    }

    func keep(_ day: CivilDay, _ quality: String, _ count: Int) async throws {
      try await test.database.execute(
        """
        insert into curve_days (home_id, direction, quality, day, step, watts)
        values (\(home)::text::uuid, 'drawn', \(quality), \(day), 30, \(Array(repeating: Int32(600), count: count)))
        """)
    }
  }

  private func kept() async throws -> Kept {
    let test = try await TestHomes()
    let person = try await test.people.person()
    return Kept(test: test, person: person, home: try await test.addHome(person))
  }

  @Test func `days are added up to months, maxima are the greatest, and hours of days are refused`() async throws {
    let kept = try await kept()
    try await kept.test.database.execute(
      """
      insert into day_readings (home_id, kind, direction, quality, day, value, at)
      select \(kept.home)::text::uuid, kind, 'drawn', case when d = '2026-02-03' then 'provisional' else 'certified' end, d,
        extract(day from d) * 100, case kind when 'maxPower' then d::timestamp + interval '12 hours' end
      from generate_series('2026-01-01'::date, '2026-02-10', interval '1 day') d cross join unnest(array['daily', 'maxPower'])
        as kind
      """)
    let window = "from=2026-01-01&to=2026-03-01&resolution=P1M"
    let daily = try await kept.get("readings?kind=daily&" + window).json
    #expect(daily["resolution"] == "P1M" && daily["coverage"]?.double.map { ($0 * 1000).rounded() } == 695)
    let months = daily["items"]?.elements ?? []
    #expect(months.map { $0["wh"] } == [49_600, 5500] && months.map { $0["quality"] } == ["certified", "provisional"])
    #expect(months[0]["startsAt"] == "2025-12-31T23:00:00Z" && months[0]["endsAt"] == "2026-01-31T23:00:00Z")
    let greatest = try await kept.get("readings?kind=maxPower&" + window).json["items"]?.elements ?? []
    #expect(greatest.map { $0["va"] } == [3100, 1000] && greatest[0]["at"]?.text?.hasPrefix("2026-01-31") == true)
    let table = try await kept.get("readings?kind=daily&" + window, "Accept", "text/csv")
    #expect(table.text.contains("2026-01-01T00:00:00+01:00,2026-02-01T00:00:00+01:00,49600,certified"))
    #expect(try await kept.get("readings/chart.svg?kind=daily&" + window).status == 200)
    for kind in ["daily", "maxPower"] {
      #expect(try await kept.get("readings?kind=\(kind)&resolution=P1D&from=2026-01-01").json["resolution"] == "P1D")
      let refused = try await kept.get("readings?kind=\(kind)&resolution=PT1H")
      #expect(refused.status == 422 && refused.pointers == ["?resolution"], "\(refused.text)")
    }
  }

  @Test func `a window that nobody has named ends with what there may be, and its picture stays`() async throws {
    let kept = try await kept()
    let today = kept.test.today
    for day in 1...7 { try await kept.keep(today.adding(-day), "certified", 48) }
    let midnight = FakeEnedis.zone.start(of: today)
    let answer = try await kept.get("readings").json
    #expect(answer["coverage"] == 1 && answer["gaps"] == [] && answer["to"]?.text == midnight.description)
    let tag = try #require(try await kept.get("readings/chart.svg").headers["ETag"])
    kept.test.clock.advance(by: .microseconds(60_123_457))
    #expect(try await kept.get("readings/chart.svg", "If-None-Match", tag).status == 304)
    for kind in ["daily", "maxPower"] {
      #expect(try await kept.get("readings?kind=\(kind)").json["to"]?.text == midnight.description)
    }
    // A box brings today's.
    let count = Int((kept.test.now - midnight).inSeconds) / 1800
    try await kept.keep(today, "local", count)
    let live = try await kept.get("readings").json
    #expect(live["to"]?.text == (midnight + .seconds(count * 1800)).description && live["coverage"] == 1, "\(live)")
    #expect(try await kept.get("readings?from=\(today.text)").json["items"]?.elements.count == count)
    #expect(try await kept.get("readings?kind=daily&from=\(today.text)").json["items"] == [])
  }

  @Test func `an end before its beginning is refused of gaps too`() async throws {
    let kept = try await kept()
    let refused = try await kept.get("gaps?from=2026-11-02&to=2026-11-01")
    #expect(refused.status == 422 && refused.pointers == ["?to"], "\(refused.text)")
    #expect(try await kept.get("gaps?from=2026-11-01&to=2026-11-01").status == 200)
  }
}
