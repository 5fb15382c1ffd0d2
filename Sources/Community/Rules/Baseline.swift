import Runtime

/// A half-hour's place in a day by the clock on the wall: 0 at midnight, 47 the last.
typealias DayPlace = Int

/// A day's half-hours in W; nil where there is no reading.
struct CurveDay: Sendable {
  let day: CivilDay
  let watts: [DayPlace: Int]

  var isWeekend: Bool { day.weekday >= 5 }
}

/// What a home would have drawn: of the last ten days of the same type without an event the middle eight, half-hour by
/// half-hour, and lowered, never raised, by how the day itself began.
struct Baseline: Sendable {
  static let days = 10
  /// How far back days are looked for.
  static let reach = 42
  /// The fewest days that tell anything of a half-hour.
  private static let fewest = 8

  private let similar: [CurveDay]
  /// In thousandths.
  let adjustment: Int

  /// - Parameters:
  ///   - history: days before `day`, in any order.
  ///   - events: days on which the home shed load.
  ///   - morning: what was drawn from four hours to one hour before the beginning, place by place.
  init(of day: CivilDay, from history: [CurveDay], events: Set<CivilDay>, morning: [DayPlace: Int]) {
    let isWeekend = day.weekday >= 5
    similar = Array(
      history.filter { $0.day < day && $0.isWeekend == isWeekend && !events.contains($0.day) && !$0.watts.isEmpty }
        .sorted { $0.day > $1.day }.prefix(Self.days))
    adjustment = Self.adjustment(similar, morning)
  }

  private static func adjustment(_ similar: [CurveDay], _ morning: [DayPlace: Int]) -> Int {
    var (was, would) = (0, 0)
    for (place, watts) in morning {
      guard let usual = middle(similar, place) else { continue }
      (was, would) = (was + watts, would + usual)
    }
    return would > 0 ? min(1000, was * 1000 / would) : 1000
  }

  /// The mean of the middle eight, nil where too few days have this half-hour.
  private static func middle(_ similar: [CurveDay], _ place: DayPlace) -> Int? {
    let values = similar.compactMap { $0.watts[place] }.sorted()
    guard values.count >= fewest else { return nil }
    let kept = values.dropFirst().dropLast()
    return kept.reduce(0, +) / kept.count
  }

  func watts(_ place: DayPlace) -> Int? { Self.middle(similar, place).map { $0 * adjustment / 1000 } }

  /// Per cent of the half-hours at these places that ten days would have.
  func coverage(_ places: [DayPlace]) -> Int {
    let wanted = Set(places)
    guard !wanted.isEmpty else { return 0 }
    let found = similar.reduce(0) { sum, day in sum + wanted.count { day.watts[$0] != nil } }
    return found * 100 / (Self.days * wanted.count)
  }
}
