import HTTP
import Postgres
import Runtime
import Sites
import TestSupport
import Testing

@testable import Telemetry

/// What was accepted is what is shown, in whatever order it came and wherever it lies by now. The same of both stores.
@Suite(.serialized) struct HistoryTests {
  /// Every accepted sample, of two at one moment the first.
  private struct Model {
    var values: [Instant: Double] = [:]

    mutating func take(_ samples: [Sample]) {
      for sample in samples where values[sample.at] == nil { values[sample.at] = sample.value }
    }

    func samples(in span: Range<Instant>) -> [Sample] {
      values.filter { span.contains($0.key) }.map { Sample(at: $0.key, value: $0.value) }.sorted { $0.at < $1.at }
    }
  }

  private func query(_ span: Range<Instant>, _ resolution: String) -> String {
    "/series?from=\(span.lowerBound)&to=\(span.upperBound)&resolution=\(resolution)"
  }

  /// Compares all resolutions with what the model's samples come to.
  private func compare(
    _ device: TestDevice, _ person: TestPerson, _ model: Model, _ span: Range<Instant>, _ what: String
  ) async throws {
    let raw = try await person.call(.get, device.metric(.power) + query(span, "raw"))
    #expect(raw.status == 200, "\(what): \(raw.text)")
    let wanted = model.samples(in: span)
    #expect(raw.points.map { $0["at"]?.instant } == wanted.map(\.at), "\(what)")
    #expect(raw.points.map { $0["value"]?.double } == wanted.map(\.value), "\(what)")
    for (word, seconds) in [("PT5M", Int64(300)), ("PT1H", 3600)] {
      let answer = try await person.call(.get, device.metric(.power) + query(span, word))
      #expect(answer.status == 200, "\(what): \(answer.text)")
      let buckets = Bucket.rolled(wanted, seconds: seconds)
      #expect(answer.points.map { $0["at"]?.instant } == buckets.map(\.start), "\(what) \(word)")
      #expect(answer.points.map { $0["count"]?.int } == buckets.map(\.count), "\(what) \(word)")
      for (point, bucket) in zip(answer.points, buckets) {
        for (name, value) in [("min", bucket.min), ("max", bucket.max), ("last", bucket.last), ("mean", bucket.mean)] {
          #expect(abs((point[name]?.double ?? .nan) - value) < 0.001, "\(what) \(word) \(name) at \(bucket.start)")
        }
      }
    }
  }

  @Test(arguments: TestStore.allCases)
  func `samples in any order, late and twice, before and after they are packed`(_ store: TestStore) async throws {
    let (test, program) = try await store.make()
    defer { withExtendedLifetime(program) {} }
    let person = try await test.person()
    let device = try await test.power(at: try await test.site(of: person))
    var (model, random) = (Model(), SplitMix(seed: 46))
    let begin = test.now.hour - .seconds(26 * 3600)
    for round in 0..<6 {
      let samples = (0..<120).map { _ in
        let back = Int.random(in: 0...(Bool.random(using: &random) ? 7000 : 90_000), using: &random)
        return Sample(
          at: Instant(seconds: test.now.seconds - Int64(back)),
          value: Double(Int.random(in: -900...900, using: &random)))
      }
      let answer = try await device.send(.power, samples)
      let before = model.values.count
      model.take(samples)
      #expect(answer.counts[0] == model.values.count - before && answer.counts[1] == 120 - answer.counts[0])
      let end = test.now + .seconds(1)
      try await compare(device, person, model, begin..<end, "round \(round), hot")
      if round.isMultiple(of: 2) { try await test.hot.mergeLate() }
      test.clock.advance(by: .seconds(3600))
      try await test.hot.packDue()
      try await compare(device, person, model, begin..<end, "round \(round), packed")
    }
    try await test.hot.mergeLate()
    test.clock.advance(by: .seconds(7200))
    try await test.hot.packDue()
    try await compare(device, person, model, begin..<test.now, "all packed")
    for table in RingSlot.allCases {
      #expect(try await test.database.first("select count(*) from \(sql: table.table)") { try $0.next(Int.self) } == 0)
    }
  }

  @Test(arguments: TestStore.allCases)
  func `counters grow by differences, over packed hours and resets`(_ store: TestStore) async throws {
    let (test, program) = try await store.make()
    defer { withExtendedLifetime(program) {} }
    let person = try await test.person()
    let device = try await test.device(at: try await test.site(of: person), kind: "meter", [(.energyDrawn, 60, 1)])
    let begin = test.now.hour
    let readings = [(0, 1000.0), (20, 1100), (40, 1250), (70, 1300), (100, 40), (130, 90), (200, 91), (230, 20)]
    let samples = readings.map { Sample(at: begin + .seconds($0.0 * 60), value: $0.1) }
    for (index, sample) in samples.enumerated() {
      if sample.at > test.now { test.move(to: sample.at) }
      #expect(try await device.send(.energyDrawn, [sample]).counts[0] == 1)
      if index % 3 == 2 { try await test.hot.packDue() }
    }
    let path = device.metric(.energyDrawn) + query(begin..<(begin + .seconds(4 * 3600)), "PT1H")
    for what in ["hot", "packed"] {
      let points = try await person.call(.get, path).points
      #expect(points.map { $0["delta"]?.double } == [250, 90, 50, 21], "\(what)")
      #expect(points.map { $0["resets"]?.int } == [0, 1, 0, 1], "\(what)")
      test.clock.advance(by: .seconds(4 * 3600))
      try await test.hot.packDue()
    }
    // A window that begins later knows the value before it.
    let later = query((begin + .seconds(3600))..<(begin + .seconds(2 * 3600)), "PT1H")
    #expect(try await person.call(.get, device.metric(.energyDrawn) + later).points.map { $0["delta"]?.double } == [90])
    // And a late reading changes what there was.
    _ = try await device.send(.energyDrawn, [Sample(at: begin + .seconds(65 * 60), value: 1290)])
    for _ in 0..<2 {
      #expect(try await person.call(.get, path).points.map { $0["delta"]?.double } == [250, 90, 50, 21])
      #expect(try await person.call(.get, path).points.map { $0["count"]?.int } == [3, 3, 1, 2])
      try await test.hot.mergeLate()
    }
  }

