import HTTP
import Runtime

/// Terms as everybody sees them, at a point and at a station.
struct TermsView {
  let terms: Terms
  let timeZone: String
  let now: Instant

  /// A field in which the points of a station vary is null.
  func write(into json: inout JSONWriter, without varying: Set<SharedTerms.Part> = []) {
    json.member("access", varying.contains(.access) ? nil : terms.access.rawValue)
    json.name("hours")
    if varying.contains(.hours) { json.null() } else { writeHours(into: &json) }
    json.member("twoWheelersOnly", varying.contains(.twoWheelersOnly) ? nil : terms.twoWheelersOnly)
    json.name("payment")
    if varying.isDisjoint(with: SharedTerms.Part.payment) { writePayment(into: &json) } else { json.null() }
    json.member("tariff", varying.contains(.tariff) ? nil : terms.tariff)
  }

  private func writeHours(into json: inout JSONWriter) {
    json.object { json in
      json.member("text", terms.hours ?? terms.hoursText)
      json.member("open24h", terms.open24h)
      json.member("openNow", terms.isOpen(at: now, in: timeZone))
    }
  }

  private func writePayment(into json: inout JSONWriter) {
    json.object { json in
      json.member("perUse", terms.payPerUse)
      json.member("card", terms.payCard)
      json.member("other", terms.payOther)
      json.member("free", terms.free)
    }
  }
}
