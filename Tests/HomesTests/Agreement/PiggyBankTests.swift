import HTTP
import Runtime
import TestSupport
import Testing

@testable import Homes

/// What was injected less what was drawn.
@Suite struct PiggyBankTests {
  private func bank(_ test: TestBoxes, _ query: String) async throws -> JSON {
    let answer = try await test.person.call(.get, "/api/homes/\(test.home)/piggy-bank?" + query)
    try #require(answer.status == 200, "\(answer.text)")
    return answer.json
  }

  @Test func `a day counts when both directions are there`() async throws {
    let test = try await TestBoxes()
    try await test.certify("2026-11-18", wh: 8100)
    try await test.certify("2026-11-18", wh: 5200, "injected")
    try await test.certify("2026-11-19", wh: 900)
    let answer = try await bank(test, "from=2026-11-17&to=2026-11-21")
    #expect(answer["period"] == "day" && answer["unit"] == "Wh" && answer["coverage"] == .double(0.25))
    let items = answer["items"]?.elements ?? []
    #expect(items.count == 1)
    #expect(items.first?["day"] == "2026-11-18" && items.first?["wh"] == -2900)
    #expect(items.first?["injectedWh"] == 5200 && items.first?["drawnWh"] == 8100 && items.first?["closed"] == true)
  }

  @Test func `what a box has read stands in until it is certified`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let midnight = try #require(Instant(rfc3339: "2026-11-17T23:00:00Z"))
    let rows =
      PairedTestBox.rows(from: 1, at: midnight, every: 30, (0...48).map { $0 * 100 })
      + PairedTestBox.rows("injected", from: 50, at: midnight, every: 30, (0...48).map { $0 * 150 })
    _ = try await box.send(PairedTestBox.batch(rows))
    let local = try await bank(test, "from=2026-11-18&to=2026-11-19")["items"]?.elements.first
    #expect(local?["wh"] == 2400 && local?["closed"] == false)
    try await test.certify("2026-11-18", wh: 4900)
    #expect(try await bank(test, "from=2026-11-18&to=2026-11-19")["items"]?.elements.first?["wh"] == 2300)
    try await test.certify("2026-11-18", wh: 7100, "injected")
    let certified = try await bank(test, "from=2026-11-18&to=2026-11-19")["items"]?.elements.first
    #expect(certified?["wh"] == 2200 && certified?["closed"] == true)
  }

  @Test func `months and years are closed when all of their days are`() async throws {
    let test = try await TestBoxes()
    for day in 1...30 {
      let name = "2026-09-" + (day < 10 ? "0\(day)" : "\(day)")
      try await test.certify(name, wh: 1000)
      try await test.certify(name, wh: 1100, "injected")
    }
    try await test.certify("2026-10-01", wh: 1000)
    try await test.certify("2026-10-01", wh: 900, "injected")
    let months = try await bank(test, "period=month&from=2026-09-01&to=2026-11-01")["items"]?.elements ?? []
    #expect(months.map { $0["month"] } == ["2026-09", "2026-10"])
    #expect(months.map { $0["wh"] } == [3000, -100])
    #expect(months.map { $0["closed"] } == [true, false])
    let years = try await bank(test, "period=year&from=2026-01-01&to=2027-01-01")["items"]?.elements ?? []
    #expect(years.map { $0["year"] } == ["2026"])
    #expect(years.first?["wh"] == 2900 && years.first?["closed"] == false)
    let picture = try await test.person.call(.get, "/api/homes/\(test.home)/piggy-bank/chart.svg?period=month")
    #expect(picture.status == 200)
  }
}
