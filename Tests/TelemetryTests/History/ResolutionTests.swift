import HTTP
import Runtime
import Sites
import TestSupport
import Testing

@testable import Telemetry

@Suite struct ResolutionTests {
  @Test func `the coarsest that gives enough, or the finest that does not give too many`() {
    for (samples, fives, hours, days, wanted): (Int, Int, Int, Int, SeriesResolution) in [
      (0, 0, 0, 0, .raw), (299, 299, 299, 299, .raw), (720, 144, 12, 1, .raw), (5000, 300, 25, 2, .fives),
      (1500, 299, 25, 2, .fives), (10_080, 2016, 168, 7, .hours), (3600, 1001, 84, 4, .hours),
      (99_999, 9999, 999, 42, .hours), (99_999, 9999, 1001, 42, .days), (9999, 9999, 9999, 300, .days),
    ] {
      let points = PointCounts(samples: samples, fives: fives, hours: hours, days: days)
      #expect(SeriesResolution.chosen(among: points) == wanted, "\(points)")
    }
  }

  /// `step` seconds apart, the last one a step ago.
  private func samples(_ count: Int, _ step: Int, before now: Instant) -> [Sample] {
    (1...count).reversed().map { Sample(at: now - .seconds($0 * step), value: Double($0 % 100)) }
  }

  @Test(arguments: TestStore.allCases)
  func `auto goes by the points that are there, hot or packed`(_ store: TestStore) async throws {
    let (test, program) = try await store.make()
    defer { withExtendedLifetime(program) {} }
    let person = try await test.person()
    let site = try await test.site(of: person)
    let now = test.now
    let (few, minutes, burst) = (
      try await test.power(at: site), try await test.power(at: site), try await test.power(at: site)
    )
    let sent = [
      (few, samples(10, 200_000, before: now)), (minutes, samples(4320, 60, before: now)),
      (burst, samples(400, 1, before: now - .seconds(4 * 3600))),
    ]
    for (device, samples) in sent {
      for part in samples.chunks(of: 4000) { #expect(try await device.send(.power, part).counts[0] == part.count) }
    }
    for what in ["hot", "packed"] {
      for (device, hours, resolution, count) in [
        (few, 25 * 24, "raw", 10), (minutes, 5, "raw", 300), (minutes, 12, "raw", 720), (minutes, 17, "PT5M", 204),
        (minutes, 48, "PT5M", 576), (minutes, 72, "PT5M", 864), (burst, 12, "raw", 400), (burst, 1, "raw", 0),
      ] {
        let path = device.metric(.power) + "/series?from=\(now - .seconds(hours * 3600))&to=\(now)"
        let answer = try await person.call(.get, path)
        #expect(answer.json["resolution"] == .string(resolution), "\(what), \(hours) h: \(answer.json["resolution"])")
        #expect(answer.points.count == count, "\(what), \(hours) h")
      }
      try await test.hot.mergeLate()
    }
  }

  @Test func `a subscription goes by the fullest of its series`() async throws {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let site = try await test.site(of: person)
    let (few, many) = (try await test.power(at: site), try await test.power(at: site))
    _ = try await few.send(.power, samples(10, 3600, before: test.now))
    _ = try await many.send(.power, samples(1200, 60, before: test.now))
    let names = [few, many].map { ["deviceId": .string($0.id.description), "key": "power"] as JSON }
    let made = try await person.call(.post, "/api/subscriptions", json: ["name": "a", "metrics": .array(names)])
    let path = try #require(made.headers["Location"]) + "/series?from=\(test.now - .seconds(86_400))&to=\(test.now)"
    let answer = try await person.call(.get, path)
    #expect(answer.json["resolution"] == "PT5M", "\(answer.text)")
    #expect(answer.json["series"]?.elements.map { $0["points"]?.elements.count } == [10, 240])
  }

  @Test(arguments: TestStore.allCases)
  func `a window may be as long as it likes, and only what is there is read`(_ store: TestStore) async throws {
    let (test, program) = try await store.make()
    defer { withExtendedLifetime(program) {} }
    let person = try await test.person()
    let device = try await test.power(at: try await test.site(of: person))
    let sent = samples(9, 200_000, before: test.now)
    #expect(try await device.send(.power, sent).counts[0] == 9)
    for what in ["hot", "packed"] {
      for window in ["from=1970-01-01T00:00&to=2500-01-01T00:00", "from=1800-01-01T00:00"] {
        let path = device.metric(.power) + "/series?" + window
        let raw = try await person.call(.get, path + "&resolution=raw")
        #expect(raw.points.map { $0["at"]?.instant } == sent.map(\.at), "\(what), \(window): \(raw.text.prefix(300))")
        #expect(raw.json["coverage"]?.double == 0.001)
        for resolution in ["PT5M", "PT1H", "P1D", "auto"] {
          #expect(try await person.call(.get, path + "&resolution=\(resolution)").points.count == 9, "\(resolution)")
        }
      }
      let far = try await person.call(.get, device.metric(.power) + "/series?from=2400-01-01&to=2500-01-01")
      #expect(far.status == 200 && far.points.isEmpty)
      try await test.hot.mergeLate()
    }
    let chart = "/series/chart.svg?from=1800-01-01T00:00&to=2500-01-01T00:00"
    #expect(try await person.call(.get, device.metric(.power) + chart).status == 200)
  }

  @Test func `many samples at one time cover no more than that time`() async throws {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let device = try await test.power(at: try await test.site(of: person))
    let path = device.metric(.power) + "/series?from=\(test.now - .seconds(180))&to=\(test.now)"
    _ = try await device.send(.power, samples(17, 2, before: test.now - .seconds(60)))
    #expect(try await person.call(.get, path).json["coverage"]?.double == 0.233)
    // Between the beginning of the window and the first of those that come as they should.
    let regular = samples(19, 10, before: test.now + .seconds(5))
    let other = try await test.power(at: try await test.site(of: person))
    _ = try await other.send(.power, regular)
    let whole = other.metric(.power) + "/series?from=\(test.now - .seconds(180))&to=\(test.now)"
    #expect(try await person.call(.get, whole).json["coverage"]?.double == 1)
  }
}
