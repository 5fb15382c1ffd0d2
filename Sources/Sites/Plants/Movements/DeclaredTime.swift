import HTTP
import Resources
import Runtime

/// When something happened: at one instant, or evenly from one to another.
struct DeclaredTime: Sendable {
  let from: Instant
  let to: Instant

  private init(_ from: Instant, _ to: Instant) { (self.from, self.to) = (from, to) }

  init(at: WallMoment?, in zone: Zone, now: Instant) throws {
    let instant = try at?.resolved(in: zone, "/at") ?? now
    try Self.check(instant, "/at", now: now)
    self.init(instant, instant)
  }

  /// `at`, or `from` and `to`, or nothing for now.
  init(at: WallMoment?, from: WallMoment?, to: WallMoment?, in zone: Zone, now: Instant) throws {
    guard from != nil || to != nil else {
      try self.init(at: at, in: zone, now: now)
      return
    }
    if at != nil { throw Self.refusal("/at", .eitherAtOrFrom) }
    guard let from else { throw Self.refusal("/from", .missing) }
    guard let to else { throw Self.refusal("/to", .missing) }
    try self.init(from: from, to: to, in: zone, now: now)
  }

  init(from: WallMoment, to: WallMoment, in zone: Zone, now: Instant) throws {
    let (start, end) = (try from.resolved(in: zone, "/from"), try to.resolved(in: zone, "/to"))
    guard start < end else {
      throw Self.refusal(
        "/to", FieldFault("bad-span", fr: "La fin vient après le début.", en: "The end comes after the beginning."))
    }
    try Self.check(start, "/from", now: now)
    try Self.check(end, "/to", now: now)
    self.init(start, end)
  }

  /// What is to come is no declaration, but a plan.
  static func check(_ instant: Instant, _ pointer: String, now: Instant) throws {
    if instant > now + Reserve.grace { throw refusal(pointer, .inTheFuture) }
    if instant <= Reserve.beginning { throw refusal(pointer, .tooOld) }
  }

  private static func refusal(_ pointer: String, _ fault: FieldFault) -> Problem {
    Problem(.validation, fault.code == "missing" ? nil : fault.message, faults: [Problem.Fault(pointer, fault)])
  }
}

extension FieldFault {
  fileprivate static let inTheFuture = FieldFault(
    "in-the-future", fr: "On ne déclare pas ce qui n'est pas encore arrivé : choisissez un moment passé.",
    en: "What has not happened yet cannot be declared: choose a time in the past.")
  fileprivate static let tooOld = FieldFault(
    "too-old", fr: "Les déclarations commencent en 1970.", en: "Declarations begin in 1970.")
  fileprivate static let eitherAtOrFrom = FieldFault(
    "not-both", fr: "Donnez soit at, soit from et to.", en: "Give either at, or from and to.")
}
