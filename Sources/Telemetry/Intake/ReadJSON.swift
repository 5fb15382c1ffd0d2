import HTTP
import Resources
import Runtime

/// `{"samples": [{"metric", "at", "value"}]}`. What is no JSON at all is refused as a whole, anything else by the sample.
enum JSONSamples {
  static func read(_ bytes: [UInt8], in zone: Zone) throws -> [SentSample] {
    let body = try JSONParser.parse(bytes)
    if case .object(let members) = body {
      let unknown = members.filter { $0.0 != "samples" }.map { Problem.Fault("/\($0.0)", .unknown) }
      if !unknown.isEmpty { throw Problem(.malformed, faults: unknown) }
    }
    guard case .array(let elements)? = body["samples"] else {
      let fault = FieldFault.wrongType(Text(fr: "une liste d'échantillons", en: "a list of samples"))
      throw Problem(.validation, faults: [Problem.Fault("/samples", fault)])
    }
    return elements.map { sample($0, in: zone) }
  }

  private static func sample(_ json: JSON, in zone: Zone) -> SentSample {
    guard case .object(let members) = json else { return .malformed }
    var (metric, at, value): (JSON?, JSON?, JSON?)
    for (name, member) in members {
      switch name {
      case "metric": metric = member
      case "at": at = member
      case "value": value = member
      default: return .malformed
      }
    }
    guard case .string(let metric)? = metric else { return .malformed }
    return .read(metric: metric, at: time(at, in: zone), value: value.flatMap(number))
  }

  static func number(_ json: JSON) -> Double? {
    if case .number(let text) = json { Double(text) } else { nil }
  }

  /// With an offset, or by the clock on the wall of the site.
  static func time(_ json: JSON?, in zone: Zone) -> SentTime {
    guard case .string(let text)? = json else { return .unreadable }
    if let instant = Instant(rfc3339: text) { return .at(instant) }
    guard let moment = try? WallMoment(.text(text)), let instant = try? moment.resolved(in: zone, "/at") else {
      return .unreadable
    }
    return .at(instant)
  }
}
