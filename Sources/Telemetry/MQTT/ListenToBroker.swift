import Runtime
import Sites

/// Samples by MQTT go the same way as those by HTTP, and are acknowledged once they are stored. The broker decides who may write
/// to which topic; it has no answer for a bad sample, which is counted in the log.
extension TelemetryFeature {
  /// Returns at once while another server listens, and else when that takes over.
  func listen(to address: BrokerAddress) async throws {
    let session = BrokerSession(database: database, holder: ids.next(BrokerSession.Holder.self, at: clock.now))
    guard let name = try await session.take() else { return }
    let handover = BrokerHandover()
    BrokerConnection.start(to: address, as: name, handover, clock: clock)
    defer { handover.end(nil) }
    // Also of a task that is cancelled.
    func leave() async { await Task { await session.leave() }.value }
    do {
      try await store(from: handover, holding: session)
    } catch {
      await leave()
      throw error
    }
    await leave()
  }

  private func store(from handover: BrokerHandover, holding session: BrokerSession) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask { try await session.hold() }
      group.addTask { try await self.store(from: handover) }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func store(from handover: BrokerHandover) async throws {
    while let batch = try await handover.take() {
      await store(batch)
      // Whoever is told to stop may have left some of it.
      try Task.checkCancellation()
      handover.stored()
    }
  }

  private func store(_ messages: [BrokerMessage]) async {
    let byDevice = Dictionary(grouping: messages, by: \.device)
    await withTaskGroup { group in
      for (device, messages) in byDevice {
        group.addTask { await self.store(messages, of: device) }
      }
    }
  }

  /// Again as long as it takes: the broker waits.
  private func store(_ messages: [BrokerMessage], of id: Device.ID) async {
    var pause = Duration.milliseconds(100)
    while !Task.isCancelled {
      do {
        return try await attempt(messages, of: id)
      } catch {
        log.warning("samples by MQTT wait", ["error": .text(String(describing: error))])
        try? await Task.sleep(for: pause)
        pause = min(pause * 2, .seconds(5))
      }
    }
  }

  private func attempt(_ messages: [BrokerMessage], of id: Device.ID) async throws {
    var device = try await devices.device(id)
    for _ in 0..<3 {
      guard let known = device else { break }
      let checked = CheckedSamples(messages.map { $0.sample(in: known.zone) }, of: known, at: clock.now)
      if try await submit(Submission(device: known, key: nil, samples: checked.fit)) != nil {
        if !checked.refused.isEmpty {
          log.debug(
            "samples by MQTT refused", ["device": .text(id.description), "count": .integer(checked.refused.count)])
        }
        return
      }
      device = try await devices.lookUp(id)
    }
    log.debug("samples by MQTT of a device that is not there", ["device": .text(id.description)])
  }
}
