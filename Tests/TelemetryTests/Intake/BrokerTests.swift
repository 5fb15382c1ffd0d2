import HTTP
import Postgres
import Runtime
import Secrets
import Sites
import TestSupport
import Testing

@testable import Telemetry

/// With a real broker.
@Suite(.serialized) struct BrokerTests {
  @Test func `what a broker brings is stored, once over two servers`() async throws {
    let broker = try await TestBroker()
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let site = try await test.site(of: person)
    let (device, other) = (try await test.power(at: site), try await test.power(at: site))
    let address = try #require(BrokerAddress("mqtt://127.0.0.1:\(broker.port)"))
    try await broker.publish([("watts-up/\(device.id)/power", "66")], retain: true)
    let listeners = [test, try test.neighbour()].map { server in
      // A busy broker may lose one; the server's background work tries again as well.
      Task {
        while !Task.isCancelled {
          try? await server.telemetry.listen(to: address)
          try? await Task.sleep(for: .milliseconds(50))
        }
      }
    }
    defer { for listener in listeners { listener.cancel() } }
    // Until one of them listens, the broker has nobody to give to.
    try await eventually("one listens") {
      try await broker.publish([("watts-up/\(other.id)/power", "1"), ("watts-up/\(other.id)/power", "1")])
      test.clock.advance(by: .seconds(1))
      return try await person.call(.get, other.metric(.power)).json["value"] == 1
    }
    #expect(try await person.call(.get, device.metric(.power)).json["value"] == .null, "what is retained has no time")
    let messages = (0..<60).map { number in
      let at = (test.now - .seconds(number)).description
      return ("watts-up/\(device.id)/power", "{\"at\":\"\(at)\",\"value\":\(number)}")
    }
    let bad = [
      ("watts-up/\(device.id)/soc", "5"), ("watts-up/\(device.id)/power", "abc"), ("watts-up/x/power", "5"),
      ("watts-up/\(Device.ID(high: 1, low: 2))/power", "5"), ("watts-up/\(device.id)/power", "{\"value\":1e12}"),
    ]
    try await broker.publish(bad + messages + messages)
    let path = device.metric(.power) + "/series?resolution=raw"
    try await eventually("all of it") { try await person.call(.get, path).points.count >= 60 }
    test.clock.advance(by: .seconds(5))
    // It comes behind all that is there twice.
    try await broker.publish([("watts-up/\(device.id)/power", "777")])
    try await eventually("the newest") { try await person.call(.get, device.metric(.power)).json["value"] == 777 }
    #expect(try await person.call(.get, path).points.count == 61)
  }

  @Test func `a broker that is away is an error, and none to wait for`() async throws {
    let test = try await TestTelemetry.make()
    let address = try #require(BrokerAddress("mqtt://127.0.0.1:\(OtherProgram.freePort())"))
    await #expect(throws: BrokerHandover.Lost.self) { try await test.telemetry.listen(to: address) }
  }

  @Test func `addresses of brokers are read`() {
    let full = BrokerAddress("mqtts://haus:p%40ss@broker.example:1234/")
    #expect(full?.host == "broker.example" && full?.port == 1234 && full?.isSecure == true)
    #expect(full?.user == "haus" && full?.password?.exposed == "p@ss")
    #expect(BrokerAddress("mqtt://[::1]")?.host == "::1")
    #expect(BrokerAddress("mqtt://h")?.port == 1883)
    for text in ["http://h", "mqtt://", "mqtt://h:0", "mqtt://h:x", "mqtt://a b", "mqtt://h/topic"] {
      #expect(BrokerAddress(text) == nil, "\(text)")
    }
  }
}
