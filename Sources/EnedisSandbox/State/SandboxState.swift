import Runtime

/// All that the sandbox remembers.
struct SandboxState: Sendable {
  var clock = VirtualClock()
  var knobs = Knobs()
  var points = Scenario.persons
  var authorisations = Authorisation.known
  /// When each token ends.
  var tokens: [String: Instant] = [:]
  var quotas = Quotas()
  var log = RequestLog()

  /// What a stranger can make it keep has an end.
  static let mostAuthorisations = 20_000
  static let mostTokens = 1000

  /// Whether the application may ask for a point now.
  func hasConsent(_ prm: String, at now: Instant) -> Bool {
    if let own = authorisations[Authorisation.number(of: prm)], own.during.contains(now) { return true }
    return authorisations.values.contains { $0.points.contains(prm) && $0.during.contains(now) }
  }
}

/// A consent that somebody has given.
struct Authorisation: Sendable {
  let id: Int
  let points: [String]
  var during: Range<Instant>
  /// How many more times the list of its services is still empty.
  var emptyLeft: Int

  /// The same application, point and holder always get the same number, and a number is one point's alone: so many bits,
  /// turned round by an odd factor, which another one turns back. The bits above are the holder's.
  static func number(of prm: String, heldBy holder: String = "") -> Int {
    (Int(prm) ?? 0) &* factor & mask | 1 << bits | sign(of: holder) << (bits + 1)
  }

  static func point(of number: Int) -> String? {
    guard number > 0, number >> bits & 1 == 1 else { return nil }
    let digits = String(number & mask &* back & mask)
    return digits.utf8.count > 14 ? nil : String(repeating: "0", count: 14 - digits.utf8.count) + digits
  }

  /// Fifteen bits; none for a holder whom nobody has named.
  private static func sign(of holder: String) -> Int {
    if holder.isEmpty { return 0 }
    let mixed = holder.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return Int(mixed % 32_767) + 1
  }

  private static let bits = 47
  private static let mask = 1 << bits - 1
  private static let factor = 0x5DEE_CE66D
  /// Each step doubles the bits that are right.
  private static let back = (0..<6).reduce(factor) { back, _ in back &* (2 &- factor &* back) }

  /// Those that Enedis' own mocks have: 11 a point with five services, 12 one with fifteen, 13 one whose services are
  /// over. 10 is of no point.
  static let known: [Int: Authorisation] = [
    10: Authorisation(id: 10, points: [], during: always, emptyLeft: 0),
    11: Authorisation(id: 11, points: ["14000000000001"], during: always, emptyLeft: 0),
    12: Authorisation(id: 12, points: ["14000000000002"], during: always, emptyLeft: 0),
    13: Authorisation(id: 13, points: ["14000000000003"], during: always, emptyLeft: 0),
  ]

  private static let always = Instant(seconds: 0)..<Instant(seconds: 32_503_680_000)
}
