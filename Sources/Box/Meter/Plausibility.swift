/// The second line of defence: what a line says rightly may still be wrong. A register never goes back and never grows faster
/// than the contract allows; the meter keeps its name. Time is in milliseconds of any clock that only goes forward.
struct Plausibility: Sendable {
  private struct Reading: Sendable {
    let value: Int
    let at: Int
  }

  /// Values that contradict what is believed, and one another not: three of them in a row are right.
  private struct Doubt: Sendable {
    var last: Reading
    var times: Int
  }

  private static let patience = 3
  /// The strongest contract of a home, in VA: for what is not known, and for what goes out.
  static let strongest = 36_000

  private(set) var implausible = 0
  private(set) var serial: String?
  private var stranger: (serial: String, frames: Int)?
  private var believed: [String: Reading] = [:]
  private var doubts: [String: Doubt] = [:]

  /// The frame without what cannot be; nil for a frame of another meter, until it has said so three times.
  mutating func judge(_ frame: WireFrame, contract: Int?, at now: Int) -> WireFrame? {
    guard isOurs(frame) else {
      implausible += frame.groups.count
      return nil
    }
    var judged = frame
    for group in frame.groups where WireLabel.isRegister(group.label) {
      guard let value = Int(group.data) else { continue }
      let power = group.label == "EAIT" || group.label.hasPrefix("ERQ") ? Plausibility.strongest : contract
      if !believe(group.label, Reading(value: value, at: now), power ?? Plausibility.strongest) {
        implausible += 1
        judged.remove { $0 == group }
      }
    }
    return judged
  }

  // MARK: The meter's name

  private mutating func isOurs(_ frame: WireFrame) -> Bool {
    guard let named = frame.serial else { return stranger == nil }
    guard let serial else {
      self.serial = named
      return true
    }
    if named == serial {
      stranger = nil
      return true
    }
    let frames = (stranger?.serial == named ? stranger?.frames ?? 0 : 0) + 1
    stranger = (named, frames)
    guard frames >= Plausibility.patience else { return false }
    begin(with: named)
    return true
  }

  /// A meter that was exchanged: nothing is compared over it.
  private mutating func begin(with named: String) {
    serial = named
    stranger = nil
    believed.removeAll()
    doubts.removeAll()
  }

  // MARK: Registers

  private mutating func believe(_ label: String, _ reading: Reading, _ power: Int) -> Bool {
    guard let last = believed[label] else {
      believed[label] = reading
      return true
    }
    if Plausibility.follows(reading, last, power) {
      believed[label] = reading
      doubts[label] = nil
      return true
    }
    var doubt = doubts[label] ?? Doubt(last: reading, times: 0)
    doubt.times = Plausibility.follows(reading, doubt.last, power) ? doubt.times + 1 : 1
    doubt.last = reading
    doubts[label] = doubt
    guard doubt.times >= Plausibility.patience else { return false }
    believed[label] = reading
    doubts[label] = nil
    return true
  }

  /// Frames are lost and registers are whole: half as much again as the contract allows, and 20 Wh.
  private static func follows(_ reading: Reading, _ last: Reading, _ power: Int) -> Bool {
    let most = 20 + Double(power) * 1.5 * Double(max(0, reading.at - last.at)) / 3_600_000
    return reading.value >= last.value && Double(reading.value - last.value) <= most
  }
}
