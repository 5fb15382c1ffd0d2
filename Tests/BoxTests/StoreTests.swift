import Glibc
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import Box

@Suite struct StoreTests {
  private let place = TestStore()

  @Test func `numbers are given once, also over restarts and after all was thinned out`() throws {
    do {
      let store = try place.open()
      try store.append(TestStore.rows(0..<100))
      #expect(throws: Store.InUse.self) { try place.open() }
    }
    let store = try place.open(boot: "b")
    #expect(store.last == 200)
    _ = try store.state.withLock { state throws(SQLite.Failure) in try state.database.run("delete from rows") }
    try store.append(TestStore.rows(0..<1))
    #expect(try store.last == 202 && store.count("select min(sequence) from rows") == 201)
    let sent = Batch(199...202, try store.rows(199...202))
    #expect(sent.gone == [199...200] && sent.rows.map(\.sequence) == [201, 202])
    #expect(sent.rows[0].boot == "b" && sent.rows[0].serial == "064468000001" && sent.rows[1].serial == nil)
  }

  @Test func `a clock that becomes known stamps what this boot wrote, and what was sent without goes again`() throws {
    do { try place.open(boot: "older").append(TestStore.rows(0..<2, hasClock: false)) }
    let store = try place.open()
    try store.append(TestStore.rows(0..<10, hasClock: false))
    try store.acknowledge(1...24, upTo: 24)
    #expect(try store.nextToSend() == nil && store.acknowledged == 24)
    #expect(try store.restamp(zero: TestStore.start, .tic) == 20)
    let rows = try store.rows(1...24)
    #expect(rows.prefix(4).allSatisfy { $0.at == nil && $0.clock == .none })
    #expect(rows[6].at == TestStore.start + .seconds(1) && rows[6].clock == .tic && rows[6].monotonic == 1000)
    #expect(try store.nextToSend() == 5...24 && store.restamp(zero: TestStore.start, .ntp) == 0)
  }

  @Test func `seconds stay a week, minutes a quarter, half-hours for ever`() throws {
    let store = try place.open()
    let day = 86_400
    for (from, to) in [(0, 7200), (day * 60, day * 60 + 7200), (day * 100, day * 100 + 600)] {
      try store.append(TestStore.rows(from..<to))
    }
    try store.thin(at: TestStore.start + .seconds(day * 100 + 600))
    let start = TestStore.start.milliseconds
    func counts(_ from: Int, _ to: Int) throws -> Int {
      try store.state.withLock { state throws(SQLite.Failure) in
        try state.database.integer(
          "select count(*) from rows where kind = 1 and at >= ? and at < ?", start + from * 1000, start + to * 1000)
          ?? 0
      }
    }
    #expect(try counts(0, 7200) == 4 && counts(day * 60, day * 60 + 7200) == 120)
    #expect(try counts(day * 100, day * 100 + 600) == 600)
    #expect(
      try store.halfHours(from: TestStore.start + .seconds(1800), to: TestStore.start + .seconds(5400))
        .map(\.drawn) == [200, 200])
    #expect(try store.thin(at: TestStore.start + .seconds(day * 100 + 600)) == 0)
  }

  @Test func `a half-hour without a register near its ends is a gap, and none is reckoned over another meter`() throws {
    let store = try place.open()
    try store.append(TestStore.rows(0..<1750) + TestStore.rows(5300..<7300))
    var other = TestStore.rows(8900..<9100)
    for place in other.indices { other[place].serial = "064468000002" }
    try store.append(other)
    let halves = try store.halfHours(from: TestStore.start, to: TestStore.start + .seconds(9000))
    #expect(halves.map(\.drawn) == [194, nil, nil, 200, nil] && halves.allSatisfy { $0.injected == nil })
  }

  @Test func `a full disk thins the oldest and keeps the newest`() throws {
    let store = try place.open(mostPages: 120)
    var second = 0
    var wasFull = 0
    while second < 20_000 {
      do throws(SQLite.Failure) {
        try store.appendRows(TestStore.rows(second..<second + 100))
        second += 100
      } catch {
        guard error.isFull else { throw error }
        wasFull += 1
        #expect(try store.makeRoom())
      }
    }
    #expect(wasFull > 3 && store.last == 40_000)
    #expect(try store.rows(39_999...40_000).map(\.value) == [1_000_000 + 19_999 / 9, 500 + 19_999 % 50])
    // The oldest that is left is coarser than the newest.
    #expect(try store.count("select count(*) from rows where sequence > 39000") == 1000)
    #expect(try store.count("select count(*) from rows where sequence < 20000") < 1000)
  }

  @Test func `what is sent is known over a restart, and a server that lost some gets it again`() throws {
    do {
      let store = try place.open()
      try store.append(TestStore.rows(0..<600))
      #expect(try store.nextToSend() == 701...1200)
      try store.acknowledge(701...1200, upTo: 0)
      #expect(try store.nextToSend() == 201...700 && store.acknowledged == 0)
      try store.acknowledge(201...700, upTo: 0)
      try store.acknowledge(1...200, upTo: 1200)
    }
    let store = try place.open()
    #expect(try store.nextToSend() == nil && store.acknowledged == 1200)
    try store.append(TestStore.rows(600..<601))
    try store.acknowledge(1201...1202, upTo: 300)
    #expect(try store.nextToSend() == 701...1200 && store.acknowledged == 300)
  }

  @Test func `an order is obeyed once, also over a restart`() throws {
    let now = TestStore.start
    do { #expect(try place.open().isNewOrder("x", expires: now + .seconds(900), now: now)) }
    #expect(try !place.open().isNewOrder("x", expires: now + .seconds(900), now: now + .seconds(600)))
  }

  @Test func `causes whose last row says so are held over a restart`() throws {
    let store = try place.open()
    let said: [(AlarmCause, Int)] = [(.overload, 1), (.surplus, 1), (.overload, 0), (.divergence, 1)]
    try store.append(
      said.enumerated().map { index, said in
        Store.NewRow(
          monotonic: index, at: TestStore.start, clock: .ntp, measured: Measured(.alarm, said.1, cause: said.0))
      })
    #expect(try store.heldAlarms().sorted() == ["divergence", "surplus"])
  }
}

extension Store {
  fileprivate func appendRows(_ rows: [NewRow]) throws(SQLite.Failure) {
    do { try append(rows) } catch {
      guard let failure = error as? SQLite.Failure else { preconditionFailure("\(error)") }
      throw failure
    }
  }
}
