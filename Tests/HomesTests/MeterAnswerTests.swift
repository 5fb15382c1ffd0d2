import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

/// Reading answers, without a database.
@Suite struct MeterAnswerTests {
  private func day(_ text: String) -> CivilDay { CivilDay(iso: text) ?? CivilDay(daysSince1970: 0) }

  private func present(_ stamps: [String], step: String = "PT30M") -> JSON {
    let points = stamps.enumerated().map { place, stamp -> JSON in
      ["v": .string("\(place + 1)"), "d": .string(stamp), "p": .string(step), "n": "B"]
    }
    return [
      "idPrm": .string(TestHomes.point), "periode": ["dateDebut": .string(String(stamps[0].prefix(10)))],
      "grandeur": [["grandeurMetier": "CONS", "grandeurPhysique": "PA", "points": .array(points)]],
    ]
  }

  private func placed(_ json: JSON) throws -> PlacedReadings { PlacedReadings(try MeterAnswer(json)) }

  /// End stamps of the whole day as Enedis writes them; the hours between are written by `hour`.
  private func stamps(_ day: String, after: String, _ walls: [String]) -> [String] {
    walls.map { "\($0 == "24:00" ? after : day) \($0 == "24:00" ? "00:00" : $0):00" }
  }

  private func halfHours(_ from: Int, _ to: Int) -> [String] {
    (from...to).map { half in
      let (hour, minute) = (half / 2, half % 2 * 30)
      return "\(hour < 10 ? "0" : "")\(hour):\(minute == 0 ? "00" : "30")"
    }
  }

  @Test func `an ordinary day has 48 half-hours, the last one stamped with the next day`() throws {
    let found = try placed(present(stamps("2026-09-29", after: "2026-09-30", halfHours(1, 48))))
    let row = try #require(found.curves.first)
    #expect(found.curves.count == 1 && row.day == day("2026-09-29") && row.watts.count == 48)
    #expect(row.watts.first == 1 && row.watts.last == 48)
    #expect(found.count(on: day("2026-09-29")) == (48, 48))
  }

  @Test(arguments: ["02:00", "03:00"])
  func `in March the interval that ends at the jump may bear either hour`(label: String) throws {
    // 00:30 … 01:30, the jump, 03:30 … 24:00
    let walls = halfHours(1, 3) + [label] + halfHours(7, 48)
    let found = try placed(present(stamps("2027-03-28", after: "2027-03-29", walls)))
    let row = try #require(found.curves.first)
    #expect(found.curves.count == 1 && row.watts == (1...46).map { Int32($0) })
    let readings = CurveRows(day: row.day, rows: [.init(quality: .certified, step: 30, watts: row.watts)]).merged()
    #expect(readings.map(\.watts) == Array(1...46))
    let wh = readings.reduce(0.0) { $0 + 1000 * $1.seconds / 3600 }
    #expect(wh == 23_000)
  }

  @Test(arguments: [["02:30", "03:00", "02:30", "03:00"], ["02:30", "02:00", "02:30", "03:00"]])
  func `in October the hour that comes twice is told by its order`(twice: [String]) throws {
    let walls = halfHours(1, 4) + twice + halfHours(7, 48)
    let found = try placed(present(stamps("2027-10-31", after: "2027-11-01", walls)))
    let row = try #require(found.curves.first)
    #expect(found.curves.count == 1 && row.watts == (1...50).map { Int32($0) }, "\(row.watts)")
    #expect(found.count(on: row.day) == (50, 50))
  }

  @Test func `whole weeks across both changes lose and double nothing`() throws {
    for (start, end) in [("2027-03-25", "2027-04-01"), ("2026-10-22", "2026-10-29")] {
      let (from, to) = (Paris.zone.start(of: day(start)), Paris.zone.start(of: day(end)))
      let ends = (1...(to - from).wholeSeconds / 1800).map { from + .seconds($0 * 1800) }
      let labels = ends.map { end in
        let local = Paris.zone.local(end)
        return "\(local.day.text) \(local.second.clock)"
      }
      let found = try placed(present(labels))
      let values = found.curves.flatMap(\.watts)
      #expect(values == (1...ends.count).map { Int32($0) }, "\(start)")
    }
  }

