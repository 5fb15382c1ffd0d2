import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

/// Two figures for a day: may they be believed?
@Suite struct AgreementTests {
  private typealias Box = PairedTestBox
  private static let day = "2026-11-20"
  private static let query = "from=2026-11-20&to=2026-11-21"
  private static let midnight = Instant(rfc3339: "2026-11-19T23:00:00Z") ?? Instant(seconds: 0)

  /// A day that draws 500 Wh in each half-hour, less those whose ends were not read.
  private func read(_ test: TestBoxes, without missing: Set<Int> = [], sequence: Int = 1, box: PairedTestBox)
    async throws
  {
    let places = (0...48).filter { !missing.contains($0) }
    let rows = places.enumerated().map { Box.row(sequence + $0, Self.midnight + .seconds(1800 * $1), $1 * 500) }
    let answer = try await box.send(Box.batch(rows))
    try #require(answer.status == 200, "\(answer.text)")
  }

  private func item(_ test: TestBoxes, _ query: String = query) async throws -> JSON {
    let answer = try await test.agreement(query)
    try #require(answer.status == 200, "\(answer.text)")
    return try #require(answer.json["items"]?.elements.first)
  }

  @Test(arguments: [
    (24_000, "agreed"), (24_240, "agreed"), (24_243, "diverging"), (23_763, "agreed"), (23_700, "diverging"),
  ])
  func `one per cent of the certified day, and the limit itself agrees`(_ certified: Int, _ verdict: String)
    async throws
  {
    let test = try await TestBoxes()
    try await read(test, box: try await test.box())
    try await test.certify(Self.day, wh: certified)
    let item = try await item(test)
    #expect(item["verdict"]?.text == verdict)
    #expect(item["localWh"] == 24_000 && item["certifiedWh"] == .integer(certified))
    #expect(item["thresholdWh"] == .integer(certified / 100) && item["coverage"] == 1 && item["source"] == "tic")
  }

  @Test func `small days have a threshold of their own, and pulses a wider one`() async throws {
    let threshold = Threshold()
    #expect(threshold.allowed(of: 2000, .tic) == 100)
    #expect(threshold.allowed(of: 2000, .pulse) == 150)
    #expect(threshold.allowed(of: 20_000, .pulse) == 600)
  }

  @Test func `without the operator's figure a day waits, and then counts for nothing`() async throws {
    let test = try await TestBoxes()
    try await read(test, box: try await test.box())
    #expect(try await item(test)["verdict"] == "pending")
    #expect(try await item(test)["certifiedWh"] == .null)
    try await test.wait(.seconds(29 * 86_400))
    #expect(try await item(test)["verdict"] == "pending")
    try await test.wait(.seconds(86_400))
    #expect(try await item(test)["verdict"] == "uncertified")
  }

  @Test func `a day that was hardly read has no verdict`() async throws {
    let test = try await TestBoxes()
    try await test.certify(Self.day, wh: 24_000)
    #expect(try await item(test)["verdict"] == "no-local")
    try await read(test, without: [3, 6, 9], box: try await test.box())
    let item = try await item(test)
    #expect(item["coverage"] == .double(42.0 / 48))
    #expect(item["verdict"] == "no-local")
  }

  @Test func `a day with a gap is the difference of its register`() async throws {
    let test = try await TestBoxes()
    try await read(test, without: [9], box: try await test.box())
    try await test.certify(Self.day, wh: 24_100)
    let item = try await item(test)
    #expect(item["localWh"] == 24_000 && item["verdict"] == "agreed")
    #expect(item["coverage"] == .double(46.0 / 48))
  }

  @Test func `where half-hours are missing the certified day is told whole, and like is held against like`()
    async throws
  {
    let test = try await TestBoxes()
    // The first and the last readings are missing: no register tells the whole day.
    try await read(test, without: [0, 48], box: try await test.box())
    try await test.certify(Self.day, wh: 24_000)
    let watts = [Int32](repeating: 1000, count: 48)
    try await test.database.execute(
      """
      insert into curve_days (home_id, direction, quality, day, step, watts)
      values (\(test.home)::text::uuid, 'drawn', 'certified', \(Self.day)::text::date, 30, \(watts))
      """)
    let item = try await item(test)
    #expect(item["localWh"] == 23_000 && item["certifiedWh"] == 24_000 && item["thresholdWh"] == 240, "\(item)")
    #expect(item["comparedWh"] == 23_000 && item["verdict"] == "agreed" && item["coverage"] == .double(46.0 / 48))
  }

