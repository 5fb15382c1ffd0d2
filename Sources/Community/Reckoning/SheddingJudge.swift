import HTTP
import Postgres
import Resources
import Runtime

/// Finds the inputs of one home's sheddings in its curve.
struct SheddingJudge: Sendable {
  let curve: HomeCurve
  let history: [CurveDay]
  let diary: SheddingDiary
  let peaks: [PeakHours]
  let now: Instant

  /// After that what is not certified earns nothing.
  private static let patience = Duration.seconds(30 * 86_400)
  private static let half = Duration.seconds(1800)
  private static let afterwards = 4
  /// From four hours to one hour before the beginning, in half-hours.
  private static let morning = 2..<8

  init(curve: HomeCurve, diary: SheddingDiary, peaks: [PeakHours], now: Instant) {
    (self.curve, self.diary, self.peaks, self.now) = (curve, diary, peaks, now)
    history = curve.history
  }

  /// Nil for what is paid only once it is certified.
  func points(_ shedding: DueShedding) throws -> DuePoints? {
    let (during, after) = halfHours(of: shedding)
    let readings = (during + after).map { curve.watts($0) }
    let isCertified = readings.allSatisfy { $0?.isCertified == true }
    let isLate = !isCertified && now - shedding.to > Self.patience
    if shedding.mode == .simple, !isCertified, !isLate { return nil }
    let baseline = baseline(of: shedding)
    let places = (during + after).map(\.dayPlace)
    let inputs = Shedding(
      from: .instant(shedding.from), to: .instant(shedding.to), watts: shedding.watts, mode: shedding.mode,
      peaks: peaks,
      continuousSeconds: diary.continuous(before: shedding.from, shedding.player),
      earlierSeconds: diary.earlier(on: shedding.day, before: shedding.from, shedding.player),
      halfHours: (during + after).map { at in
        ShedHalfHour(at: at, baselineWatts: baseline.watts(at.dayPlace), watts: curve.watts(at)?.watts)
      },
      baselineCoverage: baseline.coverage(places), uncertified: isLate)
    return try DuePoints(
      shedding.player, .shedding, key: "shedding:\(shedding.id)", earnedAt: shedding.from,
      isFinal: isCertified || isLate,
      inputs)
  }

  /// Those that it touches, and the four after it in which nothing is shed again.
  private func halfHours(of shedding: DueShedding) -> (during: [Instant], after: [Instant]) {
    var (during, at) = ([Instant](), shedding.from.roundedDown(to: 1800))
    while at < shedding.to {
      during.append(at)
      at = at + Self.half
    }
    let start = at
    let after = (0..<Self.afterwards).map { start + .seconds(1800 * $0) }
    return (during, after.filter { !diary.isShedding(shedding.player, in: $0..<($0 + Self.half)) })
  }

  private func baseline(of shedding: DueShedding) -> Baseline {
    let start = shedding.from.roundedDown(to: 1800)
    let morning = Self.morning.compactMap { number -> (DayPlace, Int)? in
      let at = start - .seconds(1800 * (number + 1))
      return curve.watts(at).map { (at.dayPlace, $0.watts) }
    }
    return Baseline(
      of: shedding.day, from: history, events: diary.days(shedding.player),
      morning: Dictionary(morning, uniquingKeysWith: { first, _ in first }))
  }
}

extension DuePoints {
  /// Wh that a shedding gave, in all and at the peak.
  var energies: (shed: Int, peak: Int) {
    guard rule == .shedding,
      let shedding = try? JSONParser.parse(Array(inputs.text.utf8)).value(as: Shedding.self, at: "")
    else { return (0, 0) }
    return (try? shedding.energies()) ?? (0, 0)
  }
}
