import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

/// Registers into half-hours.
@Suite struct ReadOutTests {
  private typealias Box = PairedTestBox
  /// Midnight in France.
  private static let day = "2026-11-20"
  private static let midnight = Instant(rfc3339: "2026-11-19T23:00:00Z") ?? Instant(seconds: 0)

  @Test func `a half-hour is the difference of its ends`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    _ = try await box.send(Box.batch(Box.rows(from: 1, at: Self.midnight, every: 30, [1000, 1250, 1250, 1251])))
    let watts = try await test.local(Self.day)
    #expect(watts.count == 48)
    #expect(Array(watts.prefix(4)) == [500, 0, 2, nil])
  }

  @Test func `an end may be two minutes away and no more`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let start = Self.midnight
    _ = try await box.send(
      Box.batch([
        Box.row(1, start + .seconds(120), 100), Box.row(2, start + .seconds(1800 - 120), 200),
        Box.row(3, start + .seconds(3600 + 121), 300), Box.row(4, start + .seconds(5400), 400),
      ]))
    #expect(Array(try await test.local(Self.day).prefix(4)) == [200, nil, nil, nil])
  }

  @Test func `the order in which rows come does not matter`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let rows = Box.rows(from: 1, at: Self.midnight, every: 1, (0...120).map { $0 * 20 })
    for part in [61...120, 0...30, 31...60].map({ Array(rows[$0]) }) {
      #expect(try await box.send(Box.batch(part)).status == 200)
    }
    #expect(Array(try await test.local(Self.day).prefix(5)) == [1200, 1200, 1200, 1200, nil])
  }

  @Test func `over a register that went back there is no reading, and after it there is again`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let values = [900, 910, 920, 3, 13, 23, 33].enumerated()
    let rows = values.map { Box.row($0 + 1, Self.midnight + .seconds(600 * $0), $1) }
    _ = try await box.send(Box.batch(rows))
    #expect(Array(try await test.local(Self.day).prefix(2)) == [nil, 60])
  }

  @Test func `over a change of meter there is no reading either`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let start = Self.midnight
    _ = try await box.send(
      Box.batch([Box.row(1, start, 900), Box.row(2, start + .seconds(1800), 950)], [("meter", ["serial": "A"])]))
    _ = try await box.send(
      Box.batch(
        [Box.row(3, start + .seconds(3600), 960), Box.row(4, start + .seconds(5400), 990)], [("meter", ["serial": "B"])]
      ))
    #expect(Array(try await test.local(Self.day).prefix(3)) == [100, nil, 60])
  }

  @Test func `a reading that is contradicted later goes`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    _ = try await box.send(
      Box.batch([Box.row(2, Self.midnight, 100), Box.row(3, Self.midnight + .seconds(1800), 200)]))
    #expect(try await test.local(Self.day).first == 200)
    _ = try await box.send(Box.batch([Box.row(1, Self.midnight + .seconds(900), 900)]))
    #expect(try await test.local(Self.day).first == .some(nil))
  }

  @Test func `a time that becomes known makes a reading`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    _ = try await box.send(Box.batch([Box.row(1, nil, 100), Box.row(2, Self.midnight + .seconds(1800), 200)]))
    #expect(try await test.local(Self.day).allSatisfy { $0 == nil })
    _ = try await box.send(
      Box.batch([Box.row(1, Self.midnight, 100), Box.row(2, Self.midnight + .seconds(1800), 200)]))
    #expect(try await test.local(Self.day).first == 200)
  }

  @Test func `days of clock changes have 46 and 50 half-hours`() async throws {
    for (midnight, day, count) in [
      ("2026-03-28T23:00:00Z", "2026-03-29", 46), ("2026-10-24T22:00:00Z", "2026-10-25", 50),
    ] {
      let test = try await TestBoxes()
      let box = try await test.box()
      let start = try #require(Instant(rfc3339: midnight))
      _ = try await box.send(Box.batch(Box.rows(from: 1, at: start, every: 30, (0...count).map { $0 * 500 })))
      let watts = try await test.local(day)
      #expect(watts.count == count)
      #expect(watts.allSatisfy { $0 == 1000 })
    }
  }

  @Test func `what was injected and produced is read out beside it`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let rows =
      Box.rows("injected", from: 1, at: Self.midnight, every: 30, [0, 50])
      + Box.rows("produced", from: 3, at: Self.midnight, every: 30, [0, 80])
    _ = try await box.send(Box.batch(rows))
    #expect(try await test.local(Self.day, "injected").first == 100)
    let produced = try await test.database.first("select watts from production_days") { try $0.next([Int32?].self) }
    #expect(produced?.first == 160)
    let readings = try await test.person.call(
      .get, "/api/homes/\(test.home)/readings?direction=injected&from=\(Self.day)&to=2026-11-21&quality=local")
    #expect(readings.json["items"]?.elements.first?["watts"] == 100)
  }
}
