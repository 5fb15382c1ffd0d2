import Runtime
import Synchronization

/// What the box knows and decides, between the threads that hear, count, show, send and switch. Whoever brings something is
/// done in microseconds; the disk and the outputs are the keeper's.
final class Box: Sendable {
  struct State {
    var clock: BoxClock
    var plausibility = Plausibility()
    var meter = Meter()
    var counts = WireReader.Counts()
    var isConnected = false
    /// In the machine's milliseconds.
    var lastFrame: Int?
    var policy = RowPolicy()
    var watch = AlarmWatch()
    var buzzer = Buzzer()
    var relay = RelayState()
    var drop = MeasuredDrop()
    /// What the server said last of the newest day that was judged.
    var isDiverging = false
    var pulses: PulseLedger
    /// Rows that are not on the disk yet: a second's worth.
    var waiting: [Store.NewRow] = []
    /// A clock has become known: rows that were written without one get their time.
    var mustRestamp = false
  }

  /// More rows than a disk that is full can be waited for.
  private static let mostWaiting = 20_000

  let settings: Settings
  let store: Store
  let machine: MachineClock
  let log: Log
  let state: Mutex<State>
  let since: Int

  init(_ settings: Settings, store: Store, machine: MachineClock, log: Log) throws {
    (self.settings, self.store, self.machine, self.log) = (settings, store, machine, log)
    since = machine.monotonic()
    var state = State(
      clock: BoxClock(floor: try store.latest()),
      pulses: PulseLedger(
        count: try store.setting("pulses").flatMap { Int($0) } ?? 0, perKilowattHour: settings.pulsesPerKilowattHour))
    if let watts = try store.setting("relay.declaredWatts").flatMap({ Int($0) }) {
      // Nought says that somebody has taken it back.
      if watts > 0 { try? state.relay.arm(declaredWatts: watts, understood: true) } else { state.relay.disarm() }
    }
    state.watch = AlarmWatch(holding: try store.heldAlarms().compactMap { AlarmCause(rawValue: $0) }, now: since)
    self.state = Mutex(state)
    readClock()
    guard settings.relay != nil else { return }
    // Where it begins, for those who see it from afar.
    self.state.withLock { note(Measured(.relay, 1), &$0, at: since) }
  }

  /// A row, unless it says what the last one said.
  func note(_ measured: Measured, _ state: inout State, at now: Int) {
    guard state.policy.takes(measured, at: now) else { return }
    if state.waiting.count >= Box.mostWaiting { state.waiting.removeFirst(Box.mostWaiting / 10) }
    state.waiting.append(
      Store.NewRow(
        monotonic: now, at: state.clock.instant(at: now), clock: state.clock.quality, measured: measured,
        serial: state.meter.serial))
  }

  /// The machine's clock, where it is to be believed.
  func readClock() {
    let (instant, quality) = machine.wall()
    see(instant, quality)
  }

  /// The server's word, where the machine does not know by itself.
  func hear(serverTime: Instant) {
    if machine.wall().quality < .ntp { see(serverTime, .ntp, slack: .seconds(2)) }
  }

  private func see(_ instant: Instant, _ quality: ClockQuality, slack: Duration = .zero) {
    let now = machine.monotonic()
    state.withLock { state in
      if state.clock.see(instant, quality, at: now, slack: slack) { state.mustRestamp = true }
    }
  }

  /// What the meter last said is old after a minute of silence.
  func isHeard(_ state: State, at now: Int) -> Bool { state.lastFrame.map { now - $0 < 60_000 } ?? false }
}
