/// A password as the database holds it: a PHC string of Argon2id, which names its own cost.
package struct PasswordHash: Sendable, Equatable {
  package struct Cost: Sendable, Equatable {
    package let kibibytes: UInt32
    package let passes: UInt32
    package let lanes: UInt32

    package init(kibibytes: UInt32, passes: UInt32, lanes: UInt32) {
      self.kibibytes = kibibytes
      self.passes = passes
      self.lanes = lanes
    }

    /// The least that OWASP's password storage sheet asks of Argon2id.
    package static let standard = Cost(kibibytes: 19 * 1024, passes: 2, lanes: 1)
  }

  package let text: String
  package let cost: Cost

  /// nil for anything but Argon2id, and for a cost that would stall the server: who can write to the table should not be
  /// able to do more than that.
  package init?(_ text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19",
      let cost = Cost(parts[3]), let salt = Self.byteCount(ofBase64: parts[4]), salt >= 8,
      let digest = Self.byteCount(ofBase64: parts[5]), digest >= 16
    else { return nil }
    self.text = text
    self.cost = cost
  }

  init(cost: Cost, salt: [UInt8], digest: [UInt8]) {
    text = "$argon2id$v=19$\(cost.text)$\(Self.base64(salt))$\(Self.base64(digest))"
    self.cost = cost
  }

  /// PHC strings use the usual alphabet without padding.
  private static func base64(_ bytes: [UInt8]) -> String {
    String(Base64.standard.encode(bytes).prefix { $0 != "=" })
  }

  private static func byteCount(ofBase64 text: Substring) -> Int? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    return Base64.standard.decode((text + padding).utf8)?.count
  }
}

extension PasswordHash.Cost {
  fileprivate init?(_ text: Substring) {
    let fields = text.split(separator: ",")
    guard fields.count == 3, fields[0].hasPrefix("m="), fields[1].hasPrefix("t="), fields[2].hasPrefix("p="),
      let kibibytes = UInt32(fields[0].dropFirst(2)), let passes = UInt32(fields[1].dropFirst(2)),
      let lanes = UInt32(fields[2].dropFirst(2)), (8...262_144).contains(kibibytes), (1...16).contains(passes),
      (1...8).contains(lanes)
    else { return nil }
    self.init(kibibytes: kibibytes, passes: passes, lanes: lanes)
  }

  var text: String { "m=\(kibibytes),t=\(passes),p=\(lanes)" }
}
