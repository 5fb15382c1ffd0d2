import HTTP
import Resources
import Runtime

/// What of the levels is asked for. Without a window it is today, until now.
struct LevelsQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let resolution: Resolution?

  /// A resolution, or the one that fits.
  enum Resolution: String, CaseIterable, Field {
    case auto, raw
    case fiveMinutes = "PT5M"
    case hours = "PT1H"
    case days = "P1D"
    case weeks = "P7D"
    case months = "P1M"

    var wanted: LevelResolution? { LevelResolution(rawValue: rawValue) }
  }
}

/// A window onto the levels of a reserve, and the part of it in which they are known: from the first declaration until now.
struct LevelsWindow: Sendable {
  let plant: Plant.ID
  let zone: Zone
  let span: ClosedRange<Instant>
  let known: ClosedRange<Instant>?
  var resolution = LevelResolution.raw

  static func span(_ from: WallMoment?, _ to: WallMoment?, in zone: Zone, now: Instant) throws -> ClosedRange<Instant> {
    let end = try to?.resolved(in: zone, "?to")
    let start = try from?.resolved(in: zone, "?from") ?? zone.start(of: zone.local(end ?? now).day)
    let last = end ?? max(now, start)
    guard start <= last else {
      let fault = FieldFault("bad-span", fr: "La fin vient après le début.", en: "The end comes after the beginning.")
      throw Problem(.validation, faults: [Problem.Fault("?to", fault)])
    }
    return start...last
  }

  /// The part of the window in which the level is known.
  var coverage: Double {
    guard let known else { return 0 }
    let whole = (span.upperBound - span.lowerBound).inSeconds
    return whole > 0 ? (known.upperBound - known.lowerBound).inSeconds / whole : 1
  }

  /// How many items the answer may have.
  var most: Int { known.map { resolution == .raw ? Int.max : resolution.points(in: $0) } ?? 0 }
}
