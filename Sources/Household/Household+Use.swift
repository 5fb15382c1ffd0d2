import Glibc

extension Household {
  /// In W. Clouds that pass are this house's own.
  func production(_ moment: Moment) -> Int {
    guard panels > 0, moment.sun > 0 else { return 0 }
    let passing = moment.cloud > 0.15 ? draw.share(.clouds, moment.slot.index) * min(0.6, moment.cloud) : 0
    let light = pow(moment.sun, 1.15) * (1 - 0.7 * moment.cloud) * (1 - passing)
    return Int(min(Double(panels), Double(panels) * 1.15 * light))
  }

  /// In W, within what the contract allows.
  func consumption(_ moment: Moment) -> Int {
    var watts = standby(moment) + warmth(moment) + hotWater(moment)
    if !isAway(moment.day) { watts += living(moment) + washing(moment) + car(moment) }
    return min(Int(watts), contract * 7 / 8)
  }

  private var people: Double { Double(adults + teens) + 0.5 * Double(children) }

  /// One day in twenty nobody is at home, in summer more.
  private func isAway(_ day: Int) -> Bool {
    let isSummer = (205...232).contains(day % 365)
    return draw.share(.absence, day / 7) < (isSummer ? 0.4 : 0.03) || draw.share(.absence, 100_000 + day) < 0.02
  }

  /// What is always on, and a refrigerator that comes and goes.
  private func standby(_ moment: Moment) -> Double {
    let always = 70 + 110 * draw.share(.fridge, 0)
    let turn = (moment.slot.index + draw.whole(.fridge, 1, below: 8)) % 8
    return always + (turn < 3 ? 90 : 0)
  }

  /// Radiators hold 19.5 degrees, and less at night; a heat pump needs a third of it, a boiler its pump.
  private func warmth(_ moment: Moment) -> Double {
    let isNight = moment.hour < 6 || moment.hour >= 22.5
    let gap = (isNight ? 16.5 : 19.5) - moment.temperature - 2.5
    guard gap > 0 else { return 0 }
    let heat = gap * (90 + 110 * draw.share(.walls, 0)) * (0.75 + 0.5 * draw.share(.walls, moment.slot.index))
    switch heating {
    case .electric: return heat
    case .heatPump: return heat / (2.4 + 0.06 * max(-5, moment.temperature))
    case .gas, .oil, .wood: return 60
    case .district, .other: return 25
    }
  }

  /// A tank that fills itself with heat in the cheap hours of the night.
  private func hotWater(_ moment: Moment) -> Double {
    guard [.electric, .heatPump, .wood, .other].contains(heating) else { return 0 }
    let night = moment.hour < 12 ? moment.hour : moment.hour - 24
    let start = -1.5 + 2 * draw.share(.tank, 0)
    let hours = (0.35 + 0.55 * people) * (0.8 + 0.4 * draw.share(.tank, moment.day + (moment.hour < 12 ? 0 : 1)))
    return night >= start && night < start + hours ? 2000 : 0
  }

  private func living(_ moment: Moment) -> Double {
    let hour = moment.hour
    func around(_ time: Double, _ width: Double) -> Double { exp(-pow((hour - time) / width, 2)) }
    let morning = around(moment.isWeekend ? 9.3 : 7.2, 0.9)
    let noon = (moment.isWeekend ? 1 : 0.35) * around(12.6, 0.8)
    let evening = around(19.6, 1.6)
    let lamps = moment.sun < 0.1 && (hour < 9 || hour > 16) ? 90 * (morning + evening) : 0
    let noise = 0.55 + 0.9 * draw.share(.cooking, moment.slot.index)
    let oven = draw.share(.cooking, 1_000_000 + moment.slot.index / 3) < 0.45 * (noon + evening) ? 1100.0 : 0
    return (150 + 90 * people) * (morning + noon + 1.4 * evening) * noise + lamps + oven
  }

  /// A machine that heats water for a part of its hour, most days at a time of its own.
  private func washing(_ moment: Moment) -> Double {
    guard draw.share(.washing, moment.day) < 0.25 + 0.15 * people else { return 0 }
    let start = 9 + 12 * draw.share(.start, moment.day)
    let since = moment.hour - start
    return (0..<0.4).contains(since) ? 2000 : (0..<1.2).contains(since) ? 250 : 0
  }

  /// One house in six charges a car, some nights.
  private func car(_ moment: Moment) -> Double {
    guard draw.share(.car, 0) < 0.16, draw.share(.car, moment.day) < 0.4 else { return 0 }
    return (2.0..<2.5 + 3 * draw.share(.car, 100_000 + moment.day)).contains(moment.hour) ? 2900 : 0
  }
}
