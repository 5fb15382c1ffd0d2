import Resources
import Runtime
import Sites

/// A sample as somebody sent it, or why it cannot be read.
enum SentSample: Sendable {
  case read(metric: String, at: SentTime, value: Double?)
  case malformed
}

enum SentTime: Sendable {
  case at(Instant)
  /// Nobody said: when it was received.
  case now
  case unreadable
}

/// A sample that may be kept, and its place among those sent.
struct CheckedSample: Sendable {
  let series: SeriesNumber
  let sample: Sample
  let index: Int
}

/// What of the sent is fit to be kept, and why the rest is not. The rules know no database.
struct CheckedSamples: Sendable {
  static let ahead = Duration.seconds(300)
  static let back = Duration.seconds(30 * 86_400)

  private(set) var fit: [CheckedSample] = []
  private(set) var refused: [Refused] = []

  init(_ sent: [SentSample], of device: KnownDevice, at now: Instant) {
    fit.reserveCapacity(sent.count)
    for (index, sample) in sent.enumerated() {
      switch Self.check(sample, of: device, at: now) {
      case .success(let found): fit.append(CheckedSample(series: found.series, sample: found.sample, index: index))
      case .failure(let fault): refused.append(Refused(index: index, code: fault.code))
      }
    }
  }

  private struct Fault: Error {
    let code: RefusalCode
  }

  private static func check(
    _ sent: SentSample, of device: KnownDevice, at now: Instant
  ) -> Result<(series: SeriesNumber, sample: Sample), Fault> {
    guard case .read(let name, let time, let value) = sent else { return .failure(Fault(code: .malformed)) }
    guard let series = device.series[name] else { return .failure(Fault(code: .unknownMetric)) }
    guard let value, value.isFinite else { return .failure(Fault(code: .notANumber)) }
    let at: Instant
    switch time {
    case .at(let instant): at = instant.flooredToMillisecond
    case .now: at = now.flooredToMillisecond
    case .unreadable: return .failure(Fault(code: .badTime))
    }
    guard series.key.metric.range.contains(value) else { return .failure(Fault(code: .outOfRange)) }
    if at > now + ahead { return .failure(Fault(code: .inTheFuture)) }
    if at < now - back { return .failure(Fault(code: .tooOld)) }
    return .success((series.number, Sample(at: at, value: series.precision.rounded(value))))
  }
}
