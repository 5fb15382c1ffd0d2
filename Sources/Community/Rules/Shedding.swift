import HTTP
import Resources
import Runtime

/// A half-hour of a shedding, or of the two hours after it: what the home would have drawn, and what it drew.
struct ShedHalfHour: Codable, Sendable, CheckedWhole {
  let at: Instant
  /// After the adjustment, which only ever lowers it; null where too few days tell.
  let baselineWatts: Int?
  let watts: Int?

  var fault: FieldFault? { Amounts.fault([baselineWatts, watts]) }
}

/// Load that was given up for a while: the energy shed, twice after the first continuous hour, three times at the peak (the
/// greater of the two, never their product), less what was caught up on afterwards. Ten points for a kilowatt-hour.
struct Shedding: RuleInputs, CheckedWhole {
  let from: WallMoment
  let to: WallMoment
  /// As declared; in simple mode it caps nothing.
  let watts: Int
  let mode: Mode?
  let peaks: [PeakHours]?
  /// How long load had been shed right before.
  let continuousSeconds: Int?
  /// How long load had been shed earlier on that day.
  let earlierSeconds: Int?
  /// Without them the answer is what would be earned.
  let halfHours: [ShedHalfHour]?
  /// Per cent of the half-hours behind the baseline that there are.
  let baselineCoverage: Int?
  /// True where nobody has certified the curve in time.
  let uncertified: Bool?

  var fault: FieldFault? {
    guard watts >= 0 else { return FieldFault("out-of-range", fr: "Au moins 0 W.", en: "0 W at the least.") }
    return Amounts.fault([watts], days: [continuousSeconds, earlierSeconds, baselineCoverage])
  }

  static let mostSeconds = 3 * 3600
  static let leastCoverage = 80
  private static let reboundSeconds = 2 * 3600
  /// Watts times seconds in a kilowatt-hour.
  private static let kilowattHour = 3_600_000

  func outcome() throws -> Outcome {
    if uncertified == true { return tooLate }
    if let baselineCoverage, baselineCoverage < Self.leastCoverage { return unknown(baselineCoverage) }
    let (shed, end) = try shed()
    let energy = shed.reduce(0) { $0 + $1.watts * $1.slice.seconds }
    let weighted = shed.reduce(0) { $0 + $1.watts * $1.slice.seconds * $1.slice.factor }
    let rebound = min(rebound(after: end), energy / 3600)
    let points = max(0, (10 * (weighted - rebound * 3600)).flooredDivision(by: Self.kilowattHour))
    return Outcome(
      points: points, explanation: told(shed, rebound, points),
      figures: [
        Figure(name: "shed", value: Double(energy / 3600), unit: "Wh"),
        Figure(name: "rebound", value: Double(rebound), unit: "Wh"),
      ])
  }

  /// Wh that were given up, in all and at the peak.
  func energies() throws -> (shed: Int, peak: Int) {
    if uncertified == true || (baselineCoverage ?? 100) < Self.leastCoverage { return (0, 0) }
    let all = try shed().slices
    return (all.reduce(0) { $0 + $1.wh }, all.filter { $0.slice.factor == 3 }.reduce(0) { $0 + $1.wh })
  }

  private func shed() throws -> (slices: [Shed], end: Instant) {
    let start = try from.resolved(in: France.zone, "/inputs/from")
    let end = try to.resolved(in: France.zone, "/inputs/to")
    guard start < end else { throw Problem.endBeforeStart("/inputs/to") }
    return (slices(start, end).map { Shed(slice: $0, watts: power(in: $0)) }, end)
  }

  private func slices(_ start: Instant, _ end: Instant) -> [ShedSlice] {
    let left = max(0, Self.mostSeconds - (earlierSeconds ?? 0))
    let last = min(end, start + .seconds(left))
    guard start < last else { return [] }
    return ShedSlice.cut(start..<last, begun: start - .seconds(continuousSeconds ?? 0), peaks: peaks ?? PeakHours.usual)
  }

