import Runtime
import Stations

/// The states of all points of a country at one moment. A value: readers of an older one are not disturbed.
struct PointStates: Sendable {
  /// Counts the batches of changes.
  private(set) var number = 0
  private(set) var status: [PointStatus]
  /// Microseconds since 1970, 0 when nobody said.
  private var since: [Int64]
  /// Spots of which something changed, with the number of the batch; the newest last.
  private(set) var recent: [(number: Int, spot: Int32)] = []
  /// Everything after this number is in `recent`.
  private(set) var recentFrom = 0
  /// When to look at a point again, though nobody says so.
  private var due = DueTimes<ChargePoint.ID>()
  /// The schedules that are known to be closed, and when to look at each again.
  private var isShut: [Bool]
  private var turns = DueTimes<Int>()

  private static let mostRecent = 2048

  init(of country: Country, _ facts: [StoredPointState], _ bookings: LiveReservations, at now: Instant) {
    let isShut = country.schedules.map { !$0.mayBeOpen(at: now) }
    self.isShut = isShut
    status = country.points.indices.map { isShut[country.schedule(of: $0)] ? .closed : .free }
    since = Array(repeating: 0, count: country.points.count)
    for (number, schedule) in country.schedules.enumerated() { turns.set(number, to: schedule.turn(after: now)) }
    for fact in facts { set(fact, bookings[fact.id] ?? [], in: country, at: now) }
    let known = Set(facts.map(\.id))
    for (id, booked) in bookings where !known.contains(id) { set(.nothing(of: id), booked, in: country, at: now) }
  }

  func since(_ point: Int) -> Instant? {
    since[point] == 0 || status[point] == .closed ? nil : Instant(microseconds: since[point])
  }

  /// The point's index; nil for one that is not of this country.
  @discardableResult
  private mutating func set(
    _ facts: StoredPointState, _ bookings: [LiveReservation], in country: Country, at now: Instant
  ) -> Int? {
    guard let point = country.index(of: facts.id) else { return nil }
    let state = facts.state(with: bookings, at: now)
    status[point] = isShut[country.schedule(of: point)] ? state.status.outsideHours : state.status
    since[point] = state.since?.microseconds ?? 0
    due.set(facts.id, to: state.next)
    return point
  }

  /// The points that are of this country, as it has them.
  mutating func apply(_ facts: [StoredPointState], _ bookings: LiveReservations, to country: Country, at now: Instant)
    -> [Int]
  {
    let changed = facts.compactMap { set($0, bookings[$0.id] ?? [], in: country, at: now) }
    note(changed, in: country)
    return changed
  }

  private mutating func note(_ changed: [Int], in country: Country) {
    number += 1
    for point in changed {
      let spot = country.stations[Int(country.points[point].station)].spot
      if let last = recent.last, last == (number, spot) { continue }
      recent.append((number, spot))
    }
    guard recent.count > Self.mostRecent else { return }
    let cut = recent.count - Self.mostRecent / 2
    recentFrom = recent[cut - 1].number
    recent.removeFirst(cut)
  }

  mutating func takeDue(at now: Instant) -> [ChargePoint.ID] { due.take(at: now) }

  // MARK: Hours

  /// Opens and closes what has come to that by the clock. Returns the points that are free now and were not, or the other
  /// way.
  mutating func turn(in country: Country, at now: Instant) -> [Int] {
    let turned = turns.take(at: now).filter { look(at: $0, in: country, now) }
    if turned.isEmpty { return [] }
    var hasTurned = Array(repeating: false, count: country.schedules.count)
    for schedule in turned { hasTurned[schedule] = true }
    let changed = country.points.indices.filter { point in
      let schedule = country.schedule(of: point)
      return hasTurned[schedule] && status[point] == (isShut[schedule] ? .free : .closed)
    }
    for point in changed { status[point] = isShut[country.schedule(of: point)] ? .closed : .free }
    note(changed, in: country)
    return changed
  }

  /// Whether it is shut now and was not, or the other way.
  private mutating func look(at schedule: Int, in country: Country, _ now: Instant) -> Bool {
    let wasShut = isShut[schedule]
    isShut[schedule] = !country.schedules[schedule].mayBeOpen(at: now)
    turns.set(schedule, to: country.schedules[schedule].turn(after: now))
    return isShut[schedule] != wasShut
  }
}
