import Glibc
import Household
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import Box
@testable import HTTP

/// The program itself, as a process: what only that can show.
@Suite struct BoxProcessTests {
  private let place = TestStore()

  private func meter() throws -> RunningServer {
    try RunningServer(
      "simulate", "--mode", "standard", "--seed", "4", "--prm", "14000000000007", program: "watts-box",
      data: place.folder)
  }

  private func wire(of meter: RunningServer) async throws -> String {
    try await eventually("a pseudo-terminal is named") { !meter.lines.isEmpty }
    return meter.lines[0]
  }

  private func box(_ wire: String, _ more: [String] = []) throws -> RunningServer {
    try RunningServer(
      arguments: ["--meter", wire, "--data", place.folder, "--listen", "127.0.0.1:0", "--clock", "ntp"] + more,
      program: "watts-box", data: place.folder)
  }

  private func ask(_ port: UInt16, _ head: String, _ body: String = "") async throws -> RawResponse {
    let text = "\(head)\r\nHost: 127.0.0.1:\(port)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
    return try await blocking { try RawConnection(port: port).ask(text + body) }
  }

  private func now(_ port: UInt16) async throws -> JSON {
    try JSONParser.parse(try await ask(port, "GET /api/now HTTP/1.1").body)
  }

  @Test func `the page tells what the wire says, and changes nothing without its PIN and its origin`() async throws {
    let meter = try meter()
    let relay = place.folder + "/relay"
    mkdir(place.folder, 0o700)
    let box = try box(try await wire(of: meter), ["--relay", relay])
    let port = try await box.port()
    let house = try #require(Household(usagePoint: "14000000000007", seed: 4))
    try await eventually("the meter is heard") { try await now(port)["serial"]?.string == house.serial }
    try await eventually("rows are kept") { try await now(port)["sync"]?["sequence"]?.integer ?? 0 > 2 }
    let said = try await now(port)
    #expect(said["mode"] == "standard" && said["usagePointId"] == "14000000000007")
    #expect(said["clock"]?["quality"] == "ntp" && said["relay"]?["state"] == "supplied")
    #expect(said["meter"]?["connected"] == true && said["indexes"]?["EAST"]?.integer ?? 0 > 0)
    #expect(Bytes(contentsOf: relay)?.text == "1")
    let pin = try await pin()
    let type = "Content-Type: application/json"
    let own = "Origin: http://127.0.0.1:\(port)"
    let arm = #"{"declaredWatts":2000,"understood":true}"#
    let put = "PUT /api/relay/arming HTTP/1.1\r\n\(type)"
    #expect(try await ask(port, put, arm).status == 403)
    #expect(try await ask(port, "\(put)\r\nX-Pin: \(pin)\r\nOrigin: http://evil.example", arm).status == 403)
    #expect(try await ask(port, "\(put)\r\n\(own)\r\nX-Pin: 12345", arm).status == 403)
    let careless = #"{"declaredWatts":2000,"understood":false}"#
    #expect(try await ask(port, "\(put)\r\n\(own)\r\nX-Pin: \(pin)", careless).status == 422)
    #expect(try await ask(port, "\(put)\r\n\(own)\r\nX-Pin: \(pin)", arm).status == 200)
    let shed = "POST /api/relay HTTP/1.1\r\n\(type)\r\n\(own)\r\nX-Pin: \(pin)"
    #expect(try await ask(port, shed, #"{"wanted":"shed"}"#).status == 200)
    try await eventually("the contact opens") { Bytes(contentsOf: relay)?.text == "0" }
    #expect(try await now(port)["relay"]?["state"] == "shed")
    let stranger = "GET /api/now HTTP/1.1\r\nHost: box.evil.example\r\nConnection: close\r\n\r\n"
    #expect(try await blocking { try RawConnection(port: port).ask(stranger) }.status == 403)
    #expect(try await ask(port, "GET / HTTP/1.1").text.contains("/box/box.js"))
    #expect(try await ask(port, "GET /app/main.js HTTP/1.1").status == 404)
    #expect(try await ask(port, "GET /api/today/chart.svg HTTP/1.1").text.contains("<svg"))
    box.send(SIGTERM)
    #expect(try await box.exit() == 0 && Bytes(contentsOf: relay)?.text == "1")
    meter.send(SIGTERM)
    #expect(try await meter.exit() == 0)
  }

