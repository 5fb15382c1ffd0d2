/// What is known of a label: how long its data are and what they are made of.
struct WireLabel: Sendable {
  enum Content: Sendable { case digits, hexadecimal, text }

  let length: Int
  var content = Content.digits
  var isStamped = false

  func allows(_ data: String) -> Bool {
    data.utf8.count == length
      && data.utf8.allSatisfy { byte in
        switch content {
        case .digits: (48...57).contains(byte)
        case .hexadecimal: (48...57).contains(byte) || (65...70).contains(byte)
        case .text: true
        }
      }
  }

  static func rules(of mode: WireMode) -> [String: WireLabel] { mode == .historique ? historique : standard }

  private static let historique: [String: WireLabel] = {
    var rules: [String: WireLabel] = [:]
    rules["ADCO"] = WireLabel(length: 12)
    for label in ["OPTARIF", "PTEC", "DEMAIN"] { rules[label] = WireLabel(length: 4, content: .text) }
    for label in registers(.historique) { rules[label] = WireLabel(length: 9) }
    for label in ["ISOUSC", "PEJP"] { rules[label] = WireLabel(length: 2) }
    rules["PPOT"] = WireLabel(length: 2, content: .hexadecimal)
    for label in ["IINST", "IMAX", "ADPS"] { rules[label] = WireLabel(length: 3) }
    for phase in 1...3 {
      for label in ["IINST", "IMAX", "ADIR"] { rules["\(label)\(phase)"] = WireLabel(length: 3) }
    }
    for label in ["PAPP", "PMAX"] { rules[label] = WireLabel(length: 5) }
    rules["HHPHC"] = WireLabel(length: 1, content: .text)
    rules["MOTDETAT"] = WireLabel(length: 6, content: .hexadecimal)
    return rules
  }()

  private static let standard: [String: WireLabel] = {
    var rules: [String: WireLabel] = [:]
    rules["ADSC"] = WireLabel(length: 12, content: .hexadecimal)
    rules["PRM"] = WireLabel(length: 14)
    rules["DATE"] = WireLabel(length: 0, isStamped: true)
    for label in ["NGTF", "LTARF", "MSG2"] { rules[label] = WireLabel(length: 16, content: .text) }
    rules["MSG1"] = WireLabel(length: 32, content: .text)
    for label in registers(.standard) { rules[label] = WireLabel(length: 9) }
    for label in ["VTIC", "PREF", "PCOUP", "NTARF", "NJOURF", "NJOURF+1"] { rules[label] = WireLabel(length: 2) }
    for label in ["PJOURF+1", "PPOINTE"] { rules[label] = WireLabel(length: 98, content: .text) }
    rules["STGE"] = WireLabel(length: 8, content: .hexadecimal)
    for label in ["SINSTI", "RELAIS"] { rules[label] = WireLabel(length: label == "RELAIS" ? 3 : 5) }
    for phase in ["", "1", "2", "3"] {
      rules["SINSTS" + phase] = WireLabel(length: 5)
      for day in ["", "-1"] { rules["SMAXSN\(phase)\(day)"] = WireLabel(length: 5, isStamped: true) }
    }
    for label in ["SMAXIN", "CCASN", "CCAIN"] {
      for day in ["", "-1"] { rules[label + day] = WireLabel(length: 5, isStamped: true) }
    }
    for number in 1...3 {
      for label in ["IRMS", "URMS"] { rules["\(label)\(number)"] = WireLabel(length: 3) }
      rules["UMOY\(number)"] = WireLabel(length: 3, isStamped: true)
      for label in ["DPM", "FPM"] { rules["\(label)\(number)"] = WireLabel(length: 2, isStamped: true) }
    }
    return rules
  }()

  /// Labels whose data only ever grow, in Wh (or VArh).
  static func registers(_ mode: WireMode) -> [String] {
    switch mode {
    case .historique: Tariff.allCases.flatMap(\.registers)
    case .standard:
      ["EAST", "EAIT"] + (1...10).map { "EASF" + ($0 < 10 ? "0\($0)" : "10") } + (1...4).map { "EASD0\($0)" }
        + (1...4).map { "ERQ\($0)" }
    }
  }

  private static let registerNames = Set(WireMode.allCases.flatMap { registers($0) })

  static func isRegister(_ label: String) -> Bool { registerNames.contains(label) }
}

/// What the first letters of OPTARIF say, and the registers whose sum is all that was drawn.
enum Tariff: String, CaseIterable, Sendable {
  case base = "BASE"
  case offPeak = "HC"
  case peakDays = "EJP"
  case tempo = "BBR"

  var registers: [String] {
    switch self {
    case .base: ["BASE"]
    case .offPeak: ["HCHC", "HCHP"]
    case .peakDays: ["EJPHN", "EJPHPM"]
    case .tempo: ["BBRHCJB", "BBRHPJB", "BBRHCJW", "BBRHPJW", "BBRHCJR", "BBRHPJR"]
    }
  }

  init?(option: String) {
    guard let found = Tariff.allCases.first(where: { option.hasPrefix($0.rawValue) }) else { return nil }
    self = found
  }
}
