import Postgres
import Runtime
import TestSupport
import Testing

@testable import HTTP
@testable import Homes

/// Rows in any order, as often as a box likes, and nothing lost or doubled.
@Suite struct BatchTests {
  private typealias Box = PairedTestBox

  private func sequence(_ answer: TestAnswer) -> Int? {
    if case .number(let text)? = answer.json["sequence"] { Int(text) } else { nil }
  }

  private func stored(_ test: TestBoxes) async throws -> Int {
    try await test.database.first("select count(*) from box_rows") { try $0.next(Int.self) } ?? 0
  }

  private func rows(_ range: ClosedRange<Int>, _ test: TestBoxes) -> [JSON] {
    range.map { Box.row("apparent", $0, test.clock.now - .seconds(1000 - $0), $0) }
  }

  @Test func `what is sent again changes nothing`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    for _ in 0..<3 {
      let answer = try await box.send(Box.batch(rows(1...100, test)))
      #expect(answer.status == 200)
      #expect(sequence(answer) == 100)
      #expect(answer.json["refused"] == [])
    }
    #expect(try await stored(test) == 100)
    #expect(try await box.send(Box.batch(rows(1...100, test)), isPacked: false).status == 200)
  }

  @Test func `ranges come in any order, and the answer is the last number without a gap`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    for (range, expected) in [(201...300, 0), (1...100, 100), (401...450, 100), (101...200, 300), (301...400, 450)] {
      #expect(sequence(try await box.send(Box.batch(rows(range, test)))) == expected)
    }
    #expect(try await stored(test) == 450)
    #expect(try await test.show(box).json["sequence"] == 450)
  }

  @Test func `overlapping ranges are fine`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    #expect(sequence(try await box.send(Box.batch(rows(1...60, test)))) == 60)
    #expect(sequence(try await box.send(Box.batch(rows(30...90, test)))) == 90)
    #expect(try await stored(test) == 90)
  }

  @Test func `a time that was not known is filled, one that was is kept`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let now = test.clock.now
    _ = try await box.send(Box.batch([Box.row(1, nil, 100), Box.row(2, now, 101)]))
    _ = try await box.send(Box.batch([Box.row(1, now - .seconds(60), 999), Box.row(2, now - .seconds(600), 101)]))
    _ = try await box.send(Box.batch([Box.row(1, now - .seconds(60), 100), Box.row(2, nil, 101)]))
    let kept = try await test.database.query("select at, value from box_rows order by sequence") { row in
      (at: try row.next(Instant?.self), value: try row.next(Int.self))
    }
    #expect(kept.map(\.at) == [now - .seconds(60), now])
    #expect(kept.map(\.value) == [100, 101])
  }

  @Test func `bad rows are named and do not hold up the others`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let now = test.clock.now
    let batch = Box.batch([
      Box.row(1, now, 5), Box.row("light", 2, now, 5), Box.row(3, now, -1), Box.row(4, now + .seconds(301), 5),
      Box.row(5, now - .seconds(4 * 366 * 86_400), 5), Box.row(6, now, 5, clock: "sun"),
      ["sequence": 7, "boot": "b1", "monotonicMs": 1, "at": "yesterday", "clock": "ntp", "kind": "drawn", "value": 5],
      ["sequence": 8, "boot": "b1", "monotonicMs": 1, "at": .null, "clock": "none", "kind": "drawn", "value": "5"],
      Box.row(9, now + .seconds(299), 6),
    ])
    let answer = try await box.send(batch)
    #expect(answer.status == 200)
    #expect(sequence(answer) == 9, "refused ones count as received")
    let refused = answer.json["refused"]?.elements.compactMap { $0["code"]?.text }
    #expect(
      refused == [
        "unknown-kind", "out-of-range", "in-the-future", "too-old", "unknown-clock", "bad-time", "malformed",
      ])
    #expect(try await stored(test) == 2)
  }

  @Test func `a batch whose numbers do not follow each other is refused whole`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let (one, three) = (Box.row(1, nil, 1), Box.row(3, nil, 1))
    for batch in [
      Box.batch([one, three]), Box.batch([one, one]), Box.batch([three, one]),
      .object([("boot", "b1"), ("first", 1), ("last", 5), ("rows", [one])]),
      .object([("boot", "b1"), ("first", 0), ("last", 0), ("rows", [])]),
    ] as [JSON] {
      #expect(try await box.send(batch).status == 422)
    }
    #expect(try await stored(test) == 0)
  }

  @Test func `rows that will never come close the gap`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let rows = [Box.row(1, nil, 1), Box.row(100, nil, 1)]
    let answer = try await box.send(Box.batch(rows, [("gone", [["first": 2, "last": 99]])]))
    #expect(sequence(answer) == 100)
    let empty: JSON = .object([
      ("boot", "b1"), ("first", 101), ("last", 2_000_000), ("rows", []), ("gone", [["first": 101, "last": 2_000_000]]),
    ])
    #expect(sequence(try await box.send(empty)) == 2_000_000)
  }

  @Test func `bombs, floods and rubbish are turned away`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let bomb = try #require(Gzip.compress(Bytes([UInt8](repeating: 32, count: 40 << 20)), level: 9)).array
    #expect(bomb.count < 65_536)
    #expect(try await box.send(bytes: bomb).status == 413)
    #expect(try await box.send(Box.batch(rows(1...501, test))).status == 413)
    #expect(try await box.send(bytes: [UInt8](repeating: 7, count: 65_537)).status == 413)
    #expect(try await box.send(bytes: Array("no gzip".utf8)).status == 400)
    #expect(try await box.send(bytes: Array("{".utf8), isPacked: false).status == 400)
    let cut = try #require(Gzip.compress(Box.batch(rows(1...50, test)).serialized(), level: 6)).array.dropLast(9)
    #expect(try await box.send(bytes: Array(cut)).status == 400)
    #expect(sequence(try await box.send(Box.batch(rows(1...500, test)))) == 500, "and goes on as if nothing had been")
  }

  @Test func `many senders of one box at once lose and double nothing`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let batches = (0..<20).map { Box.batch(rows($0 * 20 + 1...$0 * 20 + 20, test)) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for batch in (batches + batches).shuffled() {
        group.addTask {
          let answer = try await box.send(batch)
          #expect(answer.status == 200)
        }
      }
      try await group.waitForAll()
    }
    #expect(try await stored(test) == 400)
    #expect(try await test.show(box).json["sequence"] == 400)
  }

  @Test func `a batch whose connection is killed is there whole or not at all`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let start = test.clock.now - .seconds(20 * 3600)
    for number in 0..<12 {
      let batch = Box.batch(
        Box.rows(
          from: number * 50 + 1, at: start + .seconds(number * 1500), every: 1, (0..<50).map { number * 500 + $0 * 10 })
      )
      async let killed: Void = {
        try await Task.sleep(for: .milliseconds(number * 2))
        try await test.database.execute(
          """
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
          """)
      }()
      var answer = try await box.send(batch)
      try? await killed
      #expect(try await stored(test).isMultiple(of: 50), "never a part of it")
      while answer.status != 200 { answer = try await box.send(batch) }
      #expect(sequence(answer) == number * 50 + 50)
    }
    #expect(try await stored(test) == 600)
  }

  @Test func `a wire that names its point reserves it, without an end`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let meter: JSON = ["serial": "021234567890", "mode": "standard", "usagePointId": "14000000000009"]
    _ = try await box.send(Box.batch([Box.row(1, test.clock.now, 5)], [("meter", meter)]))
    #expect(try await test.show(box).json["meter"] == ["serial": "021234567890", "mode": "standard"])
    try await test.wait(.seconds(72 * 3600))
    let home = try await test.person.call(.get, "/api/homes/\(test.home)")
    #expect(home.json["usagePointId"] == "14000000000009" && home.json["pointState"] == "reserved")
  }

  @Test(arguments: [(Int.max, Int.max), (Int.max - 1, Int.max), (1 << 53, 1 << 53 + 1), (-5, -5), (0, 0), (5, 4)])
  func `numbers at the end of all numbers are refused`(_ first: Int, _ last: Int) async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let rows = last - first == 0 ? [Box.row(first, test.clock.now, 1)] : []
    let gone: JSON = [["first": .integer(first), "last": .integer(last)]]
    for (batch, more) in [(rows, [(String, JSON)]()), ([], [("gone", gone)])] {
      let answer = try await box.send(
        .object([("boot", "b"), ("first", .integer(first)), ("last", .integer(last)), ("rows", .array(batch))] + more))
      #expect(answer.status == 422, "\(answer.text)")
    }
    #expect(try await stored(test) == 0)
  }

  @Test func `times that no box has lived in are refused row by row`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let times = ["1900-01-01T00:00:00Z", "2200-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "now"]
    let rows = times.enumerated().map { index, time -> JSON in
      [
        "sequence": .integer(index + 1), "boot": "b", "monotonicMs": 0, "at": .string(time), "clock": "ntp",
        "kind": "drawn", "value": 1,
      ]
    }
    let answer = try await box.send(Box.batch(rows, [("sentAt", "9999-12-31T23:59:59Z")]))
    let codes = answer.json["refused"]?.elements.compactMap { $0["code"]?.text }
    #expect(codes == ["too-old", "in-the-future", "too-old", "in-the-future", "bad-time"], "\(answer.text)")
    #expect(sequence(answer) == 5)
  }

  private func alarm(_ sequence: Int, _ at: Instant?, _ cause: JSON, _ value: Int) -> JSON {
    guard case .object(let members) = Box.row("alarm", sequence, at, value) else { return .null }
    return .object(members + [("cause", cause)])
  }

  @Test func `what a box warns of is shown until it says that it is over, in any order of rows`() async throws {
    let test = try await TestBoxes()
    let box = try await test.box()
    let now = test.clock.now
    let rows = [
      alarm(1, now - .seconds(300), "near-limit", 1), alarm(2, now - .seconds(200), "overload", 1),
      alarm(3, now - .seconds(100), "near-limit", 0), alarm(4, nil, "surplus", 1),
      alarm(5, now, "<b>", 1), alarm(6, now, .null, 1),
    ]
    func alarms() async throws -> JSON? { try await test.show(box).json["alarms"] }
    #expect(try await alarms() == [])
    _ = try await box.send(Box.batch(Array(rows[1...])))
    _ = try await box.send(Box.batch([rows[0]]))
    let since = JSON.string((now - .seconds(200)).description)
    #expect(try await alarms() == [["cause": "overload", "since": since]])
    // The clock has become known.
    _ = try await box.send(Box.batch([alarm(4, now - .seconds(50), "surplus", 1)]))
    #expect(try await alarms()?.elements.compactMap { $0["cause"]?.text } == ["surplus", "overload"])
  }
}
