import Runtime
import TestSupport
import Testing

@testable import Box

/// Alarms, buzzer, relay, pulses, clock: what follows from what, without a thread or a device.
@Suite struct DecisionTests {
  private func condition(_ groups: KeyValuePairs<String, String>) -> MeterCondition {
    var frame = WireFrame(.standard)
    for (label, data) in groups { frame.add(WireGroup(label, data)) }
    var condition = MeterCondition()
    condition.take(frame)
    return condition
  }

  @Test func `causes hold after their patience, and end`() {
    var watch = AlarmWatch()
    let near = condition(["PREF": "06", "SINSTS": "05500"])
    let calm = condition(["PREF": "06", "SINSTS": "00500"])
    func look(_ at: MeterCondition, second: Int) -> [AlarmCause: Bool] {
      let news = watch.look(at: at, lastFrame: second * 1000, now: second * 1000)
      return Dictionary(uniqueKeysWithValues: news.map { ($0.cause, $0.begins) })
    }
    #expect(
      look(near, second: 0) == [:] && look(near, second: 9) == [:] && look(near, second: 10) == [.nearLimit: true])
    #expect(look(near, second: 11) == [:] && look(calm, second: 12) == [.nearLimit: false])
    _ = look(near, second: 13)
    let quiet = watch.look(at: near, lastFrame: 14_000, now: 75_000)
    #expect(quiet.map(\.cause) == [.wireSilent])
    _ = look(calm, second: 100)
    let surplus = condition(["SINSTI": "01200"])
    #expect(look(surplus, second: 200) == [:] && look(surplus, second: 800) == [.surplus: true])
    var silent = AlarmWatch()
    func heard(_ last: Int?, _ now: Int) -> [(cause: AlarmCause, begins: Bool)] {
      silent.look(at: MeterCondition(), lastFrame: last, now: now)
    }
    #expect(heard(0, 59_000).isEmpty)
    #expect(heard(0, 60_000).map(\.cause) == [.wireSilent])
    #expect(heard(nil, 90_000).map(\.begins) == [false])
  }

  @Test func `what the server says of two figures is a cause, and what held at the last stop has an end`() {
    var watch = AlarmWatch(holding: [.surplus, .divergence], now: 5)
    func look(_ isDiverging: Bool, _ now: Int) -> [AlarmCause: Bool] {
      let news = watch.look(at: MeterCondition(), lastFrame: nil, isDiverging: isDiverging, now: now)
      return Dictionary(uniqueKeysWithValues: news.map { ($0.cause, $0.begins) })
    }
    #expect(look(true, 10) == [.surplus: false])
    #expect(look(true, 20) == [:] && watch.active == [.divergence: 5])
    #expect(look(false, 30) == [.divergence: false] && look(true, 40) == [.divergence: true])
  }

  @Test func `the buzzer sounds two seconds three times, then waits for another cause`() {
    var buzzer = Buzzer()
    func sounds(_ causes: Set<AlarmCause>, _ now: Int, isQuiet: Bool = false) -> Bool {
      buzzer.sounds(for: causes, isQuiet: isQuiet, now: now)
    }
    var tones: [Int] = []
    for tick in 0..<200 where sounds([.nearLimit], tick * 100) { tones.append(tick) }
    #expect(tones == Array(0..<20) + Array(25..<45) + Array(50..<70))
    #expect(sounds([.nearLimit, .overload], 30_000))
    buzzer.silence()
    #expect(!sounds([.nearLimit, .overload], 30_100))
    #expect(!sounds([], 31_000))
    #expect(sounds([.nearLimit], 32_000))
  }

  @Test func `in quiet hours only an overload is said, and the rest when they are over`() {
    var buzzer = Buzzer()
    func sounds(_ causes: Set<AlarmCause>, _ now: Int, isQuiet: Bool = false) -> Bool {
      buzzer.sounds(for: causes, isQuiet: isQuiet, now: now)
    }
    #expect(!sounds([.redTomorrow], 0, isQuiet: true))
    #expect(sounds([.redTomorrow, .overload], 1000, isQuiet: true))
    #expect(!sounds([.redTomorrow], 20_000, isQuiet: true))
    #expect(sounds([.redTomorrow], 30_000))
    let night = QuietHours("22:00-07:00")
    #expect(night == .usual && [23, 0, 6].allSatisfy { night?.contain($0 * 3600) == true })
    #expect([7, 12, 21].allSatisfy { night?.contain($0 * 3600) == false } && QuietHours("24:00-07:00") == nil)
    #expect(QuietHours("08:00-08:00")?.contain(8 * 3600) == false)
  }

  @Test func `a relay is armed by who has understood, rests between turns, and a hand has the last word`() throws {
    var relay = RelayState()
    func order(until end: Int, at now: Int) -> Bool { relay.order(shedUntil: end, now: now) }
    func settle(_ now: Int) -> Bool { relay.settle(now: now) }
    #expect(throws: RelayState.NotUnderstood.self) { try relay.arm(declaredWatts: 2000, understood: false) }
    #expect(throws: RelayState.NotUnderstood.self) { try relay.arm(declaredWatts: 0, understood: true) }
    relay.override(.shed)
    #expect(!settle(0) && relay.position == .supplied)
    relay.override(nil)
    try relay.arm(declaredWatts: 2000, understood: true)
    #expect(order(until: 60_000, at: 0) && settle(0) && relay.position == .shed)
    // Over, but not rested.
    #expect(!settle(61_000) && settle(300_000) && relay.position == .supplied)
    #expect(order(until: 900_000, at: 301_000) && !settle(301_000))
    relay.override(.shed)
    #expect(settle(302_000) && relay.position == .shed)
    relay.override(.supplied)
    #expect(settle(303_000) && relay.position == .supplied && !settle(304_000))
    relay.disarm()
    #expect(!order(until: 900_000, at: 305_000) && relay.arming == nil)
  }

  @Test func `nothing is shed for longer than two hours, whoever wants it`() throws {
    var relay = RelayState()
    func order(until end: Int, at now: Int) -> Bool { relay.order(shedUntil: end, now: now) }
    func settle(_ now: Int) -> Bool { relay.settle(now: now) }
    try relay.arm(declaredWatts: 2000, understood: true)
    #expect(order(until: .max, at: 0) && settle(0))
    #expect(!settle(7_199_000) && settle(7_200_000) && relay.position == .supplied)
    relay.override(.shed)
    #expect(settle(7_300_000) && settle(14_500_000) && relay.position == .supplied)
  }

  @Test func `the drop is the median before less the median after`() {
    var drop = MeasuredDrop()
    for second in 0..<30 { drop.take(second == 7 ? 9000 : 2600, at: second * 1000) }
    drop.opens(at: 30_000)
    for second in 31..<62 { drop.take(second == 40 ? 0 : 600, at: second * 1000) }
    #expect(drop.watts == 2000)
  }

  @Test func `pulses count by stable levels on both edges, and what was lost is known`() throws {
    var counter = PulseCounter()
    var number: UInt32 = 0
    func edge(_ milliseconds: Int, _ isRising: Bool) {
      number += 1
      let event = LineEvent(nanoseconds: UInt64(milliseconds) * 1_000_000, isRising: isRising, number: number)
      counter.take(LineEvent(event.record[...]) ?? event)
    }
    for pulse in 0..<5 {
      let start = pulse * 400
      // Contacts bounce as they close and as they open.
      for (offset, isRising) in [(0, false), (1, true), (2, false), (90, true), (91, false), (93, true)] {
        edge(start + offset, isRising)
      }
    }
    counter.settle(at: 10_000_000_000)
    #expect(counter.count == 5 && counter.lost == 0)
    number += 4
    edge(2400, false)
    #expect(counter.count == 7 && counter.lost == 4)
    #expect(LineEvent(LineEvent(nanoseconds: 1, isRising: true, number: 2).record[...])?.number == 2)
    #expect(LineEvent([UInt8](repeating: 0, count: 48)[...]) == nil)
  }

  @Test func `pulses are told by tens or by the minute`() {
    var ledger = PulseLedger(count: 100, perKilowattHour: 800)
    func tell(_ now: Int) -> (count: Int, wattHours: Int)? { ledger.tell(at: now) }
    #expect(!ledger.isDue(at: 0))
    ledger.add(1)
    #expect(ledger.isDue(at: 0) && tell(0)?.count == 101)
    ledger.add(9)
    #expect(!ledger.isDue(at: 1000) && ledger.isDue(at: 60_000))
    ledger.add(1)
    #expect(ledger.isDue(at: 1000) && tell(1000)?.wattHours == 138 && tell(1000) == nil)
  }

  @Test func `a meter's own time is believed from the day on that there were such meters`() {
    func sees(_ text: String, _ quality: ClockQuality) -> Bool {
      var clock = BoxClock(floor: nil)
      return clock.see(Instant(rfc3339: text) ?? Instant(seconds: 0), quality, at: 0)
    }
    #expect(sees("2023-02-16T05:42:11Z", .tic) && sees("2015-12-01T00:00:00Z", .tic))
    #expect(!sees("2015-11-30T23:59:59Z", .tic) && !sees("2010-01-01T00:00:00Z", .tic))
    #expect(!sees("2023-02-16T05:42:11Z", .ntp) && !sees("2023-02-16T05:42:11Z", .rtc))
  }

  @Test func `the better clock is believed, a battery that shows the past is not`() {
    let last = Instant(seconds: 1_795_000_000)
    var clock = BoxClock(floor: last)
    func see(_ instant: Instant, _ quality: ClockQuality, at now: Int) -> Bool {
      clock.see(instant, quality, at: now)
    }
    #expect(!see(last - .seconds(5), .rtc, at: 0) && clock.instant(at: 0) == nil)
    #expect(!see(Instant(seconds: 946_684_800), .tic, at: 0))
    #expect(see(last + .seconds(10), .tic, at: 10_000) && clock.instant(at: 0) == last)
    #expect(!see(last + .seconds(90), .rtc, at: 10_000) && clock.instant(at: 0) == last)
    #expect(!see(last + .seconds(12), .ntp, at: 10_000) && clock.instant(at: 0) == last + .seconds(2))
    #expect(clock.quality == .ntp)
  }

  @Test func `lines are named by chip and number, or are files`() {
    #expect(LineAddress("gpiochip0:17") == .line(chip: "gpiochip0", number: 17))
    #expect(LineAddress("pinctrl-rp1:4") == .line(chip: "pinctrl-rp1", number: 4))
    #expect(LineAddress("/tmp/a:1") == .file("/tmp/a:1") && LineAddress("pulses") == .file("pulses"))
    #expect(LineAddress("") == nil)
  }

  @Test func `a set of sequence numbers is what a set would be`() async throws {
    let found = try await complaints(seed: 5, attempts: FuzzScale.count(300, long: 30_000)) { random in
      var (ranges, set) = (SequenceRanges(), Set<Int>())
      for _ in 0..<20 {
        let low = 1 + Int(random.next() % 60)
        let range = low...low + Int(random.next() % 12)
        if random.next() % 3 == 0 {
          ranges.remove(range)
          set.subtract(range)
        } else {
          ranges.insert(range)
          set.formUnion(range)
        }
        let missing = (1...80).reversed().first { !set.contains($0) }
        guard Set(ranges.ranges.joined()) == set, ranges.newestMissing(upTo: 80, most: 500)?.upperBound == missing,
          ranges.contiguous == (0...80).last(where: { set.isSuperset(of: Array(1..<max(1, $0 + 1))) })
        else { return "\(ranges) \(set.sorted())" }
        let apart = zip(ranges.ranges, ranges.ranges.dropFirst()).allSatisfy { $0.upperBound + 1 < $1.lowerBound }
        if !apart { return "touching: \(ranges)" }
      }
      return nil
    }
    #expect(found.isEmpty, "\(found)")
  }
}
