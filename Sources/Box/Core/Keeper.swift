import Glibc
import Runtime
import Synchronization

/// The thread that keeps time: ten times a second it looks at alarms, relay and buzzer, once a second it writes.
struct Keeper: Sendable {
  private static let beat: UInt32 = 100_000

  let box: Box
  let isStopping: Flag
  let hasEnded = Flag()
  private let relay: OutputLine?
  private let buzzer: OutputLine?

  /// Fails where a line cannot be had: before anything is promised.
  init(_ box: Box, isStopping: Flag) throws {
    self.box = box
    self.isStopping = isStopping
    relay = try box.settings.relay.map { try OutputLine($0, isOn: true) }
    buzzer = try box.settings.buzzer.map { try OutputLine($0, isOn: false) }
  }

  func start() {
    startThread(name: "keeper") { run() }
    DiskSettler(box: box, isStopping: isStopping).start()
  }

  private func run() {
    var writing = Writing(box)
    while !isStopping.isRaised {
      follow()
      writing.beat()
      usleep(Keeper.beat)
    }
    // Who stops leaves everybody supplied, and quiet.
    relay?.put(true)
    buzzer?.put(false)
    writing.end()
    hasEnded.raise()
  }

  private func follow() {
    let (position, sounds) = box.settle()
    relay?.put(position == .supplied)
    buzzer?.put(sounds)
  }
}

extension Box {
  /// What relay and buzzer are to do now, with rows for what has changed.
  func settle() -> (relay: RelayState.Position, sounds: Bool) {
    let now = machine.monotonic()
    return state.withLock { state in
      let lastFrame = settings.meter == nil ? nil : state.lastFrame ?? since
      let news = state.watch.look(
        at: state.meter.condition, lastFrame: lastFrame, isDiverging: state.isDiverging, now: now)
      for (cause, begins) in news {
        note(Measured(.alarm, begins ? 1 : 0, cause: cause), &state, at: now)
      }
      if state.relay.settle(now: now) {
        note(Measured(.relay, state.relay.position == .supplied ? 1 : 0), &state, at: now)
        if state.relay.position == .shed { state.drop.opens(at: now) }
      }
      if state.pulses.isDue(at: now) { tellPulses(&state, at: now) }
      let sounds = state.buzzer.sounds(
        for: Set(state.watch.active.keys), isQuiet: isQuiet(state.clock.instant(at: now)), now: now)
      return (state.relay.position, sounds)
    }
  }

  /// Where no clock is known it is never night.
  private func isQuiet(_ instant: Instant?) -> Bool {
    guard let instant, let zone = Box.zone else { return false }
    return settings.quiet.contain(zone.local(instant).second)
  }

  static let zone = Zone.named("Europe/Paris")
}
