import Runtime
import TestSupport
import Testing

@testable import Telemetry

/// What is packed comes back, whatever it was.
@Suite struct PackingTests {
  private static let hour = Instant(seconds: 1_795_248_000)

  private enum Shape: CaseIterable {
    case regular, jittered, random, spiky, counter, still, few
  }

  private static func samples(_ shape: Shape, _ random: inout SplitMix) -> [Sample] {
    let count = shape == .few ? Int.random(in: 1...5, using: &random) : 360
    var value = Double.random(in: -5000...5000, using: &random)
    var times: Set<Int64> = []
    for index in 0..<count {
      switch shape {
      case .jittered: times.insert(Int64(index) * 10_000 + Int64.random(in: 0...400, using: &random))
      case .random, .few: times.insert(Int64.random(in: 0..<3_600_000, using: &random))
      default: times.insert(Int64(index) * 10_000)
      }
    }
    return times.sorted().map { time in
      switch shape {
      case .counter: value = abs(value) + Double.random(in: 0...30, using: &random)
      case .spiky where Int.random(in: 0..<50, using: &random) == 0: value = .random(in: -2e9...2e9, using: &random)
      case .still: break
      default: value += .random(in: -60...60, using: &random)
      }
      return Sample(at: Instant(milliseconds: hour.milliseconds + time), value: value)
    }
  }

  @Test func `samples of any shape come back as they were, to the precision`() async throws {
    let found = try await complaints(seed: 46, attempts: FuzzScale.count(400, long: 20_000)) { random in
      let shape = Shape.allCases.randomElement(using: &random) ?? .regular
      let precision = Precision([1, 0.1, 0.001, 10, 0.25].randomElement(using: &random) ?? 1)
      let samples = Self.samples(shape, &random).map { Sample(at: $0.at, value: precision.rounded($0.value)) }
      let packed = PackedHour.pack(samples, of: Self.hour, to: precision)
      return (try? PackedHour.unpack(packed, of: Self.hour)) == samples ? nil : "\(shape) to \(precision.step)"
    }
    #expect(found.isEmpty, "\(found)")
  }

  @Test func `a sample takes less than three bytes, also where times are irregular`() {
    var random = SplitMix(seed: 7)
    for shape in [Shape.regular, .jittered, .random, .counter, .still] {
      let samples = Self.samples(shape, &random)
      let bytes = PackedHour.pack(samples, of: Self.hour, to: Precision(1)).count
      #expect(Double(bytes) / Double(samples.count) < (shape == .random ? 2.9 : 2.2), "\(shape): \(bytes)")
    }
  }

  @Test func `regular times take next to nothing, and those behind a beat only their delay`() {
    let times = (0..<360).map { Int64($0) * 10_000 + 3 }
    func bits(_ times: [Int64]) -> Int { RiceCode.length(Timing.shortest(of: times).codes) }
    #expect(bits(times) < 110)
    #expect(bits(times.filter { $0 % 600_000 != 3 }) < 900)
    let late = times.enumerated().map { $1 + Int64($0 * 7919 % 401) }
    #expect(Beat(of: late) == Beat(period: 10_000, phase: 3))
    #expect(bits(late) < 360 * 9 + 80)
    #expect(Beat(of: times + [times[359] + 4]) == nil)
  }

  @Test func `buckets come back as they were`() {
    var random = SplitMix(seed: 11)
    for shape in Shape.allCases {
      let precision = Precision(0.1)
      let samples = Self.samples(shape, &random).map { Sample(at: $0.at, value: precision.rounded($0.value)) }
      let buckets = Bucket.rolled(samples, seconds: 300)
      let packed = PackedBuckets.pack(
        buckets, from: Self.hour, seconds: 300, to: precision, growing: shape == .counter)
      let back = (try? PackedBuckets.unpack(packed, from: Self.hour, seconds: 300)) ?? []
      #expect(back.map(\.start) == buckets.map(\.start) && back.map(\.count) == buckets.map(\.count))
      for (one, other) in zip(back, buckets) {
        if shape == .counter {
          #expect(abs(one.growth.by - other.growth.by) < 0.06 && abs(one.first - other.first) < 0.06)
        }
        for (left, right) in [
          (one.min, other.min), (one.max, other.max), (one.sum, other.sum), (one.last, other.last),
        ] { #expect(abs(left - right) < 0.06, "\(shape)") }
      }
    }
  }

  @Test func `bytes that are damaged are refused or read as something, and end nothing`() async throws {
    let found = try await complaints(seed: 3, attempts: FuzzScale.count(2000, long: 200_000)) { random in
      var bytes = PackedHour.pack(Self.samples(.few, &random), of: Self.hour, to: Precision(1))
      for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random) }
      bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
      _ = try? PackedHour.unpack(bytes, of: Self.hour)
      _ = try? PackedBuckets.unpack(bytes, from: Self.hour, seconds: 300)
      return nil
    }
    #expect(found.isEmpty)
  }

  @Test func `a step of a tenth gives tenths`() {
    for (step, value, kept) in [
      (0.1, 72.34, 72.3), (1, 0.5, 1), (0.001, 1.0005, 1.001), (10, 14, 10), (0.25, 0.3, 0.25),
    ] {
      #expect(Precision(step).rounded(value) == kept)
    }
    #expect("\(Precision(0.1).value(723))" == "72.3")
  }
}
