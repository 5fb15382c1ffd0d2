import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

/// 64 drivers with a share of four bookings each want 200 half-hours, eight of them at each of 25 points.
@Suite(.serialized) struct BookingRaceTests {
  @Test(arguments: [1, 2])
  func `64 clients, 200 slots: each is won exactly once, whichever server is asked`(_ count: Int) async throws {
    let seed = UInt64.random(in: 0 ... .max)
    let (instances, places) = try await Instances.make(count, points: 25)
    let first = WallClock.system().now.seconds / 1800 * 1800 + 3600
    let slots: [JSON] = places.flatMap { place in
      (0..<8).map { number in
        [
          "pointId": .string(place.point),
          "startsAt": .string(Instant(seconds: first + Int64(number) * 1800).description),
        ]
      }
    }
    let sessions = try await instances.drivers(64)
    let tried = try await race(sessions, at: instances.ports, over: slots, seed: seed)
    try await instances.stop()

    let known: Set = ["slot-taken", "driver-busy", "quota-reached"]
    let unexpected = tried.filter { $0.status != 201 && !($0.status == 409 && known.contains($0.problem)) }
    #expect(unexpected.isEmpty, "seed \(seed): \(unexpected.prefix(3))")
    let won = tried.filter { $0.status == 201 }
    #expect(Set(won.map(\.slot)).count == won.count, "seed \(seed): a slot was won twice")
    #expect(won.count == slots.count, "seed \(seed)")
    #expect(try await instances.database.count("select from reservations") == won.count)
    #expect(try await instances.database.count(Self.overlaps) == 0, "seed \(seed)")
    #expect(try await instances.database.count(Self.greedy) == 0, "seed \(seed)")
    let deadlocks = try await instances.database.first(
      "select deadlocks from pg_stat_database where datname = current_database()"
    ) { try $0.next(Int.self) }
    #expect(deadlocks == 0, "seed \(seed)")
    report(tried, servers: count, seed: seed)
  }

  private static let overlaps: SQL = """
    select from reservations a join reservations b on a.id < b.id and a.during && b.during
      and (a.point_id = b.point_id or a.account_id = b.account_id)
    where a.state in ('reserved', 'charging') and b.state in ('reserved', 'charging')
    """
  private static let greedy: SQL = "select from reservations group by account_id having count(*) > 4"

  /// For people to read and publish: how soon one is told depends on the machine, so nothing is expected of it here.
  private func report(_ tried: [Tried], servers: Int, seed: UInt64) {
    let lost = tried.filter { $0.status != 201 }
    let waited = lost.map(\.milliseconds).sorted()
    guard !waited.isEmpty else { return }
    let (middle, slowest) = (waited[waited.count / 2], waited[waited.count * 99 / 100])
    let reasons = Dictionary(grouping: lost, by: \.problem).mapValues(\.count).sorted { $0.key < $1.key }
    print(
      "race over \(servers) server(s), seed \(seed): \(tried.count - lost.count) won, \(lost.count) lost",
      "(\(reasons.map { "\($0.key) \($0.value)" }.joined(separator: ", "))), losers' median \(rounded(middle)) ms,",
      "p99 \(rounded(slowest)) ms, ratio \(rounded(slowest / middle))")
  }

  private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  // MARK: The race

  /// What became of one try.
  private struct Tried: Sendable {
    let slot: Int
    let status: Int
    let problem: String
    let milliseconds: Double

    init(slot: Int, _ answer: RawResponse, after waited: Duration) {
      self.slot = slot
      status = answer.status
      let type = (try? JSONParser.parse(answer.body))?["type"]?.text ?? ""
      problem = type.split(separator: "/").last.map(String.init) ?? ""
      milliseconds = waited.inSeconds * 1000
    }
  }

  /// Every client goes through all slots, in an order of its own, over a connection and on a thread of its own.
  private func race(
    _ sessions: [String], at ports: [UInt16], over slots: [JSON], seed: UInt64
  ) async throws -> [Tried] {
    let runners = Workers(name: "runner", threads: sessions.count, queueLimit: sessions.count)
    defer { runners.stop() }
    return try await withThrowingTaskGroup { group in
      for (number, session) in sessions.enumerated() {
        group.addTask {
          try await runners.run {
            var random = SplitMix(seed: seed &+ UInt64(number))
            let connection = try RawConnection(port: ports[number % ports.count])
            return try slots.indices.shuffled(using: &random).map { slot in
              let request = Instances.request("POST", "/api/reservations", session: session, json: slots[slot])
              let start = ContinuousClock.now
              let answer = try connection.ask(request)
              return Tried(slot: slot, answer, after: .now - start)
            }
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }
}

extension Database {
  func count(_ rows: SQL) async throws -> Int {
    try await first("select count(*) from (\(sql: rows)) as found") { try $0.next(Int.self) } ?? 0
  }
}
