import Postgres
import Runtime

extension Country {
  /// Stations that stand on the same centimetre. What is drawn at street level.
  package struct Spot: Sendable {
    package let place: WorldPlace
    package var stations: Range<Int32>

    package var morton: UInt64 { place.morton }
  }

  package struct StationRow: Sendable {
    package let id: Station.ID
    package let spot: Int32
    package let points: Range<Int32>
    let name: Range<Int32>
    let city, postcode: Int32
    package let access: Access
    let location: Coordinates
    let said: SaidOfStation
    let terms: Int32
    let sum: Sum
  }

  /// What does not depend on the clock, of all points of a station.
  package struct Sum: Sendable {
    /// 0 when nobody knows.
    let watts: Int32
    /// The piece that says the rest.
    let said: Int32
  }

  /// Whom a station's points are for.
  package enum Access: UInt8, Sendable { case open, restricted, varies }

  /// Terms that many points share, by the clock of some zone.
  struct TermsRow: Sendable {
    let traits: Traits
    let schedule: Int32
    let said: TermsSaid
  }

  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8
    static let openAccess = Traits(rawValue: 1)
    static let free = Traits(rawValue: 2)
    static let card = Traits(rawValue: 4)
    static let twoWheelers = Traits(rawValue: 8)
    static let open24h = Traits(rawValue: 16)
  }

  package struct PointRow: Sendable {
    package let id: ChargePoint.ID
    package let station: Int32
    let terms: Int32
    let facts: Facts
    let said: SaidOfPoint
  }

  /// A point's number and its small facts, together in a word.
  struct Facts: Sendable {
    private var bits: UInt32

    init(_ accessibility: ChargePoint.Accessibility, cableAttached: Bool?, declaredReservable: Bool?) {
      bits = accessibility.code | Facts.code(cableAttached) << 2 | Facts.code(declaredReservable) << 4
    }

    func numbered(_ number: Int) -> Facts {
      var facts = self
      facts.bits = bits & 63 | UInt32(number) << 6
      return facts
    }

    /// By which drivers tell the points of a station apart.
    var number: Int { Int(bits >> 6) }

    /// From what helps most to what helps least.
    var accessibility: ChargePoint.Accessibility { ChargePoint.Accessibility.allCases[Int(bits & 3)] }
    var isAccessible: Bool { bits & 3 < 2 }
    var cableAttached: Bool? { Facts.flag(bits >> 2) }
    var declaredReservable: Bool? { Facts.flag(bits >> 4) }

    private static func code(_ flag: Bool?) -> UInt32 { flag.map { $0 ? 2 : 1 } ?? 0 }
    private static func flag(_ code: UInt32) -> Bool? { code & 3 == 0 ? nil : code & 3 == 2 }
  }
}

extension ChargePoint.Accessibility {
  fileprivate var code: UInt32 {
    switch self {
    case .reserved: 0
    case .accessible: 1
    case .notAccessible: 2
    case .unknown: 3
    }
  }
}

/// Texts that many rows share, numbered. 0 is none.
struct Words: Sendable {
  private(set) var texts = [""]
  private var known: [String: Int32] = [:]

  init() {}

  /// Numbered as they stand there; none is the first.
  init(_ texts: [String]) {
    self.texts = texts
    for (number, text) in texts.enumerated().dropFirst() { known[text] = Int32(number) }
  }

  mutating func number(of text: String?) -> Int32 {
    guard let text else { return 0 }
    if let number = known[text] { return number }
    let number = Int32(texts.count)
    texts.append(text)
    known[text] = number
    return number
  }

  subscript(text: String) -> Int32? { known[text] }
}
