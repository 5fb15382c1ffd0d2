import HTTP
import Runtime

/// The clock that Enedis' days go by.
enum Paris {
  static let zone: Zone = {
    guard let zone = Zone.named("Europe/Paris") else { preconditionFailure("tzdata is not installed") }
    return zone
  }()
}

extension Duration {
  /// Exactly: as a quotient of durations an hour may be a little less than 3,600.
  var wholeSeconds: Int { Int(microseconds / 1_000_000) }
}

/// What is read of a meter.
package enum ReadingKind: String, CaseIterable, Field, Sendable { case curve, daily, maxPower }

package enum Direction: String, CaseIterable, Field, Sendable { case drawn, injected }

package enum Quality: String, CaseIterable, Field, Sendable, Comparable {
  /// By hand, out of a file; out of a home's box; from Enedis.
  case provisional, local, certified

  private var rank: Int { Quality.allCases.firstIndex(of: self) ?? 0 }
  package static func < (left: Quality, right: Quality) -> Bool { left.rank < right.rank }
}

/// One of Enedis' series of a usage point.
struct Series: Hashable, Sendable {
  let kind: ReadingKind
  let direction: Direction

  /// As the queue names it, and the API that it is asked of.
  var name: String { "\(kind.rawValue)/\(direction.rawValue)" }

  /// How many days one call may ask for.
  var daysPerCall: Int { kind == .curve ? 7 : 365 }

  /// How many days the night's round asks for, in one call.
  var daysPerRound: Int { kind == .curve ? 7 : Self.lookBack }

  /// How far back days are asked for again each night, in as many calls as it takes.
  static let lookBack = 30

  /// The oldest day that Enedis still has: 24 or 36 months, and 15 days.
  func depth(from today: CivilDay) -> CivilDay {
    today.yearsAgo(kind == .curve ? 2 : 3).adding(-15)
  }

  /// What some scopes allow to be read.
  static func covered(by scopes: Set<Consent.Scope>) -> [Series] {
    var series: [Series] = []
    if scopes.contains(.daily) { series += [Series(kind: .daily, direction: .drawn)] }
    if scopes.contains(.daily) { series += [Series(kind: .maxPower, direction: .drawn)] }
    if scopes.contains(.curve) { series += [Series(kind: .curve, direction: .drawn)] }
    guard scopes.contains(.injection) else { return series }
    series.append(Series(kind: .daily, direction: .injected))
    if scopes.contains(.curve) { series.append(Series(kind: .curve, direction: .injected)) }
    return series
  }
}

/// Enedis publishes a day from eight in the morning of the next one on: it is asked for from ten past on, each series at a
/// second of its own, so that not all ask at once.
enum NightRound {
  private static let opens = (8 * 60 + 10) * 60
  /// What all homes are spread over.
  private static let spread = 3000

  static func next(after now: Instant, for home: Home.ID, _ series: Series) -> Instant {
    let zone = Paris.zone
    let second = opens + Int(chance(home, series) % UInt64(spread))
    var day = zone.local(now).day
    while true {
      let at = zone.start(of: day) + .seconds(second)
      // By the clock on the wall, also on the days that clocks change.
      let wall = zone.instant(of: LocalTime(day: day, second: second)) ?? at
      if wall > now { return wall }
      day = day.adding(1)
    }
  }

  /// Today's answers are as good as its round: the next one is tomorrow's. Before it opens today's is still to come.
  static func following(_ now: Instant, for home: Home.ID, _ series: Series) -> Instant {
    let zone = Paris.zone
    let local = zone.local(now)
    return next(after: local.second < opens ? now : zone.start(of: local.day.adding(1)), for: home, series)
  }

  static func isOpen(at now: Instant) -> Bool { Paris.zone.local(now).second >= opens }

  /// Always the same for one series.
  private static func chance(_ home: Home.ID, _ series: Series) -> UInt64 {
    var mixed: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in (home.description + series.name).utf8 { mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return mixed ^ mixed >> 29
  }
}
