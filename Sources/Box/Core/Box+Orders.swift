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

  /// An order is given until it expires; it is looked at once. Nil where that has been.
  func obey(_ order: Order, _ pairing: Pairing) -> OrderAnswer? {
    let now = machine.monotonic()
    do {
      let instant = state.withLock { $0.clock.instant(at: now) }
      let verified = try order.verify(pairing, now: instant)
      guard let instant, try store.isNewOrder(order.id, expires: verified.expires, now: instant) else { return nil }
      let answer = follow(verified, until: now + (verified.until - instant).milliseconds, now: now)
      log.info(
        "an order", ["relay": .text(order.relay), "until": .text(order.until), "taken": .flag(answer == .taken)])
      return answer
    } catch let refusal as Order.Refusal {
      if refusal != .expired { log.warning("an order is refused", ["reason": .text(refusal.rawValue)]) }
      return .refused(refusal.rawValue)
    } catch {
      log.error("an order is not followed", ["error": .text(String(describing: error))])
      return nil
    }
  }

  /// Where a hand holds the relay the order waits behind it, and may never be seen to have been given.
  private func follow(_ order: Order.Verified, until: Int, now: Int) -> OrderAnswer {
    guard settings.relay != nil else { return .noRelay }
    let wanted = order.wish == .shed ? RelayState.Position.shed : .supplied
    return state.withLock { state in
      guard state.relay.order(shedUntil: wanted == .shed ? until : nil, now: now) else { return .disarmed }
      return state.relay.byHand ?? wanted == wanted ? .taken : .byHand
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
