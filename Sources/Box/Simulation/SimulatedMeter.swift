import Household
import Runtime

/// What the meter of a house that does not exist says, frame by frame.
struct SimulatedMeter: Sendable {
  private let mode: WireMode
  private let house: Household
  private var meter: Household.Meter
  private var offPeak: Int?
  private var lastDrawn = 0
  private var most = (day: 0, today: 0, at: Instant(seconds: 0))

  init(_ mode: WireMode, _ house: Household) {
    (self.mode, self.house) = (mode, house)
    meter = house.meter()
  }

  mutating func frame(at now: Instant) -> [WireGroup] {
    let energy = meter.energy(at: now).wattHours
    let power = house.power(at: now)
    return mode == .historique ? historique(energy.drawn, power, now) : standard(energy, power, now)
  }

  private var hasOffPeak: Bool { house.heating == .electric || house.heating == .heatPump }

  private static func digits(_ number: Int, _ width: Int) -> String {
    let text = String(max(0, number))
    return String(repeating: "0", count: max(0, width - text.count)) + text.suffix(width)
  }

  private func number(_ label: String, _ value: Int, _ width: Int) -> WireGroup {
    WireGroup(label, SimulatedMeter.digits(value, width))
  }

  // MARK: Historique

  private mutating func historique(_ drawn: Int, _ power: Household.Power, _ now: Instant) -> [WireGroup] {
    let isCheap = isOffPeak(now)
    let amperes = (power.drawn + 115) / 230
    let most = house.contract / 200
    return [WireGroup("ADCO", house.serial)]
      + tariff(drawn, isCheap: isCheap)
      + (amperes > most ? [number("ADPS", amperes, 3)] : [])
      + [
        number("IINST", amperes, 3), number("IMAX", 90, 3), number("PAPP", power.drawn / 10 * 10, 5),
        WireGroup("HHPHC", "A"), WireGroup("MOTDETAT", "000000"),
      ]
  }

  private mutating func tariff(_ drawn: Int, isCheap: Bool) -> [WireGroup] {
    let contract = number("ISOUSC", house.contract / 200, 2)
    guard hasOffPeak else {
      return [WireGroup("OPTARIF", "BASE"), contract, number("BASE", drawn, 9), WireGroup("PTEC", "TH..")]
    }
    let cheap = (offPeak ?? drawn * 2 / 5) + (offPeak != nil && isCheap ? drawn - lastDrawn : 0)
    (offPeak, lastDrawn) = (cheap, drawn)
    return [
      WireGroup("OPTARIF", "HC.."), contract, number("HCHC", cheap, 9), number("HCHP", drawn - cheap, 9),
      WireGroup("PTEC", isCheap ? "HC.." : "HP.."),
    ]
  }

  private func isOffPeak(_ now: Instant) -> Bool {
    let second = Household.zone.local(now).second
    return second >= 81_000 || second < 23_400
  }

  // MARK: Standard

  private mutating func standard(
    _ energy: (drawn: Int, injected: Int, produced: Int), _ power: Household.Power, _ now: Instant
  ) -> [WireGroup] {
    func stamped(_ label: String, _ data: String, at: Instant) -> WireGroup {
      WireGroup(label, data, stamp: WireStamp.text(at, in: Household.zone))
    }
    noteMost(power.drawn, now)
    let halfHour = Instant(seconds: now.seconds - now.seconds % 1800)
    let ends = [("", halfHour), ("-1", halfHour - .seconds(1800))]
    let points = ends.map { ($0.0, $0.1, house.mean(from: $0.1 - .seconds(1800), minutes: 30)) }
    var groups = [
      WireGroup("ADSC", house.serial), WireGroup("VTIC", "02"), stamped("DATE", "", at: now),
      WireGroup("NGTF", "      BASE      "), WireGroup("LTARF", "      BASE      "),
      number("EAST", energy.drawn, 9), number("EASF01", energy.drawn, 9), number("EASD01", energy.drawn, 9),
    ]
    if house.panels > 0 { groups.append(number("EAIT", energy.injected, 9)) }
    groups += [
      number("IRMS1", (max(power.drawn, power.injected) + 115) / 230, 3), number("URMS1", 230, 3),
      number("PREF", house.contract / 1000, 2), number("PCOUP", house.contract / 1000, 2),
      number("SINSTS", power.drawn, 5),
      stamped("SMAXSN", SimulatedMeter.digits(most.today, 5), at: most.at),
    ]
    if house.panels > 0 { groups.append(number("SINSTI", power.injected, 5)) }
    groups += points.map { stamped("CCASN" + $0.0, SimulatedMeter.digits($0.2.drawn, 5), at: $0.1) }
    if house.panels > 0 {
      groups += points.map { stamped("CCAIN" + $0.0, SimulatedMeter.digits($0.2.injected, 5), at: $0.1) }
    }
    return groups + [
      stamped("UMOY1", "230", at: now), WireGroup("STGE", status(power)),
      WireGroup("MSG1", "PAS DE          MESSAGE         "), WireGroup("PRM", house.usagePoint),
      WireGroup("RELAIS", "000"), WireGroup("NTARF", "01"), WireGroup("NJOURF", "00"), WireGroup("NJOURF+1", "00"),
      WireGroup("PJOURF+1", "00008001" + String(repeating: " NONUTILE", count: 10)),
    ]
  }

  private mutating func noteMost(_ watts: Int, _ now: Instant) {
    let day = Household.zone.local(now).day.daysSince1970
    if day != most.day { most = (day, 0, now) }
    if watts >= most.today { most = (day, watts, now) }
  }

  private func status(_ power: Household.Power) -> String {
    var bits = 0x003A_0001
    if power.drawn > house.contract { bits |= 1 << 7 }
    if house.panels > 0 { bits |= 1 << 8 }
    if power.injected > 0 { bits |= 1 << 9 }
    let text = String(bits, radix: 16, uppercase: true)
    return String(repeating: "0", count: 8 - text.count) + text
  }
}
