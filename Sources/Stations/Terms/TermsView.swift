import HTTP
import Runtime

/// Terms as everybody sees them, at a point and at a station.
struct TermsView {
  let terms: Terms
  let timeZone: String
  let now: Instant

  /// A field in which the points of a station vary is null.
  func write(into json: inout JSONWriter, without varying: Set<SharedTerms.Part> = []) {
    terms.writeAccess(into: &json, without: varying)
    json.name("hours")
    if varying.contains(.hours) {
      json.null()
    } else {
      json.object { json in
        terms.writeHours(into: &json)
        json.member("openNow", terms.isOpen(at: now, in: timeZone))
      }
    }
    terms.writeRest(into: &json, without: varying)
  }
}

/// The members of terms, a few at a time: so written, they can also be kept.
extension Terms {
  func writeAccess(into json: inout JSONWriter, without varying: Set<SharedTerms.Part>) {
    json.member("access", varying.contains(.access) ? nil : access.rawValue)
  }

  /// The hours' own members, but for whether they are now.
  func writeHours(into json: inout JSONWriter) {
    json.member("text", hours ?? hoursText)
    json.member("open24h", open24h)
  }

  func writeRest(into json: inout JSONWriter, without varying: Set<SharedTerms.Part>) {
    json.member("twoWheelersOnly", varying.contains(.twoWheelersOnly) ? nil : twoWheelersOnly)
    json.name("payment")
    if varying.isDisjoint(with: SharedTerms.Part.payment) { writePayment(into: &json) } else { json.null() }
    json.member("tariff", varying.contains(.tariff) ? nil : tariff)
  }

  private func writePayment(into json: inout JSONWriter) {
    json.object { json in
      json.member("perUse", payPerUse)
      json.member("card", payCard)
      json.member("other", payOther)
      json.member("free", free)
    }
  }
}
