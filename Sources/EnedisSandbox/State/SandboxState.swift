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

  /// Whether the application may ask for a point now.
  func hasConsent(_ prm: String, at now: Instant) -> Bool {
    authorisations.values.contains { $0.points.contains(prm) && $0.during.contains(now) }
  }
}

/// A consent that somebody has given.
struct Authorisation: Sendable {
  let id: Int
  let points: [String]
  let during: Range<Instant>
  /// How many more times the list of its services is still empty.
  var emptyLeft: Int

  /// The same application and the same point always get the same number.
  static func number(of prm: String) -> Int {
    let hash = prm.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return 100_000_000 + Int(hash % 9_000_000_000)
  }

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
