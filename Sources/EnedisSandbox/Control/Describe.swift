import HTTP
import Runtime

extension Scenario {
  var json: JSON {
    [
      "prm": .string(prm), "label": .string(label), "kind": .string(kind.rawValue), "curve": .bool(hasCurve),
      "step": .integer(step), "stepAfterNoon": stepAfterNoon.map { .integer($0) } ?? .null,
      "holes": .array(holes.map(\.rawValue).sorted().map { .string($0) }),
      "late": .object(late.sorted { $0.key < $1.key }.map { ($0.key.text, .integer($0.value)) }),
      "missing": .array(missing.sorted().map { .string($0.text) }), "refused": .string(refused.rawValue),
      "refusedStatus": .integer(refusedStatus), "activatedOn": .string(activatedOn.text),
      "consentedFrom": consentedFrom.map { .string($0.text) } ?? .null, "drift": .double(drift),
      "dailyDrift": .double(dailyDrift), "net": .bool(isNet),
      "meterChange": meterChange.map { .string($0.text) } ?? .null,
      "services": .string(services.rawValue), "companions": .array(companions.map { .string($0) }),
      "subscribedKva": .integer(subscribedKva),
    ]
  }
}

extension Knobs {
  var json: JSON {
    [
      "tokenSeconds": .integer(tokenSeconds), "emptyFirst": .integer(emptyFirst), "limits": .bool(hasLimits),
      "perSecond": .integer(perSecond), "perHour": .integer(perHour), "quotaForm": .string(quotaForm.rawValue),
      "fault": .string(fault.rawValue), "faultTimes": .integer(faultTimes),
      "unsubscribed": .array(unsubscribed.sorted().map { .string($0) }), "consent": .string(consent.rawValue),
      "resharing": .string(resharing.rawValue), "oldEnds": .string(oldEnds.text),
    ]
  }
}

extension EnedisSandbox {
  /// Everything that the control page shows.
  var described: JSON {
    let now = now
    return withState { state in
      [
        "clock": ["now": .string(now.description), "local": .string(now.stamp), "held": .bool(state.clock.isHeld)],
        "knobs": state.knobs.json,
        "points": .array(state.points.values.sorted { $0.prm < $1.prm }.map(\.json)),
        "authorisations": .array(state.authorisations.values.sorted { $0.id < $1.id }.map(\.json)),
        "requests": .integer(state.log.count),
        "hour": .object(state.quotas.counters.map { ($0.api, .integer($0.calls)) }),
        "totals": .object(state.log.totals.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }),
      ]
    }
  }
}

extension Authorisation {
  var json: JSON {
    [
      "autorisationId": .integer(id), "points": .array(points.map { .string($0) }),
      "from": .string(during.lowerBound.description), "to": .string(during.upperBound.description),
      "emptyLeft": .integer(emptyLeft),
    ]
  }
}

extension RequestLog.Entry {
  var json: JSON {
    [
      "number": .integer(number), "at": .string(at.description), "method": .string(method),
      "target": .string(target), "status": .integer(status), "api": api.map { .string($0) } ?? .null,
      "note": .string(note),
    ]
  }
}
