import HTTP
import Resources
import Runtime

/// Hours of the day at which load that is shed counts three times, by the clock on the wall.
struct PeakHours: Codable, Sendable, Equatable {
  let from: ClockTime
  let to: ClockTime

  static let usual = [PeakHours(from: ClockTime(second: 18 * 3600), to: ClockTime(second: 20 * 3600))]

  func contains(_ second: Int) -> Bool { (from.second..<to.second).contains(second) }
}

/// `18:00`
struct ClockTime: Field, Equatable {
  let second: Int

  init(second: Int) { self.second = second }

  static let schema: Schema = ["type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"]
  static let sample = ClockTime(second: 18 * 3600)

  init(_ value: FieldValue) throws(FieldFault) {
    let parts = try value.string().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
      let minute = Int(parts[1]),
      (0..<60).contains(minute), (0...1440).contains(hour * 60 + minute)
    else { throw FieldFault("bad-time", fr: "Une heure, par exemple 18:00.", en: "A time of day, such as 18:00.") }
    second = hour * 3600 + minute * 60
  }

  var text: String {
    let (hour, minute) = (second / 3600, second / 60 % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }

  func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }
}

/// The clock that the game goes by.
enum France {
  static let zone: Zone = {
    guard let zone = Zone.named("Europe/Paris") else { preconditionFailure("tzdata is not installed") }
    return zone
  }()
}

/// A part of a shedding in which one factor holds.
struct ShedSlice: Sendable {
  let during: Range<Instant>
  let factor: Int

  var seconds: Int { Int(during.upperBound.seconds - during.lowerBound.seconds) }

  private static let hour = Duration.seconds(3600)

  /// Cuts at half-hours, at the edges of the peak, and where the first continuous hour is over.
  static func cut(_ during: Range<Instant>, begun: Instant, peaks: [PeakHours]) -> [ShedSlice] {
    var cuts: Set<Instant> = [during.lowerBound, during.upperBound, begun + hour]
    var half = during.lowerBound.roundedUp(to: 1800)
    while half < during.upperBound {
      cuts.insert(half)
      half = half + .seconds(1800)
    }
    cuts.formUnion(edges(of: peaks, around: during))
    let places = cuts.filter { during.contains($0) || $0 == during.upperBound }.sorted()
    return zip(places, places.dropFirst()).map { start, end in
      ShedSlice(during: start..<end, factor: factor(at: start, begun: begun, peaks))
    }
  }

  private static func edges(of peaks: [PeakHours], around during: Range<Instant>) -> [Instant] {
    let zone = France.zone
    let days = Set([during.lowerBound, during.upperBound].map { zone.local($0).day })
    return days.flatMap { day in
      peaks.flatMap { [$0.from.second, $0.to.second] }.compactMap { second in
        second == 86_400 ? zone.start(of: day.adding(1)) : zone.instant(of: LocalTime(day: day, second: second))
      }
    }
  }

  private static func factor(at start: Instant, begun: Instant, _ peaks: [PeakHours]) -> Int {
    let second = France.zone.local(start).second
    if peaks.contains(where: { $0.contains(second) }) { return 3 }
    return start >= begun + hour ? 2 : 1
  }
}

extension Instant {
  func roundedDown(to seconds: Int64) -> Instant {
    let over = ((self.seconds % seconds) + seconds) % seconds
    return Instant(seconds: self.seconds - over)
  }

  func roundedUp(to seconds: Int64) -> Instant {
    let down = roundedDown(to: seconds)
    return down == self ? self : down + .seconds(seconds)
  }
}

extension Problem {
  static func endBeforeStart(_ pointer: String) -> Problem {
    let fault = FieldFault("bad-span", fr: "La fin vient après le début.", en: "The end comes after the beginning.")
    return Problem(.validation, faults: [Problem.Fault(pointer, fault)])
  }
}
