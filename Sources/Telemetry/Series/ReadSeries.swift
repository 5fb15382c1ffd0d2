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
    for piece in try await pieces() {
      let points = try await database.heavily(for: party) {
        try await window.resolution == .raw ? samples(in: piece) : buckets(in: piece, after: &before)
      }
      try await take(points)
    }
  }

  private func pieces() async throws -> [Range<Instant>] {
    let whole = window.start..<max(window.start, window.end)
    if window.isShort { return whole.isEmpty ? [] : [whole] }
    let hours = whole.lowerBound.hour..<(whole.upperBound - .milliseconds(1)).hour + .seconds(3600)
    let counts = try await database.heavily(for: party) { try await history.counts(of: series, in: hours) }
    return window.pieces(holding: counts)
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

extension SeriesWindow {
  private static let mostAtOnce = 200_000
  private static let longest = Duration.seconds(400 * 86_400)

  /// Pieces that are read one after another: whole days, and none longer than memory likes. Nothing is asked for where nothing
  /// is.
  ///
  /// - Parameter counts: how many samples the hours hold.
  func pieces(holding counts: [Instant: Int]) -> [Range<Instant>] {
    var pieces: [Range<Instant>] = []
    var weight = 0
    for (hour, count) in counts.sorted(by: { $0.key < $1.key }) {
      // Midnight may lie within an hour by UTC.
      for day in [day(of: hour), day(of: hour + .seconds(3599))] {
        guard let last = pieces.last else {
          pieces = [day]
          continue
        }
        if day.upperBound <= last.upperBound { continue }
        if weight >= Self.mostAtOnce || day.upperBound - last.lowerBound > Self.longest {
          pieces.append(day)
          weight = 0
        } else {
          pieces[pieces.count - 1] = last.lowerBound..<day.upperBound
        }
      }
      weight += isOutOfSamples ? count : 1
    }
    let whole = start..<max(start, end)
    return pieces.map { $0.clamped(to: whole) }.filter { !$0.isEmpty }
  }

  private var isOutOfSamples: Bool { resolution == .raw || resolution == .fives }

  private func day(of moment: Instant) -> Range<Instant> {
    let day = zone.local(moment).day
    return zone.start(of: day)..<zone.start(of: day.adding(1))
  }
}
