import Runtime

/// The level from one change to the next: a straight line, in whole Wh at its ends.
struct LevelPiece: Equatable, Sendable {
  let from: Instant
  let to: Instant
  let start: Int
  let end: Int

  func level(at instant: Instant) -> Int {
    let length = (to - from).inSeconds
    guard length > 0, start != end else { return instant < to ? start : end }
    let share = min(1, max(0, (instant - from).inSeconds / length))
    return start + Int((Double(end - start) * share).rounded())
  }

  /// The part of it that lies in a span; nil where there is none.
  func clipped(to span: ClosedRange<Instant>) -> LevelPiece? {
    let (first, last) = (max(from, span.lowerBound), min(to, span.upperBound))
    guard first <= last else { return nil }
    return LevelPiece(from: first, to: last, start: level(at: first), end: last == to ? end : level(at: last))
  }
}

/// What happened within some time.
struct LevelBucket: Equatable, Sendable {
  let at: Instant
  var min: Int
  var max: Int
  var last: Int

  init(_ at: Instant, _ level: Int) { (self.at, min, max, last) = (at, level, level, level) }

  mutating func pass(_ level: Int) {
    (min, max, last) = (Swift.min(min, level), Swift.max(max, level), level)
  }
}

/// Rolls pieces up as they pass by: no highest and no lowest level is lost.
struct LevelRollUp: Sendable {
  let resolution: LevelResolution
  let zone: Zone
  private var bucket: LevelBucket?
  private var end = Instant(microseconds: .min)

  init(_ resolution: LevelResolution, in zone: Zone) {
    self.resolution = resolution
    self.zone = zone
  }

  /// The buckets that are complete once this piece has passed.
  mutating func pass(_ piece: LevelPiece) -> [LevelBucket] {
    var complete: [LevelBucket] = []
    var at = piece.from
    enter(at, piece.start, &complete)
    while at < piece.to {
      let next = min(end, piece.to)
      bucket?.pass(piece.level(at: next))
      at = next
      // At a boundary the level belongs to both sides; at the end of the piece the next one enters.
      if at < piece.to { enter(at, piece.level(at: at), &complete) }
    }
    return complete
  }

  mutating func finish() -> [LevelBucket] {
    defer { bucket = nil }
    return bucket.map { [$0] } ?? []
  }

  private mutating func enter(_ at: Instant, _ level: Int, _ complete: inout [LevelBucket]) {
    if bucket != nil, at < end {
      bucket?.pass(level)
      return
    }
    if let bucket { complete.append(bucket) }
    let range = resolution.bucket(of: at, in: zone)
    bucket = LevelBucket(range.lowerBound, level)
    end = range.upperBound
  }
}
