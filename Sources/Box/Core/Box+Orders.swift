import Runtime
import Synchronization

extension Box {
  var syncEar: Sync.Ear {
    Sync.Ear(
      serverTime: { [self] time in hear(serverTime: time) },
      order: { [self] order, pairing in obey(order, pairing) },
      relay: { [self] relay in
        if let relay { state.withLock { $0.relay.follow(relay) } }
      },
      diverging: { [self] isDiverging in state.withLock { $0.isDiverging = isDiverging } },
      sender: { [self] in
        let now = machine.monotonic()
        return state.withLock { state in
          Batch.Sender(
            serial: state.meter.serial, mode: state.meter.mode?.rawValue, usagePoint: state.meter.usagePoint,
            now: state.clock.instant(at: now))
        }
      })
  }

  /// An order is given until it expires; it is looked at once.
  func obey(_ order: Order, _ pairing: Pairing) {
    let now = machine.monotonic()
    do {
      let instant = state.withLock { $0.clock.instant(at: now) }
      let verified = try order.verify(pairing, now: instant)
      guard let instant, try store.isNewOrder(order.id, expires: verified.expires, now: instant) else { return }
      let time = now + (verified.until - instant).milliseconds
      let isTaken = state.withLock { $0.relay.order(shedUntil: verified.wish == .shed ? time : nil, now: now) }
      log.info(
        "an order", ["relay": .text(order.relay), "until": .text(order.until), "taken": .flag(isTaken)])
    } catch let refusal as Order.Refusal {
      if refusal != .expired { log.warning("an order is refused", ["reason": .text(refusal.rawValue)]) }
    } catch {
      log.error("an order is not followed", ["error": .text(String(describing: error))])
    }
  }

  // MARK: By hand

  /// Armed for as long as nobody takes it back, also over a restart.
  func arm(declaredWatts: Int, understood: Bool) throws {
    try state.withLock { state in try state.relay.arm(declaredWatts: declaredWatts, understood: understood) }
    try store.set("relay.declaredWatts", String(declaredWatts))
  }

  func disarm() throws {
    state.withLock { $0.relay.disarm() }
    try store.set("relay.declaredWatts", "0")
  }
}

extension Duration {
  var milliseconds: Int { Int(microseconds / 1000) }
}
