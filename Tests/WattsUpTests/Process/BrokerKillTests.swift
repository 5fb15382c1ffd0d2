import Glibc
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

/// The real server is killed while a real broker hands it samples: what the broker has forgotten is in the database.
@Suite struct BrokerKillTests {
  @Test func `what a broker has forgotten when its server is killed is stored`() async throws {
    let broker = try await TestBroker()
    let (instances, _) = try await Instances.make(0, points: 1)
    let session = try await instances.drivers(1)[0]
    let device = try await TelemetryKillTests.add(1, to: instances, for: session)[0].id
    try await instances.start(["MQTT_URL": broker.url])
    try await eventually("the server listens") {
      try await broker.publish([("watts-up/\(device)/power", "{\"at\":\"\(WallClock.system().now)\",\"value\":1}")])
      return try await !instances.storedValues().isEmpty
    }
    let start = WallClock.system().now - .seconds(1800)
    let sent = Array(1000..<(FuzzScale.count(7000, long: 60_000)))
    async let publishing: Void = broker.publish(
      sent.map { number in
        let at = start + .milliseconds(number * 10)
        return ("watts-up/\(device)/power", "{\"at\":\"\(at)\",\"value\":\(number)}")
      })
    try await eventually("some of it is stored") { try await instances.storedValues().count > 500 }
    instances.servers[0].send(SIGKILL)
    _ = try await instances.servers[0].exit()
    let stored = try await Set(instances.storedValues())
    try await publishing
    // Nobody listens any more: the broker keeps at least this one.
    let last = "{\"at\":\"\(start)\",\"value\":0}"
    try await broker.publish([("watts-up/\(device)/power", last)])
    let name = try await instances.database.first("select client from broker_session") { try $0.next(String.self) }
    let kept = try await broker.kept(for: try #require(name), until: last)
    let known = stored.union(kept.compactMap { $0.split(separator: ":").last.flatMap { Int($0.dropLast()) } })
    print("killed with \(stored.count) stored and \(kept.count) kept by the broker")
    #expect(!kept.isEmpty && sent.allSatisfy(known.contains), "\(sent.filter { !known.contains($0) }.prefix(5))")
  }
}
