import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

/// What a box may cost, whatever it sends: numbers with holes, meters without end, rows that nobody needs any more.
@Suite struct BoundTests {
  private typealias Box = PairedTestBox

  private func count(_ test: TestBoxes, _ table: String) async throws -> Int {
    let found =
      table == "box_rows"
      ? try await test.database.first("select count(*) from box_rows") { try $0.next(Int.self) }
      : try await test.database.first("select count(*) from boxes, unnest(received)") { try $0.next(Int.self) }
    return found ?? 0
  }

  /// A single row of a number.
  private func send(_ numbers: [Int], _ box: Box, _ test: TestBoxes) async throws -> Int? {
    var last: Int?
    for number in numbers {
      let answer = try await box.send(Box.batch([Box.row("apparent", number, test.clock.now, number)]))
      #expect(answer.status == 200, "\(answer.text)")
      last = answer.json["sequence"].flatMap { if case .number(let text) = $0 { Int(text) } else { nil } }
    }
    return last
  }

  @Test func `holes cost a bounded row, and what is forgotten of them is asked for again`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    // As 300 holes have left it.
    try await test.database.execute(
      """
      update boxes set received = lowest_ranges(
        (select range_agg(int8range(2 * n, 2 * n + 1)) from generate_series(1, 300) n), \(HomesFeature.mostRanges))
      """)
    #expect(try await count(test, "ranges") == 256)
    let size = try await test.database.first("select pg_column_size(received) from boxes") { try $0.next(Int.self) }
    #expect(size ?? .max < 8192)
    #expect(try await send([603, 605], box, test) == 0, "taken, and not counted")
    #expect(try await count(test, "ranges") == 256)
    #expect(try await count(test, "box_rows") == 2)
    await #expect(throws: (any Error).self) {
      try await test.database.execute("update boxes set received = received + '{[1000,1001)}'")
    }
    // Who closes the gaps gets on, to the first number that was forgotten.
    #expect(try await send([1, 3, 5], box, test) == 6)
    let gone: JSON = .object([
      ("boot", "b1"), ("first", 1), ("last", 602), ("rows", []), ("gone", [["first": 1, "last": 602]]),
    ])
    #expect(try await box.send(gone).json["sequence"] == 602)
    #expect(try await send([603], box, test) == 603)
    #expect(try await send([604, 605], box, test) == 605)
    #expect(try await count(test, "box_rows") == 6, "none of them twice")
    #expect(try await count(test, "ranges") == 1)
  }

  @Test func `old rows are let go of, also behind a gap, and not taken again`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let old = Array(1...3) + Array(6...9)
    #expect(try await send(old, box, test) == 3)
    try await test.wait(.seconds(41 * 86_400))
    #expect(try await send([10], box, test) == 3)
    try await test.homes.purgeBoxRows()
    #expect(try await count(test, "box_rows") == 1)
    #expect(try await send(old, box, test) == 3)
    #expect(try await count(test, "box_rows") == 1)
    #expect(try await send([4, 5], box, test) == 10)
    #expect(try await count(test, "box_rows") == 3)
  }

  @Test func `a box names no more meters than a wall could have had`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    try await test.database.execute(
      """
      insert into box_meters (box_id, number, serial)
      select id, n, 'M' || n from boxes, generate_series(1, 1000) n
      """)
    func send(_ serial: JSON) async throws -> TestAnswer {
      try await box.send(
        Box.batch([Box.row(1, test.clock.now, 5)], [("meter", ["serial": serial, "mode": "standard"])]))
    }
    #expect(try await send("M1000").status == 200)
    let other = try await send("M1001")
    #expect(other.status == 422 && other.pointers == ["/meter/serial"])
  }
}