  private func pin() async throws -> String {
    let told = try RunningServer("pin", "--data", place.folder, program: "watts-box", data: place.folder)
    #expect(try await told.exit() == 0)
    return told.lines.last ?? ""
  }

  /// A frame of the wire takes a second, and so does each life; `make soak-box` has a thousand of them.
  @Test func `killed at any instant it loses no more than the last second`() async throws {
    let meter = try meter()
    let wire = try await wire(of: meter)
    var last = 0
    var round = 0
    // On a slow machine it lives longer, until something of a life was kept.
    while round < FuzzScale.count(4, long: 1000) || last == 0 && round < 20 {
      let box = try box(wire)
      _ = try await box.port()
      try await Task.sleep(for: .milliseconds(900 + round * 379 % 1700 + max(0, round - 3) * 400))
      box.send(SIGKILL)
      _ = try await box.exit()
      round += 1
      let store = try place.open(boot: "looking")
      #expect(
        try store.state.withLock { state throws(SQLite.Failure) in
          try state.database.all("pragma integrity_check") { $0.text(0) }
        } == ["ok"])
      let (count, first) = (
        try store.count("select count(*) from rows"), try store.count("select min(sequence) from rows")
      )
      #expect(count == store.last && (count == 0 || first == 1) && store.last >= last)
      last = store.last
    }
    #expect(last > 0)
  }

  @Test func `a code binds the box, and a bad one says so`() async throws {
    let server = SyncServer()
    try await serving(server.routes) { http in
      let url = "http://127.0.0.1:\(http.port)"
      for (code, status) in [("wrong", Int32(1)), ("abcd-1234", 0)] {
        let pairing = try RunningServer(
          "pair", code, "--server", url, "--data", place.folder, program: "watts-box", data: place.folder)
        #expect(try await pairing.exit() == status)
      }
      let meter = try meter()
      let box = try box(try await wire(of: meter), ["--sync-every", "1"])
      try await eventually("rows are at the server") { server.state.value.rows.count > 3 }
      #expect(Set(server.state.value.rows.keys) == Set(1...server.state.value.rows.count))
      box.send(SIGTERM)
      #expect(try await box.exit() == 0)
    }
  }

  @Test(arguments: [
    ["--meter"], ["--mode", "other"], ["pair"], ["simulate", "--prm", "1"], ["--listen", "here"], ["nothing"],
  ])
  func `words that make no sense are refused`(words: [String]) {
    #expect(throws: Arguments.Misuse.self) { try Command(words) }
  }

  @Test func `the page has names of a home and no other`() {
    for host in ["box", "box:8081", "192.168.1.20:8081", "[fe80::1]:8081", "box.local", "Box.Lan", "box.fritz.box"] {
      #expect(PageAccess.isOfHome(host), "\(host)")
    }
    for host in ["", "evil.example", "evil.box", "1.2.3", "192.168.1.20.evil.example", "local.evil.example:80"] {
      #expect(!PageAccess.isOfHome(host), "\(host)")
    }
  }

  @Test func `words that do are understood`() throws {
    guard
      case .run(let settings) = try Command([
        "--meter", "/dev/ttyUSB0", "--mode", "historique", "--pulses", "gpiochip0:17", "--listen", "[::]:8081",
        "--clock", "auto",
      ])
    else { return }
    #expect(settings.mode == .historique && settings.host == "::" && settings.port == 8081 && settings.clock == nil)
    #expect(try Command(["pin", "--data", "d"]) == .pin(data: "d"))
  }
}
