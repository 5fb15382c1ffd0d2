import HTTP
import Runtime
import Sites
import TestSupport
import Testing

@testable import Telemetry

@Suite struct SeriesTests {
  private func scene() async throws -> (TestTelemetry, TestPerson, TestDevice) {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let device = try await test.power(at: try await test.site(of: person))
    let samples = (0..<60).filter { !(20..<30).contains($0) }.map {
      Sample(at: test.now - .seconds(600 - $0 * 10), value: Double($0 * 10))
    }
    #expect(try await device.send(.power, samples).counts == [50, 0, 0, 0])
    return (test, person, device)
  }

  @Test func `a series names its unit, resolution and window, and gaps stay gaps`() async throws {
    let (test, person, device) = try await scene()
    let (from, to) = (test.now - .seconds(600), test.now)
    let answer = try await person.call(.get, device.metric(.power) + "/series?from=\(from)&to=\(to)")
    #expect(answer.json["unit"] == "W" && answer.json["resolution"] == "raw" && answer.json["type"] == "level")
    #expect(answer.json["from"]?.instant == from && answer.json["to"]?.instant == to)
    #expect(answer.points.count == 50)
    #expect(abs((answer.json["coverage"]?.double ?? 0) - 50.0 / 60) < 0.001)
    let rolled = try await person.call(.get, device.metric(.power) + "/series?from=\(from)&to=\(to)&resolution=PT5M")
    #expect(rolled.points.map { $0["count"]?.int } == [20, 30])
    #expect(rolled.points[0]["delta"] == .null && rolled.points[0]["mean"]?.double == 95)
    #expect(try await person.call(.get, device.metric(.power) + "/series").json["resolution"] == "raw")
  }

  @Test func `the same comes as lines of a file, by the clock of the site`() async throws {
    let (test, person, device) = try await scene()
    let path =
      device.metric(.power) + "/series?resolution=raw&from=\(test.now - .seconds(600))&to=\(test.now - .seconds(580))"
    let answer = try await person.call(.get, path, "Accept", "text/csv")
    #expect(answer.text == "at,value\r\n2026-11-21T08:50:00+01:00,0\r\n2026-11-21T08:50:10+01:00,10\r\n")
    let long = try await person.call(
      .get, device.metric(.power) + "/series?resolution=raw&from=2026-09-01T00:00", "Accept", "text/csv")
    #expect(long.text.split(separator: "\r\n").count == 51)
    let json = try await person.call(.get, device.metric(.power) + "/series?resolution=raw&from=2026-09-01T00:00")
    #expect(json.points.count == 50)
  }

  @Test func `a window that cannot be is refused`() async throws {
    let (_, person, device) = try await scene()
    for (query, pointer) in [
      ("from=2026-11-21T10:00&to=2026-11-21T09:00", "?to"), ("resolution=PT7M", "?resolution"), ("from=x", "?from"),
      ("from=2026-03-29T02:30", "?from"), ("x=1", "?x"),
    ] {
      let answer = try await person.call(.get, device.metric(.power) + "/series?" + query)
      #expect(answer.status == 422 && answer.pointers == [pointer], "\(query): \(answer.text)")
    }
    #expect(try await person.call(.get, device.metric(.soc) + "/series").status == 404)
    #expect(try await person.call(.get, "/api/devices/\(device.id)/metrics/nonsense").status == 404)
  }

  @Test func `pictures are drawn of it, and kept by nobody else`() async throws {
    let (test, person, device) = try await scene()
    let path = device.metric(.power) + "/series/chart"
    let query = "?from=\(test.now - .seconds(600))&to=\(test.now)&theme=dark"
    let svg = try await person.call(.get, path + ".svg" + query)
    #expect(svg.status == 200 && svg.text.contains("<title") && svg.text.contains("<desc"))
    #expect(svg.headers["Cache-Control"]?.hasPrefix("private") == true)
    let tag = try #require(svg.headers["ETag"])
    #expect(try await person.call(.get, path + ".svg" + query, "If-None-Match", tag).status == 304)
    #expect(try await person.call(.get, path + ".png" + query).bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try await person.call(.get, path + ".png?width=4000&height=4000").status == 422)
  }

  @Test func `a metric that has never sent is stale, and its series empty`() async throws {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let device = try await test.power(at: try await test.site(of: person))
    let latest = try await person.call(.get, device.metric(.power))
    #expect(latest.json["value"] == .null && latest.json["at"] == .null && latest.json["isStale"] == true)
    let series = try await person.call(.get, device.metric(.power) + "/series")
    #expect(series.points.isEmpty && series.json["coverage"]?.double == 0)
    #expect(try await person.call(.get, device.metric(.power) + "/series/chart.svg").status == 200)
  }
}
