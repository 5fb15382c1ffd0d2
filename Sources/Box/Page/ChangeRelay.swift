import HTTP
import Runtime
import Synchronization

/// The relay by hand, and what must be understood before.
struct ChangeRelay: Sendable {
  let box: Box

  static let warning = Text(
    fr: """
      Le 230 V tue. Coupez le disjoncteur général avant tout câblage et faites appel à un électricien qualifié (NF C 15-100). \
      Le relais doit être prévu pour le courant de l'appareil, résistif et inductif. Ni congélateur, ni appareil médical, ni \
      chauffage de personnes fragiles. En cas de panne du boîtier, l'appareil doit rester alimenté.
      """,
    en: """
      230 V kills. Switch the main breaker off before any wiring and call a qualified electrician (NF C 15-100). The relay \
      must be rated for the appliance's current, resistive and inductive. No freezer, no medical appliance, no heating of frail \
      people. When the box fails the appliance must stay supplied.
      """)

  enum Wanted: String, CaseIterable, Field { case supplied, shed }

  struct Wish: Decodable, Sendable {
    /// Null gives the last word back to the orders.
    let wanted: Wanted?
  }

  struct Arming: Decodable, Sendable {
    let declaredWatts: Int?
    let understood: Bool?
  }

  func show(in language: Language) -> Response {
    let state = box.state.withLock { $0 }
    return .json(
      .object([
        ("isThere", .bool(box.settings.relay != nil)), ("armed", .bool(state.relay.arming != nil)),
        ("state", .string(state.relay.position.rawValue)),
        ("byHand", .orNull(state.relay.byHand?.rawValue)),
        ("declaredWatts", state.relay.arming?.declaredWatts.map { .integer($0) } ?? .null),
        ("measuredWatts", state.drop.watts.map { .integer($0) } ?? .null),
        ("warning", .string(ChangeRelay.warning(in: language))),
      ]))
  }

  func change(_ wish: Wish, in language: Language) throws -> Response {
    try box.state.withLock { state in
      guard state.relay.arming != nil else { throw Problem(.notUnderstood) }
      state.relay.override(wish.wanted.map { $0 == .shed ? .shed : .supplied })
    }
    return show(in: language)
  }

  /// A relay that is not there cannot be armed, and so says nothing of itself.
  func arm(_ arming: Arming, in language: Language) throws -> Response {
    guard box.settings.relay != nil else { throw Problem(.notFound) }
    do {
      try box.arm(declaredWatts: arming.declaredWatts ?? 0, understood: arming.understood == true)
    } catch is RelayState.NotUnderstood { throw Problem(.notUnderstood) }
    return show(in: language)
  }

  func disarm() throws -> Response {
    try box.disarm()
    return .noContent
  }
}
