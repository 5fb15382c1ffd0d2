import Accounts
package import HTTP
import Runtime

extension Problem.Kind {
  package static let slotTaken = Self(
    "slot-taken", 409, fr: "Créneau déjà pris", en: "Slot already taken",
    detail: Text(
      fr: "Quelqu'un a déjà cette demi-heure : choisissez-en une autre, ou une borne proche.",
      en: "Somebody has this half-hour already: choose another one, or a point near by."))
  package static let driverBusy = Self(
    "driver-busy", 409, fr: "Vous avez déjà une réservation à ce moment", en: "You have a booking at that time already",
    detail: Text(
      fr: "Annulez d'abord celle que vous avez, ou choisissez un autre moment.",
      en: "Cancel the one that you have first, or choose another time."))
  package static let pointUnavailable = Self(
    "point-unavailable", 409, fr: "Cette borne ne peut pas être réservée", en: "This point cannot be booked",
    detail: Text(fr: "Choisissez-en une autre.", en: "Choose another one."))
  package static let outsideHours = Self(
    "outside-hours", 422, fr: "En dehors des horaires d'ouverture", en: "Outside opening hours",
    detail: Text(
      fr: "Choisissez une demi-heure pendant laquelle la station est ouverte.",
      en: "Choose a half-hour throughout which the station is open."))
  package static let inThePast = Self(
    "in-the-past", 422, fr: "Ce moment est passé", en: "That moment has passed",
    detail: Text(fr: "Choisissez un moment à venir.", en: "Choose a time to come."))
  package static let tooFarAhead = Self(
    "too-far-ahead", 422, fr: "Plus de sept jours à l'avance", en: "More than seven days ahead",
    detail: Text(fr: "Choisissez un moment dans les sept jours.", en: "Choose a time within seven days."))
}

extension Problem {
  static var withdrawnPoint: Problem {
    Problem(.pointUnavailable, Text(fr: "Cette borne a été retirée.", en: "This point was withdrawn."))
  }

  static var closedPoint: Problem {
    Problem(
      .pointUnavailable,
      Text(
        fr: "Cette borne est hors service ou réservée à certains.",
        en: "This point is out of service or not open to everybody."))
  }

  static var occupied: Problem {
    Problem(
      .slotTaken,
      Text(
        fr: "L'exploitant signale que quelqu'un y est branché en ce moment ; plus tard, c'est possible.",
        en: "The operator says that somebody is plugged in right now; later is possible."))
  }

  static func outsideHours(_ hours: String?) -> Problem {
    let words = hours ?? ""
    return Problem(
      .outsideHours,
      Text(
        fr: "La station est ouverte : \(words). La demi-heure doit y tenir en entier.",
        en: "The station is open \(words). The whole half-hour must lie within."))
  }

  static var unknownVehicle: Problem {
    let fault = FieldFault(
      "unknown-vehicle", fr: "Ce véhicule n'est pas l'un des vôtres.", en: "This vehicle is not one of yours.")
    return Problem(.validation, faults: [Fault("/vehicleId", fault)])
  }

  static var quotaReached: Problem {
    Problem(
      .quotaReached,
      Text(
        fr: "Au plus quatre réservations à venir : rendez-en une pour en prendre une autre.",
        en: "Four upcoming bookings at the most: give one back to take another."))
  }
}
