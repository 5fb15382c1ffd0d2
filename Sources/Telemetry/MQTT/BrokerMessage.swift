import HTTP
import Resources
import Runtime
import Sites

/// What a broker brings: topic `watts-up/{deviceId}/{metric}`, a number or `{"at", "value"}` as its payload.
struct BrokerMessage: Sendable {
  let device: Device.ID
  let metric: String
  let payload: [UInt8]
  let receivedAt: Instant

  /// Nil for a topic of another shape. What a broker repeats to newcomers has no time of its own: only if its payload says one
  /// is it a sample.
  init?(topic: String, payload: [UInt8], isRetained: Bool, at receivedAt: Instant) {
    let parts = topic.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "watts-up", let device = Device.ID(parts[1]), payload.count <= 4096 else {
      return nil
    }
    if isRetained, payload.first != UInt8(ascii: "{") { return nil }
    (self.device, self.metric, self.payload, self.receivedAt) = (device, String(parts[2]), payload, receivedAt)
  }

  /// Without a time of its own it is of the time when it came, however long it waits for the database.
  func sample(in zone: Zone) -> SentSample {
    guard let json = try? JSONParser.parse(payload) else { return .malformed }
    let came = SentTime.at(receivedAt)
    guard case .object = json else { return .read(metric: metric, at: came, value: JSONSamples.number(json)) }
    let time = json["at"] == nil ? came : JSONSamples.time(json["at"], in: zone)
    return .read(metric: metric, at: time, value: json["value"].flatMap(JSONSamples.number))
  }
}
