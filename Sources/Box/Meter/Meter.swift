import Runtime

/// What is known of the meter by the frames that were believed.
struct Meter: Sendable {
  private(set) var mode: WireMode?
  private(set) var serial: String?
  /// Only the standard mode says it.
  private(set) var usagePoint: String?
  private(set) var registers: [String: Int] = [:]
  private(set) var condition = MeterCondition()
  private var tariff: Tariff?
  private var curves: [RowKind: Instant] = [:]

  /// What a frame gives, in the order of its registers, its power, its curve.
  mutating func take(_ frame: WireFrame) -> [Measured] {
    if let named = frame.serial, named != serial { begin(named) }
    mode = frame.mode
    usagePoint = frame["PRM"]?.data ?? usagePoint
    tariff = frame["OPTARIF"].flatMap { Tariff(option: $0.data) } ?? tariff
    for group in frame.groups where WireLabel.isRegister(group.label) { registers[group.label] = Int(group.data) }
    condition.take(frame)
    return counters(frame) + power(frame) + curve(frame)
  }

  private mutating func begin(_ named: String) {
    self = Meter()
    serial = named
  }

  private func counters(_ frame: WireFrame) -> [Measured] {
    let drawn = frame.mode == .standard ? frame.number("EAST") : drawnByTariff
    return [drawn.map { Measured(.drawn, $0) }, frame.number("EAIT").map { Measured(.injected, $0) }]
      .compactMap { $0 }
  }

  /// The sum over all of a tariff's registers; without OPTARIF, of the only tariff that is there whole.
  private var drawnByTariff: Int? {
    let whole = Tariff.allCases.filter { $0.registers.allSatisfy { registers[$0] != nil } }
    guard let tariff = tariff ?? (whole.count == 1 ? whole[0] : nil) else { return nil }
    let values = tariff.registers.compactMap { registers[$0] }
    return values.count == tariff.registers.count ? values.reduce(0, +) : nil
  }

  private func power(_ frame: WireFrame) -> [Measured] {
    let apparent = frame.number("SINSTS") ?? frame.number("PAPP")
    return apparent.map { [Measured(.apparent, $0)] } ?? []
  }

  /// The last two points of the curve that the grid operator collects, each told once.
  private mutating func curve(_ frame: WireFrame) -> [Measured] {
    var points: [Measured] = []
    for (kind, labels) in [(RowKind.curveDrawn, ["CCASN-1", "CCASN"]), (.curveInjected, ["CCAIN-1", "CCAIN"])] {
      for label in labels {
        guard let group = frame[label], let watts = Int(group.data), let stamp = group.stamp.flatMap({ WireStamp($0) }),
          curves[kind].map({ $0 < stamp.instant }) ?? true
        else { continue }
        curves[kind] = stamp.instant
        points.append(Measured(kind, watts, at: stamp.instant))
      }
    }
    return points
  }
}

/// A value that a row is made of.
struct Measured: Equatable, Sendable {
  let kind: RowKind
  let value: Int
  /// Where the meter says when it was so.
  var at: Instant?
  /// What an alarm is about.
  var cause: AlarmCause?

  init(_ kind: RowKind, _ value: Int, at: Instant? = nil, cause: AlarmCause? = nil) {
    (self.kind, self.value, self.at, self.cause) = (kind, value, at, cause)
  }
}
