/// One line of a frame: a label and what the meter says under it.
struct WireGroup: Equatable, Sendable {
  let label: String
  /// When it was so, where the meter tells it: `H261129120000`.
  let stamp: String?
  let data: String

  init(_ label: String, _ data: String, stamp: String? = nil) {
    (self.label, self.data, self.stamp) = (label, data, stamp)
  }

  /// Nil for what is not a group of this mode, whole and as its label wants it. Nothing is trimmed: data may end with
  /// spaces, and the check may be one. A check of six bits passes one broken line in 64; labels, lengths and digits do not.
  init?(line: [UInt8], mode: WireMode) {
    guard line.count >= 4, line.count <= WireLines.longest, line.allSatisfy({ $0 >= 0x20 || $0 == 0x09 }),
      line[line.count - 2] == mode.separator
    else { return nil }
    // The last separator counts in one mode and not in the other.
    let counted = line.dropLast(mode == .standard ? 1 : 2)
    guard WireGroup.check(counted) == line[line.count - 1] else { return nil }
    let fields = line.dropLast(2).split(
      separator: mode.separator, maxSplits: mode == .historique ? 1 : 2, omittingEmptySubsequences: false
    ).map { String(decoding: $0, as: UTF8.self) }
    guard let label = fields.first, let rule = WireLabel.rules(of: mode)[label],
      fields.count == (rule.isStamped ? 3 : 2)
    else { return nil }
    self.init(label, fields[fields.count - 1], stamp: rule.isStamped ? fields[1] : nil)
    guard rule.allows(data), stamp.map(WireStamp.isWritten) ?? true else { return nil }
  }

  /// Six bits of the sum, as a character that can be printed.
  static func check(_ bytes: some Sequence<UInt8>) -> UInt8 {
    (bytes.reduce(0) { $0 &+ $1 } & 0x3F) + 0x20
  }

  /// As the meter sends it, with its ends.
  func written(in mode: WireMode) -> [UInt8] {
    var line = Array(label.utf8) + [mode.separator]
    if let stamp { line += Array(stamp.utf8) + [mode.separator] }
    line += Array(data.utf8)
    let check = WireGroup.check(mode == .standard ? line + [mode.separator] : line)
    return [0x0A] + line + [mode.separator, check, 0x0D]
  }
}
