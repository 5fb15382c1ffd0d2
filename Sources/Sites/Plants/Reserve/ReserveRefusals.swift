package import HTTP
import Runtime

extension Problem.Kind {
  package static let reserveFull = Self(
    "reserve-full", 409, fr: "La réserve déborderait", en: "The reserve would overflow",
    detail: Text(
      fr: "La réserve dépasserait sa capacité : déclarez moins, ou corrigez ce qui suit.",
      en: "The reserve would exceed its capacity: declare less, or correct what comes after."))
  package static let reserveEmpty = Self(
    "reserve-empty", 409, fr: "La réserve serait vide", en: "The reserve would be empty",
    detail: Text(
      fr: "La réserve tomberait sous zéro : déclarez moins, ou corrigez ce qui précède.",
      en: "The reserve would fall below zero: declare less, or correct what comes before."))
  package static let noReserve = Self(
    "no-reserve", 409, fr: "Cette centrale ne stocke rien", en: "This plant stores nothing",
    detail: Text(
      fr: "Donnez d'abord une capacité de stockage à la centrale.", en: "Give the plant a storage capacity first."))
}

/// The members of a refused declaration: the most that can be declared there (of a count, the highest level; or the least,
/// where it is too low), and the earliest instant that forbids more.
struct ReserveRefusal: Decodable {
  let largestWh: Int?
  let leastWh: Int?
  let blockedAt: Instant?
}

extension Problem {
  static func reserve(_ direction: Direction, largest: Int, at blocked: Instant, _ detail: Text? = nil) -> Problem {
    let amount = largest > 0
    let full = Text(
      fr: amount
        ? "Au plus \(largest) Wh ici : la réserve serait pleine à \(blocked)."
        : "Plus rien n'entre ici : la réserve est pleine à \(blocked).",
      en: amount
        ? "At most \(largest) Wh here: the reserve would be full at \(blocked)."
        : "Nothing more fits here: the reserve is full at \(blocked).")
    let empty = Text(
      fr: amount
        ? "Au plus \(largest) Wh ici : la réserve serait vide à \(blocked)."
        : "Il n'y a rien à prendre ici : la réserve est vide à \(blocked).",
      en: amount
        ? "At most \(largest) Wh here: the reserve would be empty at \(blocked)."
        : "There is nothing to take here: the reserve is empty at \(blocked).")
    var problem = Problem(
      direction == .up ? .reserveFull : .reserveEmpty, detail ?? (direction == .up ? full : empty))
    problem.members = [("largestWh", .integer(largest)), ("blockedAt", .string(blocked.description))]
    return problem
  }

  static func reserve(leastLevel least: Int, at blocked: Instant) -> Problem {
    var problem = Problem(
      .reserveEmpty,
      Text(
        fr: "Avec moins de \(least) Wh, ce qui est déclaré ensuite ne suffirait plus à \(blocked).",
        en: "With less than \(least) Wh there would not be enough for what is declared after it, at \(blocked)."))
    problem.members = [("leastWh", .integer(least)), ("blockedAt", .string(blocked.description))]
    return problem
  }

  static var tooMuchLater: Problem {
    Problem(
      .conflict,
      Text(
        fr: "Plus de \(Reserve.mostLater) instants ont été déclarés depuis : relevez plutôt le niveau d'aujourd'hui.",
        en: "More than \(Reserve.mostLater) instants were declared since: count today's level instead."))
  }
}
