import Runtime

/// The places on an axis that bear a name.
enum Ticks {
  /// Round numbers, at most so many.
  static func values(in range: ClosedRange<Double>, most: Int) -> [Double] {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite, most > 0 else { return [] }
    var step = 1e-6
    let factors = [2.0, 2.5, 2.0]
    var turn = 0
    while span / step > Double(most) {
      step *= factors[turn % 3]
      turn += 1
    }
    var values: [Double] = []
    var next = (range.lowerBound / step).rounded(.up) * step
    while next <= range.upperBound + step * 1e-9 {
      values.append(abs(next) < step / 2 ? 0 : next)
      next += step
    }
    return values
  }

  /// `1500`, `0.25`, `48k`: as few letters as a small picture has room for.
  static func text(_ value: Double) -> String {
    if value.magnitude >= 10_000 { return SVGCanvas.number(value / 1000) + "k" }
    if value.magnitude >= 10 || value == 0 { return SVGCanvas.number(value) }
    let hundredths = Int((value * 100).rounded())
    return hundredths % 10 == 0
      ? SVGCanvas.number(value)
      : (hundredths < 0 ? "-" : "")
        + "\(hundredths.magnitude / 100).\(hundredths.magnitude % 100 / 10)\(hundredths.magnitude % 10)"
  }

  struct Moment: Equatable {
    let at: Instant
    let text: String
  }

  /// Whole hours, days or months by the clock on the wall, at most so many.
  static func moments(_ axis: TimeAxis, most: Int) -> [Moment] {
    let hours = (axis.span.upperBound - axis.span.lowerBound).inSeconds / 3600
    let room = Double(max(1, most))
    if let step = [1, 2, 3, 6, 12].first(where: { hours / Double($0) <= room }) { return byHours(axis, step) }
    if let step = [1, 2, 5, 10].first(where: { hours / 24 / Double($0) <= room }) { return byDays(axis, step) }
    let step = [1, 2, 3, 6, 12, 24, 60, 120, 600].first { hours / 730 / Double($0) <= room } ?? 1200
    return byMonths(axis, step)
  }

  private static func days(_ axis: TimeAxis) -> ClosedRange<Int> {
    let first = axis.zone.local(axis.span.lowerBound).day.daysSince1970
    return first...max(first, axis.zone.local(axis.span.upperBound).day.daysSince1970)
  }

  private static func moment(_ axis: TimeAxis, _ day: CivilDay, _ second: Int, _ text: String) -> Moment? {
    guard let at = axis.zone.instant(of: LocalTime(day: day, second: second)),
      at >= axis.span.lowerBound, at <= axis.span.upperBound
    else { return nil }
    return Moment(at: at, text: text)
  }

  private static func byHours(_ axis: TimeAxis, _ step: Int) -> [Moment] {
    days(axis).flatMap { day in
      stride(from: 0, to: 24, by: step).compactMap { hour in
        moment(axis, CivilDay(daysSince1970: day), hour * 3600, "\(two(hour)):00")
      }
    }
  }

  private static func byDays(_ axis: TimeAxis, _ step: Int) -> [Moment] {
    days(axis).compactMap { day in
      let civil = CivilDay(daysSince1970: day)
      guard (civil.day - 1).isMultiple(of: step), step == 1 || civil.day < 31 else { return nil }
      return moment(axis, civil, 0, "\(two(civil.day))/\(two(civil.month))")
    }
  }

  private static func byMonths(_ axis: TimeAxis, _ step: Int) -> [Moment] {
    let all = days(axis)
    let (first, last) = (CivilDay(daysSince1970: all.lowerBound), CivilDay(daysSince1970: all.upperBound))
    return (first.year * 12 + first.month - 1...last.year * 12 + last.month - 1).compactMap { month in
      guard month.isMultiple(of: step) else { return nil }
      let (year, number) = (month / 12, month % 12 + 1)
      let text = step >= 12 ? "\(year)" : "\(two(number))/\(year)"
      return moment(axis, CivilDay(year: year, month: number, day: 1), 0, text)
    }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