  @Test func `days are those of the site, also where the clock changes`() async throws {
    let sunday = try #require(Instant(rfc3339: "2026-10-26T12:30:00Z"))
    for (zone, seconds, start) in [
      ("Europe/Paris", 25 * 3600, "2026-10-24T22:00:00Z"), ("Pacific/Marquesas", 24 * 3600, "2026-10-25T09:30:00Z"),
    ] {
      let test = try await TestTelemetry.make(at: sunday)
      let person = try await test.person()
      let device = try await test.power(at: try await test.site(of: person, zone: zone))
      let first = try #require(Instant(rfc3339: start))
      // A sample each half-hour, from a day before to a day behind.
      let all = (-48..<96).map { Sample(at: first + .seconds($0 * 1800), value: Double($0)) }.filter { $0.at <= sunday }
      #expect(try await device.send(.power, all).counts[0] == all.count)
      for _ in 0..<2 {
        let points = try await person.call(
          .get, device.metric(.power) + "/series?from=2026-10-25T12:00&to=2026-10-25T13:00&resolution=P1D"
        ).points
        #expect(points.map { $0["at"]?.instant } == [first], "\(zone)")
        let count = all.filter { $0.at >= first && $0.at < first + .seconds(seconds) }.count
        #expect(points.first?["count"]?.int == count, "\(zone)")
        try await test.hot.mergeLate()
        test.clock.advance(by: .seconds(3 * 3600))
        try await test.hot.packDue()
      }
    }
  }

  @Test func `a table that is emptied loses nothing that comes in meanwhile`() async throws {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let device = try await test.power(at: try await test.site(of: person))
    let other = try test.neighbour()
    let begin = test.now
    let (accepted, isOver) = (Shared(0), Flag())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (place, server) in [test, other].enumerated() {
        group.addTask {
          var number = place
          while !isOver.isRaised {
            // Half of it for the hour before, as of a server whose clock is behind.
            let at = test.now - .seconds((number / 2).isMultiple(of: 2) ? 3000 : 10) + .milliseconds(number)
            number += 2
            let answer = try await device.send([TestDevice.sample(.power, at, 1)], from: server)
            accepted.change { $0 += answer.counts[0] }
          }
        }
      }
      group.addTask {
        for _ in 0..<12 {
          let before = accepted.value
          try await eventually("both go on") { accepted.value > before + 3 }
          test.clock.advance(by: .seconds(1500))
          async let one: Void = test.hot.packDue()
          async let two: Void = other.hot.packDue()
          async let three: Void = test.hot.mergeLate()
          _ = try await (one, two, three)
        }
        isOver.raise()
      }
      try await group.waitForAll()
    }
    let path = device.metric(.power) + query((begin - .seconds(7200))..<(test.now + .seconds(7200)), "raw")
    #expect(try await person.call(.get, path).points.count == accepted.value)
    #expect(accepted.value > 20)
  }

  @Test func `months go after thirteen, and so does what belonged to a device that is gone`() async throws {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let site = try await test.site(of: person)
    let (device, other) = (try await test.power(at: site), try await test.power(at: site))
    func rows() async throws -> Int {
      try await test.database.first("select count(*) from metric_hours") { try $0.next(Int.self) } ?? -1
    }
    for one in [device, other] {
      let old = [
        Sample(at: test.now - .seconds(20 * 86_400), value: 1), Sample(at: test.now - .seconds(8000), value: 2),
      ]
      #expect(try await one.send(.power, old).counts[0] == 2)
    }
    try await test.hot.mergeLate()
    #expect(try await rows() == 4)
    try await test.database.execute("delete from devices where id = \(other.id)")
    try await test.hot.sweep()
    #expect(try await rows() == 2)
    test.clock.advance(by: .seconds(390 * 86_400))
    try await test.hot.sweep()
    #expect(try await rows() == 2)
    test.clock.advance(by: .seconds(40 * 86_400))
    try await test.hot.sweep()
    #expect(try await rows() == 0)
    #expect(try await device.send(.power, [Sample(at: test.now - .seconds(86_400), value: 1)]).counts[0] == 1)
    try await test.hot.mergeLate()
    #expect(try await rows() == 1)
  }

  @Test func `packed hours take less than three bytes a sample, in the table and its index`() async throws {
    let test = try await TestTelemetry.make()
    let person = try await test.person()
    let site = try await test.site(of: person)
    var random = SplitMix(seed: 9)
    var count = 0
    for _ in 0..<8 {
      let device = try await test.power(at: site)
      var value = 3000.0
      let samples = (0..<1440).map { index in
        value = max(0, value + .random(in: -80...80, using: &random))
        let jitter = Int.random(in: 0...300, using: &random)
        return Sample(at: test.now - .seconds(8 * 3600 - index * 10) + .milliseconds(jitter), value: value.rounded())
      }
      count += try await device.send(.power, samples).counts[0]
    }
    try await test.hot.mergeLate()
    let bytes = try await test.database.first(
      """
      select sum(pg_column_size(h.*))::bigint from metric_hours h
      """
    ) { try $0.next(Int.self) }
    #expect(Double(bytes ?? .max) / Double(count) < 3)
  }
}
