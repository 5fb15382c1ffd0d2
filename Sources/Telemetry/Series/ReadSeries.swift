import Postgres
import Runtime
import Sites

/// The points of a series, piece after piece: a window may be as long as it likes. Each piece waits for its turn, so that
/// who asks for much waits behind themselves, and who reads slowly keeps nobody waiting.
struct SeriesReader: Sendable {
  let series: Series
  let window: SeriesWindow
  let history: History
  let database: Database
  let party: String

  /// Hands over the points of each piece, in the order of time.
  func read(_ take: ([SeriesPoint]) async throws -> Void) async throws {
    var before: Double?
    if series.isCounter, window.resolution != .raw {
      before = try await database.heavily(for: party) {
        try await history.value(of: series, before: window.start.hour)
      }
    }
    for piece in window.pieces {
      let points = try await database.heavily(for: party) {
        try await window.resolution == .raw ? samples(in: piece) : buckets(in: piece, after: &before)
      }
      try await take(points)
    }
  }

  private func samples(in piece: Range<Instant>) async throws -> [SeriesPoint] {
    try await history.samples(of: series, in: piece).map { .measured(SamplePoint(at: $0.at, value: $0.value)) }
  }

  func all() async throws -> [SeriesPoint] {
    var all: [SeriesPoint] = []
    try await read { all += $0 }
    return all
  }

  /// - Parameter before: the value before the piece, and then that at its end.
  private func buckets(in piece: Range<Instant>, after before: inout Double?) async throws -> [SeriesPoint] {
    let whole = piece.lowerBound.hour..<(piece.upperBound - .milliseconds(1)).hour + .seconds(3600)
    let found = try await history.buckets(of: series, in: whole, width(in: piece))
    let joined = Bucket.joined(found) { bucket in
      window.resolution == .days ? window.zone.start(of: window.zone.local(bucket.start).day) : bucket.start
    }
    var points: [SeriesPoint] = []
    for bucket in joined {
      if bucket.start >= piece.lowerBound && bucket.start < piece.upperBound {
        points.append(point(bucket, after: before))
      }
      // An hour may begin in the piece before: its buckets were counted there.
      if bucket.start < piece.upperBound { before = bucket.last }
    }
    return points
  }

  /// Days out of hours, unless midnight is no full hour by UTC.
  private func width(in piece: Range<Instant>) -> BucketWidth {
    switch window.resolution {
    case .raw, .fives: return .fives
    case .hours: return .hours
    case .days:
      let offsets = [piece.lowerBound, piece.upperBound].map { window.zone.offset(at: $0) }
      return offsets.allSatisfy { $0.isMultiple(of: 3600) } ? .hours : .fives
    }
  }

  private func point(_ bucket: Bucket, after before: Double?) -> SeriesPoint {
    let precision = series.precision
    var growth = bucket.growth
    if let before { growth = Growth(from: before, to: bucket.first) + growth }
    return .rolled(
      BucketPoint(
        at: bucket.start, min: bucket.min, mean: precision.ofMeans.rounded(bucket.mean), max: bucket.max,
        last: bucket.last, count: bucket.count, delta: series.isCounter ? precision.rounded(growth.by) : nil,
        resets: series.isCounter ? growth.resets : nil))
  }
}