  @Test func `holes are holes: null, the word null, no point at all`() throws {
    let values: [JSON] = ["7", .null, "null", "", "-3", 9]
    let points = values.enumerated().map { place, value -> JSON in
      ["v": value, "d": .string("2026-09-29 0\((place + 1) / 2):\(place % 2 == 0 ? "30" : "00"):00"), "p": "PT30M"]
    }
    let json: JSON = ["grandeur": [["grandeurPhysique": "PA", "points": .array(points)]]]
    let row = try #require(try placed(json).curves.first)
    #expect(row.watts == [7, nil, nil, nil, nil, 9])
    #expect(try placed(json).count(on: row.day) == (2, 48))
  }

  @Test func `the step is each point's own, and may change at noon`() throws {
    let morning = halfHours(1, 24).map { (stamp: "2026-09-29 \($0):00", step: "PT30M") }
    let noon = Paris.zone.start(of: day("2026-09-29")) + .seconds(12 * 3600)
    let afternoon = (1...72).map { place -> (stamp: String, step: String) in
      let local = Paris.zone.local(noon + .seconds(place * 600))
      return ("\(local.day.text) \(local.second.clock)", "PT10M")
    }
    let points = (morning + afternoon).map { point -> JSON in
      ["v": "600", "d": .string(point.stamp), "p": .string(point.step)]
    }
    let found = try placed(["grandeur": [["grandeurPhysique": "PA", "points": .array(points)]]])
    #expect(found.curves.map(\.step) == [10, 30] && found.count(on: day("2026-09-29")) == (96, 96))
    let rows = found.curves.map { CurveRows.Row(quality: .certified, step: $0.step, watts: $0.watts) }
    let readings = CurveRows(day: day("2026-09-29"), rows: rows).merged()
    #expect(readings.count == 96 && readings.reduce(0) { $0 + $1.seconds } == 86_400)
  }

  @Test func `days and maxima bear their own day; of several maxima the greatest counts`() throws {
    let old: JSON = [
      "meter_reading": [
        "usage_point_id": .string(TestHomes.point), "start": "2025-05-01",
        "reading_type": ["unit": "VA", "flow_direction": "forward"],
        "interval_reading": [
          ["value": "9656", "date": "2025-05-01T04:12:00.000Z"], ["value": "null", "date": "2025-05-02T00:00:00.000Z"],
        ],
      ]
    ]
    let found = try placed(old)
    #expect(
      found.values == [DayValue(day: day("2025-05-01"), value: 9656, at: Instant(rfc3339: "2025-05-01T04:12:00Z"))])
    let lists: JSON = [
      "meter_reading": [
        "reading_type": ["unit": ["VA", "VA"], "flow_direction": ["forward", "forward"]],
        "interval_reading": [["value": ["9656", "9724"], "date": ["2025-05-01T04:12:00Z", "2025-05-01T08:00:00Z"]]],
      ]
    ]
    #expect(try placed(lists).values.map(\.value) == [9724])
  }

  @Test func `ranks of old count half-hours of a day, and days with both ends`() throws {
    func old(_ unit: String, _ count: Int, _ length: String) -> JSON {
      let readings = (1...count).map { rank -> JSON in ["value": .string("\(rank)"), "rank": .string("\(rank)")] }
      return [
        "usage_point": [
          [
            "meter_reading": [
              "usage_point_id": "XXXXXXXXXXXXXX", "start": "2019-07-06", "end": "2019-07-08",
              "reading_type": ["interval_length": .string(length), "unit": .string(unit)],
              "interval_reading": .array(readings),
            ]
          ]
        ]
      ]
    }
    let curve = try placed(old("W", 48, "1800"))
    #expect(curve.curves == [CurveDay(day: day("2019-07-06"), step: 30, watts: (1...48).map { Int32($0) })])
    #expect(try placed(old("Wh", 3, "86400")).values.map(\.day.text) == ["2019-07-06", "2019-07-07", "2019-07-08"])
    #expect(try MeterAnswer(old("W", 1, "1800")).point == nil)
  }

  @Test(arguments: ["{}", "[]", #"{"grandeur": []}"#, #"{"meter_reading": {}}"#, #"{"grandeur": [{"points": []}]}"#])
  func `a form that nobody knows is refused`(text: String) throws {
    let json = try JSONParser.parse(Array(text.utf8))
    #expect(throws: EnedisFault.self) { try MeterAnswer(json) }
  }
}