  /// What was given up in a slice.
  private func power(in slice: ShedSlice) -> Int {
    guard let halfHours else { return watts }
    let half = slice.during.lowerBound.roundedDown(to: 1800)
    guard let found = halfHours.first(where: { $0.at == half }), let baseline = found.baselineWatts else { return 0 }
    let drop = found.watts.map { max(0, baseline - $0) }
    if mode == .simple { return drop ?? 0 }
    // The load behind the relay would not have run.
    if baseline * 5 < watts { return 0 }
    return min(watts, baseline, drop ?? watts)
  }

  /// Wh above the baseline in the two hours after the end.
  private func rebound(after end: Instant) -> Int {
    let after = end..<(end + .seconds(Self.reboundSeconds))
    let excess = (halfHours ?? []).reduce(0) { sum, half in
      guard after.contains(half.at), let baseline = half.baselineWatts, let watts = half.watts else { return sum }
      return sum + watts - baseline
    }
    return max(0, excess / 2)
  }
}

/// A slice and the power that was shed in it.
private struct Shed {
  let slice: ShedSlice
  let watts: Int

  var wh: Int { watts * slice.seconds / 3600 }
}

extension Shedding {
  private func told(_ shed: [Shed], _ rebound: Int, _ points: Int) -> Text {
    var parts = [1, 2, 3].compactMap { factor in
      let wh = shed.filter { $0.slice.factor == factor }.reduce(0) { $0 + $1.wh }
      return wh > 0 ? worth(wh, factor) : nil
    }
    if parts.isEmpty { return nothing }
    if rebound >= 50 { parts.append(caughtUp(rebound)) }
    let earned = Text.points(points)
    parts.append(
      Text(
        fr: "Dix points par kWh : \(earned.french).", en: "Ten points for each kWh: \(earned.english)."))
    return .joined(parts)
  }

  private func worth(_ wh: Int, _ factor: Int) -> Text {
    let (energy, s) = (Text.kilowattHours(wh), wh < 2000 ? "" : "s")
    return switch factor {
    case 3:
      Text(
        fr: "\(energy.french) laissé\(s) au réseau à l’heure de pointe, compté\(s) trois fois.",
        en: "\(energy.english) left to the grid at the peak, counted three times.")
    case 2:
      Text(
        fr: "\(energy.french) laissé\(s) après la première heure, compté\(s) deux fois.",
        en: "\(energy.english) left after the first hour, counted twice.")
    default:
      Text(fr: "\(energy.french) laissé\(s) au réseau.", en: "\(energy.english) left to the grid.")
    }
  }

  private func caughtUp(_ wh: Int) -> Text {
    let (energy, s) = (Text.kilowattHours(wh), wh < 2000 ? "" : "s")
    return Text(
      fr: "\(energy.french) repris dans les deux heures d’après, retiré\(s).",
      en: "\(energy.english) drawn again in the two hours after, taken off.")
  }

  private var nothing: Text {
    Text(
      fr: "Rien n’a été libéré : sans ce délestage, l’appareil n’aurait pas tourné, ou la courbe ne le montre pas.",
      en: "Nothing was left to the grid: the appliance would not have run anyway, or the curve does not show it.")
  }

  private var tooLate: Outcome {
    Outcome(
      points: 0,
      explanation: Text(
        fr: "Trente jours après, aucune courbe certifiée n’est venue confirmer ce délestage.",
        en: "Thirty days later no certified curve has come to confirm this shedding."))
  }

  private func unknown(_ coverage: Int) -> Outcome {
    Outcome(
      points: 0,
      explanation: Text(
        fr:
          "Seules \(coverage) % des demi-heures des jours d’avant sont connues ; il en faut \(Self.leastCoverage) % pour "
          + "savoir ce que vous auriez consommé.",
        en:
          "Only \(coverage) % of the half-hours of the days before are known; \(Self.leastCoverage) % are needed to know "
          + "what you would have used."))
  }
}
