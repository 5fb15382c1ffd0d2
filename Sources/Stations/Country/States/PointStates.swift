package import Runtime

/// The states of all points of a country at one moment. A value: readers of an older one are not disturbed.
package struct PointStates: Sendable {
  /// Counts the batches of changes.
  package private(set) var number = 0
  /// When points were looked at last.
  private var lookedAt: Instant
  package private(set) var status: [PointStatus]
  /// Spots of which something changed, with the number of the batch; the newest last.
  package private(set) var recent: [(number: Int, spot: Int32)] = []
  /// Everything after this number is in `recent`.
  package private(set) var recentFrom = 0
  /// In which batch a spot changed last.
  private var changed: [Int32]
  private var facts: KnownFacts
  private var bookings: [Int32: [LiveReservation]] = [:]
  /// When to look at a point again, though nobody says so.
  private var due = DueTimes<ChargePoint.ID>()
  /// The schedules that are known to be closed, and when to look at each again.
  private var isShut: [Bool]
  private var turns = DueTimes<Int>()

  private static let mostRecent = 2048

  init(of country: Country, _ stored: [StoredPointState], _ bookings: LiveReservations, at now: Instant) {
    let isShut = country.schedules.map { !$0.mayBeOpen(at: now) }
    self.isShut = isShut
    lookedAt = now
    status = country.points.indices.map { isShut[country.schedule(of: $0)] ? .closed : .free }
    facts = KnownFacts(of: country.points.count)
    changed = Array(repeating: 0, count: country.spots.count)
    for (number, schedule) in country.schedules.enumerated() { turns.set(number, to: schedule.turn(after: now)) }
    for fact in stored { set(fact, bookings[fact.id] ?? [], in: country, at: now) }
    let known = Set(stored.map(\.id))
    for (id, booked) in bookings where !known.contains(id) { set(.nothing(of: id), booked, in: country, at: now) }
  }

  /// The point's index; nil for one that is not of this country.
  @discardableResult
  private mutating func set(
    _ stored: StoredPointState, _ booked: [LiveReservation], in country: Country, at now: Instant
  ) -> Int? {
    guard let point = country.index(of: stored.id) else { return nil }
    let known = PointFacts(isOutOfService: stored.isOutOfService, stored.report, hasBookings: !booked.isEmpty)
    if facts[point].hasBookings || !booked.isEmpty { bookings[Int32(point)] = booked.isEmpty ? nil : booked }
    facts[point] = known
    let found = known.told(with: booked, at: now).status
    status[point] = isShut[country.schedule(of: point)] ? found.outsideHours : found
    due.set(stored.id, to: known.turns(with: booked, after: now))
    return point
  }

  /// The points that are of this country, as it has them.
  mutating func apply(_ facts: [StoredPointState], _ bookings: LiveReservations, to country: Country, at now: Instant)
    -> [Int]
  {
    lookedAt = now
    let changed = facts.compactMap { set($0, bookings[$0.id] ?? [], in: country, at: now) }
    note(changed, in: country)
    return changed
  }

  private mutating func note(_ points: [Int], in country: Country) {
    number += 1
    for point in points {
      let spot = country.stations[Int(country.points[point].station)].spot
      changed[Int(spot)] = Int32(number)
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
    lookedAt = now
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

/// What depends on the clock is worked out when somebody asks, from what is known.
extension PointStates {
  private func booked(_ point: Int) -> [LiveReservation] {
    facts[point].hasBookings ? bookings[Int32(point)] ?? [] : []
  }

  /// Whatever its hours.
  func told(of point: Int, at now: Instant) -> ToldState {
    if facts.isNothing(point) { return ToldState(status: .free) }
    return facts[point].told(with: booked(point), at: now)
  }

  /// Bookings included, whatever its hours.
  func isFree(_ point: Int, at now: Instant) -> Bool {
    facts.isNothing(point) || told(of: point, at: now).status == .free
  }

  /// In service as far as anybody knows, and nobody's at a moment to come.
  func isBookable(_ point: Int, at instant: Instant, seen now: Instant) -> Bool {
    if facts.isNothing(point) { return true }
    return !facts[point].isOutOfService && facts[point].report?.condition != .outOfService
      && !booked(point).contains { $0.holds(instant, seen: now) }
  }

  /// What is known of points that are not simply free, of the stations that are meant.
  func stored(in country: Country, where isMeant: (Station.ID) -> Bool) -> [StoredPointState] {
    facts.indices.compactMap { index in
      if facts.isNothing(index) { return nil }
      let point = country.points[index]
      guard facts[index].isOutOfService || facts[index].report != nil,
        isMeant(country.stations[Int(point.station)].id)
      else { return nil }
      return StoredPointState(
        id: point.id, isOutOfService: facts[index].isOutOfService, report: facts[index].report)
    }
  }

  /// When what is told of a point may change without anybody saying so, hours apart.
  func turns(of point: Int, after now: Instant) -> Instant? {
    facts.isNothing(point) ? nil : facts[point].turns(with: booked(point), after: now)
  }

  /// Since when the point is as it was last found; nil where nobody said.
  package func since(_ point: Int) -> Instant? {
    status[point] == .closed ? nil : told(of: point, at: lookedAt).since
  }

  func hasChanged(_ spot: Int32, since number: Int) -> Bool { spot >= 0 && Int(changed[Int(spot)]) > number }
}
