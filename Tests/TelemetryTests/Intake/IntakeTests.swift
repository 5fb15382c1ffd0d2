import Foundation
import HTTP
import Postgres
import Runtime
import Sites
import TestSupport
import Testing

@testable import Telemetry

@Suite struct IntakeTests {
  private func scene() async throws -> (TestTelemetry, TestPerson, TestDevice) {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let site = try await test.site(of: person)
    return (test, person, try await test.device(at: site, [(.power, 10, 1), (.soc, 60, 0.1)]))
  }

  @Test func `each sample has a verdict, and a bad one keeps no other out`() async throws {
    let (test, person, device) = try await scene()
    func at(_ seconds: Int) -> JSON { .string((test.now + .seconds(seconds)).description) }
    let sent: [JSON] = [
      ["metric": "power", "at": at(-30), "value": 1200], ["metric": "nothing", "at": at(-30), "value": 1],
      ["metric": "soc", "at": at(-30), "value": 101], ["metric": "soc", "at": at(301), "value": 50],
      ["metric": "soc", "at": at(299), "value": 50], ["metric": "soc", "at": at(-31 * 86_400), "value": 50],
      ["metric": "power", "at": "yesterday", "value": 1], ["metric": "power", "value": 1],
      ["metric": "power", "at": at(0), "value": "12"], ["metric": "power", "at": at(0), "value": .null], 7,
      ["at": at(0), "value": 1], ["metric": "power", "at": at(-20), "value": .number("1e999")],
      ["metric": "power", "at": at(-10), "value": .number("1300.4")],
    ]
    let answer = try await device.send(sent)
    #expect(answer.status == 200)
    #expect(answer.counts == [3, 0, 0, 11])
    #expect(
      answer.codes == [
        "unknown-metric", "out-of-range", "in-the-future", "too-old", "bad-time", "bad-time", "not-a-number",
        "not-a-number", "malformed", "malformed", "not-a-number",
      ])
    #expect(answer.json["refused"]?.elements.map { $0["index"]?.int } == [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12])
    let latest = try await person.call(.get, device.metric(.power))
    #expect(latest.json["value"] == 1300)
    #expect(latest.json["isStale"] == false)
    #expect(latest.json["unit"] == "W")
    #expect(latest.json["receivedAt"]?.instant == test.now)
  }

  @Test func `names that nobody knows are refused: of the body with it, of a sample by itself`() async throws {
    let (test, _, device) = try await scene()
    let at = JSON.string(test.now.description)
    let good: JSON = ["metric": "power", "at": at, "value": 1]
    let bad: JSON = ["metric": "soc", "at": at, "value": 1, "unit": "%"]
    let answer = try await device.send([bad, good])
    #expect(answer.counts == [1, 0, 0, 1] && answer.codes == ["malformed"])
    #expect(answer.json["refused"]?.elements.map { $0["index"]?.int } == [0])
    let body: JSON = ["samples": [good], "device": "roof"]
    let whole = try await test.app.call(.post, "/api/telemetry", "Authorization", "Bearer \(device.key)", json: body)
    #expect(whole.status == 400 && whole.problem == "malformed" && whole.pointers == ["/device"])
  }

  @Test func `a key that has ended and one that never was are told the same`() async throws {
    let (test, _, device) = try await scene()
    let sample = TestDevice.sample(.power, test.now, 1)
    #expect(try await device.send([sample]).counts == [1, 0, 0, 0])
    try await test.database.execute("update device_keys set revoked_at = \(test.now)")
    let revoked = try await device.send([TestDevice.sample(.power, test.now, 2)])
    let unknown = try await TestDevice(test: test, id: device.id, key: "nothing").send([sample])
    #expect(revoked.status == 401 && unknown.status == 401)
    #expect(revoked.json["detail"] == unknown.json["detail"])
  }

  @Test func `the same again changes nothing, and of two values at one moment the first stays`() async throws {
    let (test, person, device) = try await scene()
    let samples = (0..<50).map { Sample(at: test.now - .seconds($0 * 10), value: Double($0)) }
    #expect(try await device.send(.power, samples.reversed()).counts == [50, 0, 0, 0])
    #expect(try await device.send(.power, samples).counts == [0, 50, 0, 0])
    let other = samples.map { Sample(at: $0.at, value: 9) }
    #expect(try await device.send(.power, other + other).counts == [0, 100, 0, 0])
    let series = try await person.call(.get, device.metric(.power) + "/series?resolution=raw")
    #expect(series.points.map { $0["value"]?.double } == samples.reversed().map(\.value))
  }

  /// By then PostgreSQL keeps a plan that expects few rows; one that compared each with each would not end in time.
  @Test func `a body of many samples is taken after many of few`() async throws {
    let (test, _, device) = try await scene()
    for number in 0..<12 {
      #expect(try await device.send(.power, [Sample(at: test.now - .seconds(number), value: 1)]).counts[0] == 1)
    }
    let start = test.now.milliseconds - 100_000
    let lines = (0..<12_000).map { "roof power=\($0 % 900) \(start + Int64($0))" }.joined(separator: "\n")
    let answer = try await device.lines(lines, path: "/api/telemetry?precision=ms")
    #expect(answer.counts == [12_000, 0, 12_000, 0])
    #expect(try await device.lines(lines, path: "/api/telemetry?precision=ms").counts == [0, 12_000, 0, 0])
  }

  @Test func `many samples of two hours are taken at once, and of many that are partly known the others`() async throws
  {
    let (test, person, device) = try await scene()
    let hour = test.now.hour
    let samples = (-1000..<1000).map { Sample(at: hour + .milliseconds($0 * 100), value: Double($0 + 1000)) }
    #expect(try await device.send(.power, samples).counts == [2000, 0, 0, 0])
    let shifted = samples.map { Sample(at: $0.at + .seconds(50), value: 7) }
    #expect(try await device.send(.power, shifted).counts == [500, 1500, 0, 0])
    let span = "from=\(hour - .seconds(100))&to=\(hour + .seconds(150))"
    let series = try await person.call(.get, device.metric(.power) + "/series?resolution=raw&\(span)")
    #expect(series.points.map { $0["value"]?.double } == samples.map(\.value) + Array(repeating: 7, count: 500))
    #expect(try await person.call(.get, device.metric(.power)).json["value"] == 7)
    #expect(try await person.call(.get, device.metric(.power)).json["at"]?.instant == shifted.last?.at)
  }

  @Test func `late is what is older than the newest, or than three hours`() async throws {
    let (test, person, device) = try await scene()
    #expect(
      try await device.send(.power, [Sample(at: test.now - .seconds(4 * 3600), value: 1)]).counts == [1, 0, 1, 0])
    #expect(try await device.send(.power, [Sample(at: test.now - .seconds(60), value: 2)]).counts == [1, 0, 0, 0])
    let backwards = [50, 40, 70].map { Sample(at: test.now - .seconds($0), value: 3) }
    #expect(try await device.send(.power, backwards).counts == [3, 0, 1, 0])
    #expect(try await person.call(.get, device.metric(.power)).json["value"] == 3)
    #expect(try await person.call(.get, device.metric(.power)).json["at"]?.instant == test.now - .seconds(40))
    test.clock.advance(by: .seconds(60))
    #expect(try await person.call(.get, device.metric(.power)).json["isStale"] == true)
  }

  @Test func `late ones that are in history already are known`() async throws {
    let (test, _, device) = try await scene()
    let old = (0..<100).map { Sample(at: test.now - .seconds(5 * 86_400 + $0 * 30), value: Double($0)) }
    #expect(try await device.send(.power, old).counts == [100, 0, 100, 0])
    #expect(try await device.send(.power, old).counts == [0, 100, 0, 0])
    try await test.hot.mergeLate()
    #expect(try await test.database.first("select count(*) from late_samples") { try $0.next(Int.self) } == 0)
    #expect(
      try await device.send(.power, old + [Sample(at: old[0].at + .seconds(1), value: 4)]).counts == [1, 100, 1, 0])
  }

  @Test func `lines come in by both ways, packed or not`() async throws {
    let (test, person, device) = try await scene()
    let second = test.now.seconds
    let plain = try await device.lines(
      "power value=5 \(second)000000000\nbattery soc=55.55,power=7i \((second - 10))000000000", path: "/api/telemetry")
    #expect(plain.counts == [3, 0, 1, 0], "\(plain.text)")
    let written = try await device.lines(
      "power value=6 \(second + 1)\nbroken", path: "/api/v2/write?precision=s&org=x&bucket=y")
    #expect(written.status == 204 && written.bytes.isEmpty)
    #expect(try await device.lines("").status == 204)
    let packed = try gzip("power value=8 \(second + 2)")
    let answer = try await test.app.call(
      .post, "/api/v2/write?precision=s", from: "127.0.0.1",
      headers: ["Authorization", "Token \(device.key)", "Content-Encoding", "gzip"], bytes: packed)
    #expect(answer.status == 204)
    #expect(try await person.call(.get, device.metric(.power)).json["value"] == 8)
    #expect(try await person.call(.get, device.metric(.soc)).json["value"] == .number("55.6"))
  }

  /// With the program: what our own code packs it would also unpack.
  private func gzip(_ text: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/gzip")
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    DispatchQueue.global().async {
      input.fileHandleForWriting.write(Data(text.utf8))
      try? input.fileHandleForWriting.close()
    }
    let packed = Array(output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    return packed
  }

  @Test func `a bomb, a damaged body and one without end are refused`() async throws {
    let (test, _, device) = try await scene()
    func send(_ bytes: [UInt8], _ headers: [String]) async throws -> TestAnswer {
      try await test.app.call(
        .post, "/api/telemetry", from: "127.0.0.1", headers: ["Authorization", "Bearer \(device.key)"] + headers,
        bytes: bytes)
    }
    let bomb = try gzip(String(repeating: "power value=1\n", count: 200_000))
    #expect(bomb.count < 20_000)
    #expect(try await send(bomb, ["Content-Encoding", "gzip", "Content-Type", "text/plain"]).status == 413)
    #expect(try await send([1, 2, 3], ["Content-Encoding", "gzip", "Content-Type", "text/plain"]).status == 400)
    #expect(try await send([UInt8](repeating: 32, count: 1 << 20 + 1), []).status == 413)
    #expect(try await send(Array("{\"samples\":".utf8), []).status == 400)
    #expect(try await send(Array("{}".utf8), []).pointers == ["/samples"])
    #expect(try await send(Array("[]".utf8), ["Content-Type", "text/html"]).status == 415)
    #expect(try await send([], ["Content-Encoding", "br", "Content-Type", "text/plain"]).status == 415)
  }

  @Test func `only a key that lives writes, and reads nothing`() async throws {
    let (test, person, device) = try await scene()
    let sample = Sample(at: test.now, value: 1)
    #expect(try await device.send(.power, [sample]).status == 200)
    for header in ["", "Bearer", "Bearer x", "Basic \(device.key)", "Bearer \(String(device.key.reversed()))"] {
      let answer = try await test.app.call(
        .post, "/api/telemetry", "Authorization", header, json: ["samples": []])
      #expect(answer.status == 401, "\(header)")
    }
    #expect(try await person.call(.post, "/api/telemetry", json: ["samples": []]).status == 401)
    let read = try await test.app.call(.get, device.metric(.power), "Authorization", "Bearer \(device.key)")
    #expect(read.status == 401)
    try await test.database.execute("update device_keys set revoked_at = \(test.now)")
    #expect(try await device.send(.power, [Sample(at: test.now + .seconds(1), value: 2)]).status == 401)
    #expect(try await device.send([]).status == 401)
    #expect(try await person.call(.get, device.metric(.power)).json["value"] == 1)
  }

  @Test func `a device that changes is known as it is now`() async throws {
    let (test, person, device) = try await scene()
    let voltage = { [TestDevice.sample(.voltage, test.now + .seconds($0), 230)] }
    #expect(try await device.send(voltage(0)).codes == ["unknown-metric"])
    try await test.database.execute(
      "insert into device_metrics (device_id, key, period_seconds, precision) values (\(device.id), 'voltage', 10, 10)")
    try await test.database.execute("update devices set version = version + 1")
    #expect(try await device.send(voltage(1)).counts == [1, 0, 0, 0])
    #expect(try await person.call(.get, device.metric(.voltage)).json["value"] == 230)
    try await test.database.transaction { transaction in
      try await transaction.execute("delete from device_metrics where key = 'voltage'")
      try await transaction.execute("update devices set version = version + 1")
    }
    #expect(try await device.send(voltage(2) + [TestDevice.sample(.power, test.now, 7)]).counts == [1, 0, 0, 1])
    try await test.database.execute("delete from devices")
    #expect(try await device.send(.power, [Sample(at: test.now, value: 1)]).status == 401)
  }

  @Test func `many at once at two servers: each sample is accepted once`() async throws {
    let (test, person, device) = try await scene()
    let other = try test.neighbour()
    let samples = (0..<40).map { TestDevice.sample(.power, test.now - .seconds($0), Double($0)) }
    let counts = try await withThrowingTaskGroup(of: [Int].self) { group in
      for round in 0..<4 {
        for server in [test, other] {
          group.addTask {
            var samples = samples
            var random = SplitMix(seed: UInt64(round))
            samples.shuffle(using: &random)
            return try await device.send(samples, from: server).counts
          }
        }
      }
      return try await group.reduce(into: [[Int]]()) { $0.append($1) }
    }
    #expect(counts.allSatisfy { $0[0] + $0[1] == 40 && $0[3] == 0 })
    #expect(counts.map { $0[0] }.reduce(0, +) == 40)
    #expect(try await person.call(.get, device.metric(.power) + "/series?resolution=raw").points.count == 40)
  }

  @Test func `one key gets its share and no more`() async throws {
    let (test, _, device) = try await scene()
    let allowances = Allowances(isOn: true)
    try allowances.take(Int(Allowances.atOnce), of: device.id, at: test.now)
    #expect(throws: Problem.self) { try allowances.take(1, of: device.id, at: test.now) }
    try allowances.take(500, of: device.id, at: test.now + .seconds(5))
    #expect(throws: Problem.self) { try allowances.take(1, of: device.id, at: test.now + .seconds(5)) }
  }
}
