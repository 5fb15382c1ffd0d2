import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

@Suite struct ReadingTests {
  private struct Kept {
    let test: TestHomes
    let person: TestPerson
    let home: String

    func get(_ query: String, _ headers: String...) async throws -> TestAnswer {
      try await person.call(.get, "/api/homes/\(home)/readings\(query)", headers: headers, json: nil)
    }

    func keep(_ day: String, _ quality: String, _ watts: [Int32?], step: Int = 30) async throws {
      let id = try #require(Home.ID(home))
      try await test.database.execute(
        """
        insert into curve_days (home_id, direction, quality, day, step, watts)
        values (\(id), 'drawn', \(quality), \(CivilDay(iso: day)), \(Int16(step)), \(watts))
        """)
    }
  }

  private func kept() async throws -> Kept {
    let test = try await TestHomes()
    let person = try await test.people.person()
    return Kept(test: test, person: person, home: try await test.addHome(person))
  }

  @Test func `a civil day comes at full resolution, with 46, 48 or 50 half-hours`() async throws {
    let kept = try await kept()
    for (day, next, count) in [
      ("2026-03-29", "2026-03-30", 46), ("2026-06-01", "2026-06-02", 48), ("2025-10-26", "2025-10-27", 50),
    ] {
      try await kept.keep(day, "certified", Array(repeating: 1000, count: count))
      let json = try await kept.get("?from=\(day)&to=\(next)").json
      let items = json["items"]?.elements ?? []
      #expect(items.count == count && json["coverage"]?.double == 1, "\(day)")
      #expect(json["unit"]?.text == "W" && json["resolution"]?.text == "raw" && json["gaps"]?.elements.isEmpty == true)
      let hours = Double(count) / 2
      let wh = items.reduce(0.0) { $0 + ($1["watts"]?.double ?? 0) / 2 }
      #expect(wh == hours * 1000)
      #expect(items.last?["endsAt"] == json["to"])
    }
  }

  @Test func `items start in the window, gaps stay gaps, and certified goes before local`() async throws {
    let kept = try await kept()
    try await kept.keep("2026-06-01", "certified", [100, nil, 300, 400])
    try await kept.keep("2026-06-01", "local", [1, 2, 3, 4, 5])
    try await kept.keep("2026-06-01", "provisional", [9, 9, 9, 9, 9, 9])
    let json = try await kept.get("?from=2026-06-01T00:15&to=2026-06-01T03:30").json
    let items = (json["items"]?.elements ?? []).map { "\($0["watts"]?.int ?? -1) \($0["quality"]?.text ?? "")" }
    #expect(items == ["2 local", "300 certified", "400 certified", "5 local", "9 provisional"])
    let gaps = (json["gaps"]?.elements ?? []).map { "\($0["from"]?.text ?? "") \($0["to"]?.text ?? "")" }
    #expect(gaps == ["2026-05-31T22:15:00Z 2026-05-31T22:30:00Z", "2026-06-01T01:00:00Z 2026-06-01T01:30:00Z"])
    #expect(json["coverage"]?.double == 2.5 / 3.25)
    let local = try await kept.get("?from=2026-06-01&to=2026-06-02&quality=local").json["items"]?.elements ?? []
    #expect(local.map { $0["watts"]?.int } == [1, 2, 3, 4, 5])
  }

  @Test func `a long window is never refused: auto has 300 to 1,000 points, what is asked for is honoured`()
    async throws
  {
    let kept = try await kept()
    let id = try #require(Home.ID(kept.home))
    try await kept.test.database.execute(
      """
      insert into curve_days select \(id), 'drawn', 'certified', d::date, 30, array_fill(600, array[48])
      from generate_series('2025-01-01'::date, '2026-11-20', interval '1 day') d
      where extract(month from d) not in (3, 10)
      """)
    for (from, to, resolution, count) in [
      ("2026-06-01", "2026-06-08", "raw", 336), ("2026-06-01", "2026-06-15", "PT1H", 336),
      ("2025-11-01", "2026-10-01", "P1D", 303),
    ] {
      let json = try await kept.get("?from=\(from)&to=\(to)").json
      #expect(json["resolution"]?.text == resolution, "\(from)")
      #expect(json["items"]?.elements.count == count, "\(from): \(json["items"]?.elements.count ?? 0)")
      #expect(json["items"]?.elements.allSatisfy { $0["watts"]?.int == 600 } == true)
    }
    let raw = try await kept.get("?from=2025-11-01&to=2026-10-01&resolution=raw").json
    #expect(raw["items"]?.elements.count == 303 * 48)
    let months = try await kept.get("?from=2025-11-01&to=2026-10-01&resolution=P1M").json["items"]?.elements ?? []
    #expect(months.count == 10 && months.first?["startsAt"]?.text == "2025-10-31T23:00:00Z")
    #expect(months.first?["endsAt"]?.text == "2025-11-30T23:00:00Z")
  }

