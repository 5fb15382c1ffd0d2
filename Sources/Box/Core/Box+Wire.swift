import Runtime
import Synchronization

extension Box {
  var ear: WireListener.Ear {
    WireListener.Ear(
      connected: { [self] isConnected in state.withLock { $0.isConnected = isConnected } },
      counts: { [self] counts in state.withLock { $0.counts = counts } },
      frame: { [self] frame, at in hear(frame, at: at) })
  }

  /// `wire` is the wire's own time, by which a register may grow.
  func hear(_ frame: WireFrame, at wire: Int) {
    let now = machine.monotonic()
    state.withLock { state in
      state.lastFrame = now
      let contract = state.meter.condition.contract
      guard let judged = state.plausibility.judge(frame, contract: contract, at: wire) else { return }
      let measured = state.meter.take(judged)
      if let date = state.meter.condition.date, state.clock.see(date, .tic, at: now, slack: .seconds(2)) {
        state.mustRestamp = true
      }
      for value in measured { note(value, &state, at: now) }
      if let apparent = state.meter.condition.apparent { state.drop.take(apparent, at: now) }
    }
  }

  // MARK: Pulses

  func count(_ pulses: Int) {
    let now = machine.monotonic()
    state.withLock { state in
      state.pulses.add(pulses)
      if state.pulses.isDue(at: now) { tellPulses(&state, at: now) }
    }
  }

  /// The raw count, and what it stands for.
  func tellPulses(_ state: inout State, at now: Int) {
    guard let told = state.pulses.tell(at: now) else { return }
    note(Measured(.pulse, told.count), &state, at: now)
    note(Measured(.produced, told.wattHours), &state, at: now)
  }
}

/// Pulses since the box was first started, told every ten of them or every minute.
struct PulseLedger: Sendable {
  private(set) var count: Int
  private let perKilowattHour: Int
  private var told: Int
  private var toldAt: Int?

  init(count: Int, perKilowattHour: Int) {
    (self.count, self.perKilowattHour, told) = (count, perKilowattHour, count)
  }

  mutating func add(_ pulses: Int) { count += pulses }

  func isDue(at now: Int) -> Bool {
    count - told >= 10 || count != told && toldAt.map { now - $0 >= 60_000 } ?? true
  }

  /// Nil when all is told.
  mutating func tell(at now: Int) -> (count: Int, wattHours: Int)? {
    guard count != told else { return nil }
    (told, toldAt) = (count, now)
    return (count, count * 1000 / perKilowattHour)
  }
}
