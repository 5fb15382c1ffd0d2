import Runtime

/// What the meter says of the moment: the power at hand, the contract, and what it warns of.
struct MeterCondition: Equatable, Sendable {
  private(set) var apparent: Int?
  private(set) var injected: Int?
  /// In VA, all phases together.
  private(set) var contract: Int?
  /// More is drawn than the contract allows.
  private(set) var isOverloaded = false
  private(set) var isRedTomorrow = false
  /// A mobile peak is announced or runs.
  private(set) var isPeakAnnounced = false
  /// The meter's own clock, where it is to be trusted.
  private(set) var date: Instant?

  mutating func take(_ frame: WireFrame) {
    apparent = frame.number("SINSTS") ?? frame.number("PAPP") ?? apparent
    injected = frame.number("SINSTI") ?? injected
    contract = MeterCondition.contract(frame) ?? contract
    let date = frame["DATE"]?.stamp.flatMap { WireStamp($0) }
    self.date = date?.isTrusted == true ? date?.instant : nil
    switch frame.mode {
    case .historique: takeHistorique(frame)
    case .standard:
      if let status = frame["STGE"].flatMap({ UInt32($0.data, radix: 16) }) { take(status) }
    }
  }

  /// A frame without ADPS is one in which all is well. In a three-phase overload the frames are short, and say it with ADIR.
  private mutating func takeHistorique(_ frame: WireFrame) {
    isOverloaded = ["ADPS", "ADIR1", "ADIR2", "ADIR3"].contains { frame[$0] != nil }
    if let tomorrow = frame["DEMAIN"]?.data { isRedTomorrow = tomorrow == "ROUG" }
    if frame["PTEC"] != nil { isPeakAnnounced = frame["PEJP"] != nil }
  }

  private mutating func take(_ status: UInt32) {
    isOverloaded = status >> 7 & 1 == 1
    isRedTomorrow = status >> 26 & 3 == 3
    isPeakAnnounced = status >> 28 & 15 != 0
  }

  /// An ampere of a contract is 200 VA on each phase.
  private static func contract(_ frame: WireFrame) -> Int? {
    if let reference = frame.number("PREF") { return reference * 1000 }
    let phases = frame["IINST2"] != nil || frame["IMAX2"] != nil ? 3 : 1
    return frame["IINST"] != nil || phases == 3 ? frame.number("ISOUSC").map { $0 * 200 * phases } : nil
  }
}
