import HTTP
import Runtime
import TestSupport
import Testing

/// What is done at one server shows at the other: on its live socket and in what it says of the station.
@Suite(.serialized) struct PointStatusAcrossTests {
  /// What the other server's socket says of points, as it comes.
  private final class Watcher: Sendable {
    private let client: WebSocketClient

    init(port: UInt16) throws { client = try WebSocketClient(port: port, path: "/api/live?bbox=2,48,3,49") }

    /// Waits until a point has a status, and forgets what was said before.
    func wait(for point: String, is status: String) async throws {
      try await blocking { [client] in
        while let frame = try client.receive() {
          guard frame.opcode == WebSocketClient.Opcode.text.rawValue else { continue }
          let said = try JSONParser.parse(frame.payload)["points"]?.elements ?? []
          if said.contains(where: { $0["id"] == .string(point) && $0["status"] == .string(status) }) { return }
        }
        throw WaitedInVain("\(status) on the socket")
      }
    }

    /// The first word, which is about nothing new.
    func greet() async throws { _ = try await blocking { [client] in try client.receive() } }
  }

  /// Where a booking that starts now may start: asked anew for each, since one that began a minute ago is refused.
  private var thisMinute: Instant { Instant(seconds: WallClock.system().now.seconds / 60 * 60) }

  private func expect(
    _ status: String, of place: Instances.Place, at instances: Instances, _ watcher: Watcher,
    after act: () async throws -> Void
  ) async throws {
    try await act()
    let done = ContinuousClock.now
    try await watcher.wait(for: place.point, is: status)
    let told = ContinuousClock.now - done
    let station = try await instances.ask(1, "GET", "/api/stations/\(place.station)", session: "").json
    let point = station["chargePoints"]?.elements.first
    #expect(point?["status"] == .string(status), "\(station)")
    #expect((point?["busyUntil"] == .null) == (status == "free"))
    print("\(status): told at the other server after \(Int(told.inSeconds * 1000)) ms")
  }

  @Test func `reserved, charging and free reach the live socket and the station at the other server`() async throws {
    let (instances, places) = try await Instances.make(2, points: 2)
    let sessions = try await instances.drivers(2)
    let port = instances.ports[1]
    let watcher = try await blocking { try Watcher(port: port) }
    try await watcher.greet()
    var (booking, charge) = ("", "")
    try await expect("reserved", of: places[0], at: instances, watcher) {
      let answer = try await instances.ask(
        0, "POST", "/api/reservations", session: sessions[0],
        json: ["pointId": .string(places[0].point), "startsAt": .string(thisMinute.description)])
      booking = try #require(answer.json["id"]?.text, "\(answer)")
    }
    try await expect("charging", of: places[0], at: instances, watcher) {
      let answer = try await instances.ask(
        0, "POST", "/api/reservations/\(booking)/charge", session: sessions[0], json: ["soc": 20])
      charge = try #require(answer.json["id"]?.text, "\(answer)")
    }
    try await expect("free", of: places[0], at: instances, watcher) {
      let stopped = try await instances.ask(0, "POST", "/api/charges/\(charge)/stop", session: sessions[0])
      #expect(stopped.status == 200)
    }
    try await expect("reserved", of: places[1], at: instances, watcher) {
      let answer = try await instances.ask(
        0, "POST", "/api/reservations", session: sessions[1],
        json: ["pointId": .string(places[1].point), "startsAt": .string(thisMinute.description)])
      booking = try #require(answer.json["id"]?.text, "\(answer)")
    }
    try await expect("free", of: places[1], at: instances, watcher) {
      let path = "/api/reservations/\(booking)"
      let cancelled = try await instances.ask(0, "DELETE", path, session: sessions[1])
      #expect(cancelled.status == 204)
    }
    try await instances.stop()
  }
}
