import Runtime
import TestSupport
import Testing

@testable import Telemetry

/// Rules that need no database: growth, buckets, resolutions, lines.
@Suite struct RuleTests {
  private static let start = Instant(seconds: 1_795_248_000)

  private func bucket(_ values: [Double]) -> Bucket? {
    let samples = values.enumerated().map { Sample(at: Self.start + .seconds($0.offset * 10), value: $0.element) }
    return Bucket.rolled(samples, seconds: 3600).first
  }

  @Test func `a counter that begins again has grown by what it shows, one that rounds has not`() {
    #expect(bucket([100, 110, 5, 20])?.growth.by == 30)
    #expect(bucket([100, 110, 5, 20])?.growth.resets == 1)
    #expect(bucket([100_000, 99_999, 100_010])?.growth.by == 11)
    #expect(bucket([100_000, 99_999])?.growth.resets == 0)
    #expect(bucket([7])?.growth == Growth())
    #expect(bucket([5, 0, 0])?.growth.resets == 1)
  }

  @Test func `buckets put together are the bucket of all`() {
    let values = [100.0, 130, 20, 25, 60, 58, 90, 3]
    for cut in 1..<values.count {
      var left = bucket(Array(values[..<cut]))
      if let right = bucket(Array(values[cut...])) { left?.append(right) }
      #expect(left == bucket(values), "\(cut)")
    }
  }

  private func read(_ text: String, _ precision: LinePrecision = .nanoseconds) -> [String] {
    LineReader.read(Array(text.utf8), precision).map { sent in
      guard case .read(let metric, let time, let value) = sent else { return "malformed" }
      let at =
        switch time {
        case .at(let instant): instant.description
        case .now: "now"
        case .unreadable: "?"
        }
      return "\(metric) \(value.map { $0.text } ?? "-") \(at)"
    }
  }

  @Test func `lines are read as InfluxDB reads them`() {
    #expect(read("power value=12 1795248000000000000") == ["power 12 \(Self.start)"])
    #expect(read("inverter,site=a\\ b,x=y power=12.5,soc=80i 1795248000000000000\n").count == 2)
    #expect(read("m power=1e3") == ["power 1000 now"])
    #expect(read("m power=1u,soc=2i,note=\"a, b=c\\\" d\",ok=true 1795248000", .seconds)[2] == "note - \(Self.start)")
    #expect(
      read("# comment\n\n  \npower value=1 1795248000000\r\npower value=2 bad", .milliseconds) == [
        "power 1 \(Self.start)", "power 2 ?",
      ])
    #expect(read("power value=1 5 6") == ["malformed"])
    for line in [
      "power", "power ", "power value", "power value=", ",a=b c=1", "power,a value=1", "=", "m a=\"b",
    ] {
      #expect(read(line) == ["malformed"], "\(line)")
    }
    #expect(read("m power=NaN,soc=inf,a=0x10,b=- 1").map { $0.split(separator: " ")[1] } == ["-", "-", "-", "-"])
  }

  @Test func `no bytes bring the reader of lines down`() async throws {
    let found = try await complaints(seed: 5, attempts: FuzzScale.count(3000, long: 300_000)) { random in
      let letters = Array("ab =,\\\"\n\r1.#i".utf8)
      let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        Bool.random(using: &random) ? letters.randomElement(using: &random) ?? 0 : .random(in: 0...255, using: &random)
      }
      _ = LineReader.read(bytes, .milliseconds)
      return nil
    }
    #expect(found.isEmpty)
  }
}