  @Test func `a window that nothing is kept of is told as it was asked for`() async throws {
    let test = try await TestBoxes()
    for path in ["agreement", "piggy-bank"] {
      let answer = try await test.person.call(.get, "/api/homes/\(test.home)/\(path)?from=2020-01-01&to=2020-02-01")
        .json
      #expect(answer["from"] == "2019-12-31T23:00:00Z" && answer["to"] == "2020-01-31T23:00:00Z", "\(path)")
      #expect(answer["items"] == [] && answer["coverage"] == 0)
    }
  }

  @Test func `half-hours that are apart are listed and not judged`() async throws {
    let test = try await TestBoxes()
    try await read(test, box: try await test.box())
    try await test.certify(Self.day, wh: 24_000)
    var watts = [Int32](repeating: 1000, count: 48)
    (watts[10], watts[11]) = (1100, 900)
    try await test.database.execute(
      """
      insert into curve_days (home_id, direction, quality, day, step, watts)
      values (\(test.home)::text::uuid, 'drawn', 'certified', \(Self.day)::text::date, 30, \(watts))
      """)
    let item = try await item(test)
    #expect(item["verdict"] == "agreed")
    let apart = item["halfHours"]?.elements ?? []
    #expect(apart.map { $0["certifiedWh"] } == [550, 450])
    #expect(apart.first?["startsAt"] == "2026-11-20T04:00:00Z")
  }

  @Test func `a past verdict keeps its threshold, a new one has the new`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    try await read(test, box: box)
    try await test.certify(Self.day, wh: 24_200)
    #expect(try await item(test)["verdict"] == "agreed")
    try await test.database.execute(
      """
      insert into agreement_thresholds (since, tic_permille, tic_wh, pulse_permille, pulse_wh, half_hour_permille,
        half_hour_wh, coverage_permille)
      values (\(test.clock.now), 1, 10, 30, 150, 30, 20, 900)
      """)
    try await test.wait(.seconds(1))
    #expect(try await item(test)["verdict"] == "agreed")
    #expect(try await item(test)["thresholdWh"] == 242)
    try await test.wait(.seconds(86_400))
    let next = Self.midnight + .seconds(86_400)
    _ = try await box.send(Box.batch(Box.rows(from: 100, at: next, every: 30, (0...48).map { 24_000 + $0 * 500 })))
    try await test.certify("2026-11-21", wh: 24_200)
    let item = try await item(test, "from=2026-11-21&to=2026-11-22")
    #expect(item["verdict"] == "diverging" && item["thresholdWh"] == 24)
  }

  @Test func `three days too far apart put a flag on the box`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    for day in 0..<3 {
      let start = Self.midnight - .seconds(86_400 * day)
      let rows = Box.rows(from: 100 * day + 1, at: start, every: 30, (0...48).map { 90_000 - day * 24_000 + $0 * 500 })
      _ = try await box.send(Box.batch(rows))
      try await test.certify("2026-11-\(20 - day)", wh: 30_000)
    }
    #expect(try await test.show(box).json["isFlagged"] == false)
    try await test.homes.judgeWhatIsNew()
    let shown = try await test.show(box)
    #expect(shown.json["isFlagged"] == true && shown.json["divergingDays"] == 3)
    #expect(try await box.orders().json["divergingDay"] == .string(Self.day), "the box is told, and says so")
    try await test.certify(Self.day, wh: 24_000)
    try await test.homes.judgeWhatIsNew()
    #expect(try await box.orders().json["divergingDay"] == .null)
  }

  @Test func `the picture and the table say the same`() async throws {
    let test = try await TestBoxes()
    try await read(test, box: try await test.box())
    try await test.certify(Self.day, wh: 24_000)
    let csv = try await test.person.call(.get, "/api/homes/\(test.home)/agreement?\(Self.query)", "Accept", "text/csv")
    #expect(csv.text.contains("2026-11-20,drawn,agreed,tic,24000,24000,240,1.0"))
    for name in ["chart.svg", "chart.png"] {
      let picture = try await test.person.call(.get, "/api/homes/\(test.home)/agreement/\(name)?\(Self.query)")
      #expect(picture.status == 200)
      #expect(picture.headers["Cache-Control"]?.hasPrefix("private") == true)
    }
  }
}
