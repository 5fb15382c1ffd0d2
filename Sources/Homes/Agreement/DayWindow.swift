import Charts
import HTTP
import Resources
import Runtime

/// Civil days of which something is told: those that begin in [from, to). A single day may be named as both.
struct DayWindow: Sendable {
  /// As they were asked for.
  let days: Range<CivilDay>
  /// Those among them of which there may be something: no home is older than what is kept of it.
  let kept: Range<CivilDay>

  /// - Parameter back: how many days it is where nobody says.
  init(_ from: WallMoment?, _ to: WallMoment?, back: Int, at now: Instant) throws {
    let zone = Paris.zone
    let today = zone.local(now).day
    let end = try to.map { try Self.day($0.resolved(in: zone, "?to")) } ?? today
    let start = try from.map { try Self.day($0.resolved(in: zone, "?from")) } ?? end.adding(-back)
    guard start <= end else {
      let fault = FieldFault("bad-span", fr: "La fin vient après le début.", en: "The end comes after the beginning.")
      throw Problem(.validation, faults: [Problem.Fault("?to", fault)])
    }
    days = start..<max(end, start.adding(1))
    kept = days.clamped(to: today.adding(-1200)..<today.adding(1))
  }

  /// The first day that begins then or later.
  private static func day(_ instant: Instant) -> CivilDay {
    let day = Paris.zone.local(instant).day
    return day.span.lowerBound == instant ? day : day.adding(1)
  }

  var span: Range<Instant> { days.lowerBound.span.lowerBound..<days.upperBound.span.lowerBound }
  var count: Int { days.upperBound.daysSince1970 - days.lowerBound.daysSince1970 }
}

struct DaysQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
}

struct DaysChartQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let width: Int?
  let height: Int?
  let scale: Int?
  let theme: Theme?

  func picture() throws -> Picture { try Picture(width: width, height: height, scale: scale, theme: theme) }
}
