import Runtime

/// What the samples of a stretch of time come to.
struct Bucket: Equatable, Sendable {
  var start: Instant
  var count: Int
  var min: Double
  var max: Double
  var sum: Double
  var first: Double
  var last: Double
  /// From its first sample to its last; what lies before the first is the reader's to add.
  var growth: Growth

  var mean: Double { sum / Double(count) }

  /// Another one that follows, put to this one.
  mutating func append(_ next: Bucket) {
    growth = growth + Growth(from: last, to: next.first) + next.growth
    count += next.count
    min = Swift.min(min, next.min)
    max = Swift.max(max, next.max)
    sum += next.sum
    last = next.last
  }
}

extension Bucket {
  init(start: Instant, _ sample: Sample) {
    let value = sample.value
    self.init(
      start: start, count: 1, min: value, max: value, sum: value, first: value, last: value, growth: Growth())
  }

  /// Samples in the order of time, in buckets of so many seconds.
  static func rolled(_ samples: [Sample], seconds: Int64) -> [Bucket] {
    var rolled: [Bucket] = []
    var end = samples.first?.at ?? Instant(seconds: 0)
    for sample in samples {
      if sample.at >= end {
        let start = sample.at.floored(to: seconds)
        end = start + .seconds(seconds)
        rolled.append(Bucket(start: start, sample))
      } else {
        rolled[rolled.count - 1].append(Bucket(start: sample.at, sample))
      }
    }
    return rolled
  }

  /// Buckets in the order of time; those whose start `place` names alike become one.
  static func joined(_ buckets: [Bucket], at place: (Bucket) -> Instant) -> [Bucket] {
    var joined: [Bucket] = []
    for bucket in buckets {
      let start = place(bucket)
      if joined.last?.start == start {
        joined[joined.count - 1].append(bucket)
      } else {
        var first = bucket
        first.start = start
        joined.append(first)
      }
    }
    return joined
  }
}
