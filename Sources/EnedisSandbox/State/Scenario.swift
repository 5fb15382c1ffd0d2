import Runtime

/// What a point is, and the troubles that it has.
struct Scenario: Sendable {
  enum Kind: String, CaseIterable, Sendable { case drawing, producing, both }

  /// Why the data of a point are refused.
  enum Refused: String, CaseIterable, Sendable { case none, revoked, moved, opposed, notHolder }

  enum Hole: String, CaseIterable, Sendable {
    /// Some half-hours here and there, the hours from 2 to 4, all Tuesdays and Wednesdays.
    case points, night, tuesdays
    /// Values that are null, or the text "null".
    case null, nullText
  }

  /// What the list of its services says.
  enum Services: String, CaseIterable, Sendable { case five, fifteen, terminated, requested, none, foreign }

  let prm: String
  var label = ""
  var kind = Kind.both
  var hasCurve = true
  /// Minutes; another from noon on where there are two.
  var step = 30
  var stepAfterNoon: Int?
  var holes: Set<Hole> = []
  /// Hours by which a day comes late.
  var late: [CivilDay: Int] = [:]
  /// Days that the curve never has.
  var missing: Set<CivilDay> = []
  var refused = Refused.none
  var refusedStatus = 403
  var activatedOn = CivilDay(year: 2018, month: 3, day: 1)
  /// Nothing before it may be asked for.
  var consentedFrom: CivilDay?
  /// Percent by which all that is certified is off, and the days alone.
  var drift = 0.0
  var dailyDrift = 0.0
  /// Whether drawing and injecting exclude each other within an interval.
  var isNet = false
  /// The day that another meter was put in.
  var meterChange: CivilDay?
  var services = Services.five
  /// Points of the same consent.
  var companions: [String] = []
  var subscribedKva = 9

  init(prm: String) { self.prm = prm }
}

extension Scenario {
  /// The test persons of Enedis' own sandboxes.
  static var persons: [String: Scenario] {
    let all = [
      Scenario("22516914714270", "Consommateur, long historique", .drawing),
      Scenario("11453290002823", "Mis en service le 27 août 2019", .drawing) {
        $0.activatedOn = CivilDay(year: 2019, month: 8, day: 27)
      },
      Scenario("32320647321714", "Sans courbe de charge", .drawing) { $0.hasCurve = false },
      Scenario("12345678901234", "Deux points, dont un producteur", .drawing) { $0.companions = ["10284856584123"] },
      Scenario("10284856584123", "Producteur du même titulaire", .producing),
      Scenario("42900589957123", "Trous les mardis et mercredis", .drawing) { $0.holes = [.tuesdays] },
      Scenario("24880057139941", "Producteur seul", .producing),
      Scenario("12655648759651", "Autoconsommateur", .both),
      Scenario("64975835695673", "Trois points", .drawing) { $0.companions = ["63695879465986", "22315546958763"] },
      Scenario("63695879465986", "Deuxième de trois points", .drawing),
      Scenario("22315546958763", "Troisième de trois points", .drawing),
      Scenario("26584978546985", "Consentement aussitôt révoqué", .drawing) { $0.refused = .revoked },
      Scenario("14000000000001", "Cinq services", .both),
      Scenario("14000000000002", "Quinze services", .both) { $0.services = .fifteen },
      Scenario("14000000000003", "Services terminés", .both) { $0.services = .terminated },
    ]
    return Dictionary(uniqueKeysWithValues: all.map { ($0.prm, $0) })
  }

  /// The last digit of a state chose the person in Enedis' old sandbox.
  static let byDigit = [
    "22516914714270", "11453290002823", "32320647321714", "12345678901234", "42900589957123", "24880057139941",
    "12655648759651", "64975835695673", "26584978546985",
  ]

  private init(_ prm: String, _ label: String, _ kind: Kind, _ change: (inout Scenario) -> Void = { _ in }) {
    self.init(prm: prm)
    self.label = label
    self.kind = kind
    change(&self)
  }

  func measures(_ direction: Direction) -> Bool {
    kind == .both || kind == (direction == .drawn ? .drawing : .producing)
  }
}

/// Which way the energy goes.
enum Direction: String, CaseIterable, Sendable {
  case drawn, injected

  /// `grandeurMetier`.
  var business: String { self == .drawn ? "CONS" : "PROD" }
}

extension String {
  /// Fourteen digits.
  var isPoint: Bool { utf8.count == 14 && utf8.allSatisfy { (48...57).contains($0) } }
}
