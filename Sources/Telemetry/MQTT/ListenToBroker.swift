import Runtime
import Sites

/// Samples by MQTT go the same way as those by HTTP. The broker decides who may write to which topic; it has no answer for a bad
/// sample, which is counted in the log.
extension TelemetryFeature {
  func listen(to address: BrokerAddress) async throws {
    let queue = BrokerQueue()
    let connection = BrokerConnection(to: address, queue: queue)
    defer {
      connection.stop()
      queue.end(nil)
    }
    while true {
      let messages = try await queue.take()
      if messages.isEmpty { return }
      for part in messages.chunks(of: 1000) { await store(part) }
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

  /// Again as long as it takes: the broker believes that they are stored.
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
