import Postgres
import Runtime

/// Tells the row how far an import has come: ten times a second at the most and only what is new, once a second at the
/// least, since who is silent for long is taken for dead. The very last counts are written with the state that ends it.
struct ImportPublisher: Sendable {
  let run: ImportRun
  let imports: ImportFeature

  func run() async {
    var (told, toldAt) = (run.job.progress.counts, ContinuousClock.now)
    var speed = ImportSpeed(told, at: toldAt)
    while (try? await Task.sleep(for: .milliseconds(100))) != nil {
      let (counts, now) = (run.job.progress.counts, ContinuousClock.now)
      guard counts != told || now - toldAt > .milliseconds(800) else { continue }
      speed.note(counts, at: now)
      // A database that is away for a moment is asked again.
      guard let answer = try? await publish(counts, speed) else { continue }
      (told, toldAt) = (counts, now)
      switch answer {
      case .goOn: break
      case .cancelRequested: run.stop(.requested)
      case .notOurs: run.stop(.interrupted)
      }
    }
  }

  private enum Answer { case goOn, cancelRequested, notOurs }

  private func publish(_ counts: Progress.Counts, _ speed: ImportSpeed) async throws -> Answer {
    let isCancelled = try await imports.database.first(
      """
      with told as (
        update imports set bytes_received = \(counts.bytesReceived), bytes_total = \(counts.bytesTotal),
          rows_read = \(counts.rowsRead), rows_accepted = \(counts.rowsAccepted),
          rows_rejected = \(counts.rowsRejected), rows_duplicate = \(counts.rowsDuplicate),
          rows_corrected = \(counts.rowsCorrected), rows_older = \(counts.rowsOlder), phase = \(counts.phase.rawValue),
          rows_per_second = \(speed.rowsPerSecond), seconds_left = \(speed.secondsLeft(counts)),
          beat_at = \(imports.clock.now)
        where id = \(run.job.id) and state in ('receiving', 'merging')
        returning id, cancel_requested
      )
      select cancel_requested, pg_notify('imports', id::text) from told
      """
    ) { row in try row.next(Bool.self) }
    return isCancelled.map { $0 ? .cancelRequested : .goOn } ?? .notOurs
  }
}

/// How fast it goes, as the last few seconds tell.
struct ImportSpeed: Sendable {
  private var last: (counts: Progress.Counts, at: ContinuousClock.Instant)
  private var rows: Double?
  private var bytes: Double?

  init(_ counts: Progress.Counts, at now: ContinuousClock.Instant) { last = (counts, now) }

  mutating func note(_ counts: Progress.Counts, at now: ContinuousClock.Instant) {
    let seconds = (now - last.at).inSeconds
    guard seconds > 0 else { return }
    rows = smooth(rows, Double(counts.rowsRead - last.counts.rowsRead) / seconds, over: seconds)
    bytes = smooth(bytes, Double(counts.bytesReceived - last.counts.bytesReceived) / seconds, over: seconds)
    last = (counts, now)
  }

  /// Smooths a speed: what is older than three seconds counts less than what is newer.
  private func smooth(_ before: Double?, _ now: Double, over seconds: Double) -> Double {
    let weight = seconds / (seconds + 3)
    return before.map { $0 + (now - $0) * weight } ?? now
  }

  var rowsPerSecond: Int? { rows.map { Int($0.rounded()) } }

  /// By the bytes that are still to come; nil when nobody knows how many.
  func secondsLeft(_ counts: Progress.Counts) -> Int? {
    guard let total = counts.bytesTotal, let bytes, bytes > 1, total > counts.bytesReceived else { return nil }
    let seconds = Double(total - counts.bytesReceived) / bytes
    return seconds < 1_000_000 ? Int(seconds.rounded(.up)) : nil
  }
}
