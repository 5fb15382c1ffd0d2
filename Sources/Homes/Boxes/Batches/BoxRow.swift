import HTTP
import Runtime

enum RowClock: String, CaseIterable, Sendable { case rtc, ntp, tic, none }

enum RowKind: String, CaseIterable, Sendable {
  /// Registers, in Wh.
  case drawn, injected, produced
  case apparent, curveDrawn, curveInjected, pulse, alarm, relay

  var isRegister: Bool { [.drawn, .injected, .produced].contains(self) }

  /// What it can be.
  var values: ClosedRange<Int> {
    switch self {
    case .drawn, .injected, .produced: 0...1_000_000_000_000
    case .apparent, .curveDrawn, .curveInjected: 0...1_000_000
    case .pulse: 0...1_000_000_000_000_000
    case .alarm: -1_000_000_000...1_000_000_000
    case .relay: 0...1
    }
  }
}

/// A row that is sound.
struct BoxRow: Sendable {
  let sequence: Int
  let boot: String
  let monotonicMs: Int
  let at: Instant?
  let clock: RowClock
  let kind: RowKind
  let value: Int
  /// What an alarm is about.
  let cause: String?
}

/// Why a row is none. It counts as received all the same: nothing that is sent again makes it better.
struct RowFault: Error, Sendable {
  let code: String

  static let malformed = RowFault(code: "malformed")
  static let unknownKind = RowFault(code: "unknown-kind")
  static let unknownClock = RowFault(code: "unknown-clock")
  static let outOfRange = RowFault(code: "out-of-range")
  static let badTime = RowFault(code: "bad-time")
  static let inTheFuture = RowFault(code: "in-the-future")
  static let tooOld = RowFault(code: "too-old")
}

extension BoxRow {
  /// The longest that daily readings are kept.
  private static let oldest = Duration.seconds(3 * 366 * 86_400)
  private static let newest = Duration.seconds(300)

  init(_ given: GivenRow, boot: String, at now: Instant) throws(RowFault) {
    let json = given.json
    guard let sequence = given.sequence, let monotonic = json.whole("monotonicMs"), let value = json.whole("value"),
      let kindName = json.word("kind"), let clockName = json.word("clock")
    else { throw .malformed }
    let own = json.word("boot") ?? boot
    guard (1...64).contains(own.utf8.count), !own.utf8.contains(0) else { throw .malformed }
    guard let kind = RowKind(rawValue: kindName) else { throw .unknownKind }
    guard let clock = RowClock(rawValue: clockName) else { throw .unknownClock }
    guard kind.values.contains(value) else { throw .outOfRange }
    (self.sequence, self.boot, monotonicMs) = (sequence, own, monotonic)
    (self.clock, self.kind, self.value) = (clock, kind, value)
    cause = json.word("cause").flatMap { Self.isCause($0) ? $0 : nil }
    at = try Self.time(json["at"], now)
  }

  /// `near-limit`: newer boxes may know more causes than we do.
  private static func isCause(_ word: String) -> Bool {
    (1...40).contains(word.utf8.count) && word.utf8.first.map { (97...122).contains($0) } == true
      && word.utf8.allSatisfy { (97...122).contains($0) || $0 == 45 }
  }

  private static func time(_ json: JSON?, _ now: Instant) throws(RowFault) -> Instant? {
    switch json {
    case nil, .null?: return nil
    case .string(let text)?:
      guard let at = Instant(rfc3339: text) else { throw .badTime }
      if at > now + newest { throw .inTheFuture }
      if at < now - oldest { throw .tooOld }
      return at
    default: throw .badTime
    }
  }
}
