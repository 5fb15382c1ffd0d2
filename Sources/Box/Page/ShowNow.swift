import HTTP
import Runtime
import Synchronization

/// `GET /api/now`: all that the box knows of this moment.
struct ShowNow: Sendable {
  let box: Box

  func callAsFunction() throws -> Response {
    let now = box.machine.monotonic()
    let state = box.state.withLock { $0 }
    let (last, acknowledged) = (box.store.last, box.store.acknowledged)
    let apparent = box.isHeard(state, at: now) ? state.meter.condition.apparent : nil
    return .json(
      .object([
        ("mode", .orNull(state.meter.mode?.rawValue)), ("serial", .orNull(state.meter.serial)),
        ("usagePointId", .orNull(state.meter.usagePoint)),
        ("meter", meter(state)),
        ("groups", groups(state)),
        ("indexes", .object(state.meter.registers.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })),
        ("apparentVa", apparent.map { .integer($0) } ?? .null),
        ("clock", .object([("quality", .string(state.clock.quality.name)), ("at", time(now, state))])),
        ("alarms", alarms(state)),
        ("relay", relay(state)),
        (
          "sync",
          .object([
            ("sequence", .integer(last)), ("acknowledged", .integer(acknowledged)),
            ("lag", .integer(last - acknowledged)),
          ])
        ),
      ]))
  }

  private func meter(_ state: Box.State) -> JSON {
    .object([
      ("connected", .bool(state.isConnected)), ("lastFrameAt", state.lastFrame.map { time($0, state) } ?? .null),
    ])
  }

  private func groups(_ state: Box.State) -> JSON {
    let implausible = state.plausibility.implausible
    return .object([
      ("valid", .integer(state.counts.valid - implausible)), ("corrupt", .integer(state.counts.corrupt)),
      ("implausible", .integer(implausible)),
    ])
  }

  private func alarms(_ state: Box.State) -> JSON {
    .array(
      AlarmCause.allCases.compactMap { cause in
        state.watch.active[cause].map { since in
          .object([("cause", .string(cause.rawValue)), ("since", time(since, state))])
        }
      })
  }

  private func relay(_ state: Box.State) -> JSON {
    .object([
      ("armed", .bool(state.relay.arming != nil)), ("state", .string(state.relay.position.rawValue)),
    ])
  }

  private func time(_ monotonic: Int, _ state: Box.State) -> JSON {
    .orNull(state.clock.instant(at: monotonic).map { "\($0)" })
  }
}

extension JSON {
  static func orNull(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
}
