import HTTP
import Runtime

/// A knob that does not exist, or a value that it does not take.
struct BadKnob: ProblemConvertible {
  let name: String
  let wanted: String

  var problem: Problem {
    let fault = FieldFault("bad-knob", fr: "Attendu : \(wanted).", en: "Expected: \(wanted).")
    return Problem(.validation, faults: [Problem.Fault("/" + name, fault)])
  }
}

extension String {
  fileprivate func number(_ name: String, _ range: ClosedRange<Int>) throws(BadKnob) -> Int {
    guard let number = Int(self), range.contains(number) else {
      throw BadKnob(name: name, wanted: "\(range.lowerBound) - \(range.upperBound)")
    }
    return number
  }

  fileprivate func share(_ name: String) throws(BadKnob) -> Double {
    guard let number = Double(self), (-100...100).contains(number) else {
      throw BadKnob(name: name, wanted: "-100 - 100")
    }
    return number
  }

  fileprivate func flag(_ name: String) throws(BadKnob) -> Bool {
    guard ["true", "false", "on", "off", "1", "0"].contains(self) else {
      throw BadKnob(name: name, wanted: "true, false")
    }
    return ["true", "on", "1"].contains(self)
  }

  func day(_ name: String) throws(BadKnob) -> CivilDay? {
    if isEmpty { return nil }
    guard let day = CivilDay(iso: self) else { throw BadKnob(name: name, wanted: "2026-11-30") }
    return day
  }

  /// At most four hundred: more than a year's days.
  fileprivate func items(_ name: String) throws(BadKnob) -> [String] {
    let items = split(separator: ",").map { String($0.prefix(60)) }
    guard items.count <= 400 else { throw BadKnob(name: name, wanted: "400, at most") }
    return items
  }

  fileprivate func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, _: Word.Type = Word.self
  ) throws(BadKnob) -> Word {
    guard let word = Word(rawValue: self) else {
      throw BadKnob(name: name, wanted: Word.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return word
  }
}

extension Scenario {
  /// Sets one thing by its name, as the control page and programs send it.
  mutating func set(_ name: String, to text: String) throws(BadKnob) {
    switch name {
    case "label": label = String(text.prefix(60))
    case "kind": kind = try text.word(name)
    case "curve": hasCurve = try text.flag(name)
    case "step": step = try Self.step(name, text)
    case "stepAfterNoon": stepAfterNoon = text.isEmpty ? nil : try Self.step(name, text)
    case "refused": refused = try text.word(name)
    case "refusedStatus": refusedStatus = try text.number(name, 400...403)
    case "activatedOn": activatedOn = try text.day(name) ?? activatedOn
    case "consentedFrom": consentedFrom = try text.day(name)
    case "drift": drift = try text.share(name)
    case "dailyDrift": dailyDrift = try text.share(name)
    case "net": isNet = try text.flag(name)
    case "meterChange": meterChange = try text.day(name)
    case "services": services = try text.word(name)
    case "subscribedKva": subscribedKva = try text.number(name, 3...36)
    default: try setMany(name, try text.items(name))
    }
  }

  private mutating func setMany(_ name: String, _ items: [String]) throws(BadKnob) {
    switch name {
    case "holes":
      var found: Set<Hole> = []
      for item in items { found.insert(try item.word(name)) }
      holes = found
    case "late":
      var found: [CivilDay: Int] = [:]
      for item in items {
        let parts = item.split(separator: ":").map(String.init)
        guard parts.count == 2, let day = CivilDay(iso: parts[0]) else {
          throw BadKnob(name: name, wanted: "2026-11-29:5,2026-11-28:30")
        }
        found[day] = try parts[1].number(name, 0...10_000)
      }
      late = found
    case "missing":
      var found: Set<CivilDay> = []
      for item in items { if let day = try item.day(name) { found.insert(day) } }
      missing = found
    case "companions":
      guard items.count <= 10, items.allSatisfy(\.isPoint) else { throw BadKnob(name: name, wanted: "14 digits, ...") }
      companions = items
    default: throw BadKnob(name: name, wanted: "another knob")
    }
  }

  private static func step(_ name: String, _ text: String) throws(BadKnob) -> Int {
    let step = try text.number(name, 5...60)
    guard [5, 10, 15, 30, 60].contains(step) else { throw BadKnob(name: name, wanted: "5, 10, 15, 30, 60") }
    return step
  }
}

extension Knobs {
  mutating func set(_ name: String, to text: String) throws(BadKnob) {
    switch name {
    case "tokenSeconds": tokenSeconds = try text.number(name, 1...1_000_000)
    case "emptyFirst": emptyFirst = try text.number(name, 0...1000)
    case "limits": hasLimits = try text.flag(name)
    case "perSecond": perSecond = try text.number(name, 1...1_000_000)
    case "perHour": perHour = try text.number(name, 1...100_000_000)
    case "quotaForm": quotaForm = try text.word(name)
    case "fault":
      fault = try text.word(name)
      faultTimes = fault == .none ? 0 : max(1, faultTimes)
    case "faultTimes": faultTimes = try text.number(name, 0...1_000_000)
    case "unsubscribed": unsubscribed = Set(try text.items(name))
    case "consent": consent = try text.word(name)
    case "resharing": resharing = try text.word(name)
    case "oldEnds": oldEnds = try text.day(name) ?? oldEnds
    default: throw BadKnob(name: name, wanted: "another knob")
    }
  }
}