  @Test func `days and maxima have items of their own; the better quality counts`() async throws {
    let kept = try await kept()
    let id = try #require(Home.ID(kept.home))
    try await kept.test.database.execute(
      """
      insert into day_readings (home_id, kind, direction, quality, day, value, at) values
        (\(id), 'daily', 'drawn', 'provisional', '2026-06-01', 1, null),
        (\(id), 'daily', 'drawn', 'certified', '2026-06-01', 5928, null),
        (\(id), 'maxPower', 'drawn', 'certified', '2026-06-01', 6510, '2026-06-01T10:50:25Z')
      """)
    let daily = try await kept.get("?kind=daily&from=2026-06-01&to=2026-06-03").json
    #expect(daily["unit"]?.text == "Wh" && daily["resolution"]?.text == "P1D" && daily["coverage"]?.double == 0.5)
    let day = daily["items"]?.elements.first
    #expect(day?["wh"]?.int == 5928 && day?["quality"]?.text == "certified" && daily["items"]?.elements.count == 1)
    #expect(day?["startsAt"]?.text == "2026-05-31T22:00:00Z" && day?["endsAt"]?.text == "2026-06-01T22:00:00Z")
    let maximum = try await kept.get("?kind=maxPower&from=2026-06-01&to=2026-06-03").json
    let item = maximum["items"]?.elements.first
    #expect(maximum["unit"]?.text == "VA" && item?["va"]?.int == 6510)
    #expect(item?["at"]?.text == "2026-06-01T10:50:25Z" && item?["startsAt"] == nil)
  }

  @Test func `the same as CSV, by the clock on the wall, and as a picture of its holder's`() async throws {
    let kept = try await kept()
    try await kept.keep("2026-06-01", "certified", [100, 200])
    let csv = try await kept.get("?from=2026-06-01&to=2026-06-02", "Accept", "text/csv")
    #expect(
      csv.text == "startsAt,endsAt,watts,quality\r\n"
        + "2026-06-01T00:00:00+02:00,2026-06-01T00:30:00+02:00,100,certified\r\n"
        + "2026-06-01T00:30:00+02:00,2026-06-01T01:00:00+02:00,200,certified\r\n")
    let svg = try await kept.get("/chart.svg?from=2026-06-01&to=2026-06-02")
    #expect(
      svg.status == 200 && svg.headers["Cache-Control"]?.hasPrefix("private") == true && svg.text.contains("<title"))
    let tag = try #require(svg.headers["ETag"])
    #expect(try await kept.get("/chart.svg?from=2026-06-01&to=2026-06-02", "If-None-Match", tag).status == 304)
    let png = try await kept.get("/chart.png?from=2026-06-01&to=2026-06-02&theme=dark&scale=2")
    #expect(png.bytes.prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    #expect(try await kept.get("/chart.png?width=4000&height=4000").status == 422)
    for query in [
      "?from=2026-03-29T02:30&to=2026-03-30", "?from=2026-06-02&to=2026-06-01", "?kind=gas", "?resolution=P9D",
    ] {
      #expect(try await kept.get(query).status == 422, "\(query)")
    }
  }

  @Test func `nights end what is older than two and three years`() async throws {
    let kept = try await kept()
    let id = try #require(Home.ID(kept.home))
    let today = kept.test.today
    for days in [729, 733] { try await kept.keep(today.adding(-days).text, "certified", [1]) }
    for days in [1094, 1098] {
      try await kept.test.database.execute(
        """
        insert into day_readings (home_id, kind, direction, quality, day, value)
        values (\(id), 'daily', 'drawn', 'certified', \(today.adding(-days)), 1)
        """)
    }
    try await kept.test.homes.purge()
    #expect(try await kept.test.count("select count(*) from curve_days") == 1)
    #expect(try await kept.test.count("select count(*) from day_readings") == 1)
  }

  @Test func `all of time is a window like any other`() async throws {
    let kept = try await kept()
    try await kept.keep("2026-06-01", "certified", Array(repeating: 1000, count: 48))
    let all = "?from=0001-01-01T00:00:00Z&to=9999-12-31T00:00:00Z&resolution=P1D"
    let json = try await kept.get(all).json
    #expect(json["items"]?.elements.count == 1 && json["items"]?.elements.first?["watts"] == 1000, "\(json)")
    #expect(json["from"] == "0001-01-01T00:00:00Z" && json["gaps"]?.elements.count == 2)
    for far in ["?from=1900-01-01&to=1901-01-01", "?from=2200-01-01&to=2201-01-01"] {
      #expect(try await kept.get(far).json["items"] == [])
    }
  }
}
