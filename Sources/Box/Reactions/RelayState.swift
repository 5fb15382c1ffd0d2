import Runtime

/// What a relay may do with a load: times, who has the last word, and what happens when nobody says anything. Supplied is
/// the state of rest. Milliseconds of the box's own clock.
struct RelayState: Sendable {
  enum Position: String, Sendable { case supplied, shed }

  /// Armed by somebody who has understood what the warning says; here, with the watts that the load is said to take, or at
  /// the server, which signs no order before.
  struct Arming: Equatable, Sendable {
    let declaredWatts: Int?
    var isByServer = false
  }

  struct NotUnderstood: Error {}

  static let shortest = 300_000
  static let longestShed = 7_200_000

  private(set) var arming: Arming?
  /// Taken back by somebody at the box: no order arms it again.
  private(set) var isForbidden = false
  private(set) var position = Position.supplied
  private var changedAt: Int?
  /// Asked by an order, until a moment.
  private var shedUntil: Int?
  /// What a person at the box wants; nil: what orders say.
  private(set) var byHand: Position?

  /// 230 V: nobody arms it by accident.
  mutating func arm(declaredWatts: Int, understood: Bool) throws(NotUnderstood) {
    guard understood, declaredWatts > 0 else { throw NotUnderstood() }
    arming = Arming(declaredWatts: declaredWatts)
    isForbidden = false
  }

  mutating func disarm() {
    arming = nil
    isForbidden = true
    shedUntil = nil
    byHand = nil
  }

  /// What the app says: it arms, and takes back what it has armed.
  mutating func follow(_ server: ServersRelay) {
    if server.isArmed, !isForbidden, arming?.isByServer ?? true {
      arming = Arming(declaredWatts: server.declaredWatts, isByServer: true)
    } else if !server.isArmed, arming?.isByServer == true {
      (arming, shedUntil) = (nil, nil)
    }
  }

  /// False where a person has forbidden it.
  mutating func order(shedUntil end: Int?, now: Int) -> Bool {
    guard !isForbidden else { return false }
    arming = arming ?? Arming(declaredWatts: nil, isByServer: true)
    shedUntil = end.map { min($0, now + RelayState.longestShed) }
    return true
  }

  mutating func override(_ wanted: Position?) { byHand = wanted }

  /// True when the contact has to move. A hand moves it at once; orders wait for the shortest time, and no load stays
  /// without supply for more than the longest.
  mutating func settle(now: Int) -> Bool {
    if let end = shedUntil, end <= now { shedUntil = nil }
    let isTired = position == .shed && changedAt.map { now - $0 >= RelayState.longestShed } == true
    if isTired { (byHand, shedUntil) = (nil, nil) }
    let wanted = wanted
    guard wanted != position else { return false }
    let mayMove = byHand != nil || arming == nil || isTired || isRested(now)
    guard mayMove else { return false }
    position = wanted
    changedAt = now
    return true
  }

  private var wanted: Position {
    guard arming != nil else { return .supplied }
    return byHand ?? (shedUntil != nil ? .shed : .supplied)
  }

  private func isRested(_ now: Int) -> Bool { changedAt.map { now - $0 >= RelayState.shortest } ?? true }
}
