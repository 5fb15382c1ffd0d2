import HTTP
import Resources
import Runtime
import Sites

/// What a broker brings: topic `watts-up/{deviceId}/{metric}`, a number or `{"at", "value"}` as its payload.
struct BrokerMessage: Sendable {
  let device: Device.ID
  let metric: String
  let payload: [UInt8]

  /// Nil for a topic of another shape. What a broker repeats to newcomers has no time of its own: only if its payload says one
  /// is it a sample.
  init?(topic: String, payload: [UInt8], isRetained: Bool) {
    let parts = topic.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "watts-up", let device = Device.ID(parts[1]), payload.count <= 4096 else {
      return nil
    }
    if isRetained, payload.first != UInt8(ascii: "{") { return nil }
    (self.device, self.metric, self.payload) = (device, String(parts[2]), payload)
  }

  func sample(in zone: Zone) -> SentSample {
    guard let json = try? JSONParser.parse(payload) else { return .malformed }
    guard case .object = json else { return .read(metric: metric, at: .now, value: JSONSamples.number(json)) }
    let time = json["at"] == nil ? SentTime.now : JSONSamples.time(json["at"], in: zone)
    return .read(metric: metric, at: time, value: json["value"].flatMap(JSONSamples.number))
  }
}
