import Accounts
import Charging
import HTTP
import Postgres
import Reservations
import Runtime
import Stations

extension CrowdFeature {
  /// A driver whose turn it is, with the booking that is under way.
  struct DueDriver: Sendable {
    struct Here: Sendable {
      let reservation: Reservation.ID
      let charge: Charge.ID?
      let isExtended: Bool
    }

    let account: Account.ID
    let here: Here?
    let ahead: Int

    var situation: Deed.Situation {
      guard let here else { return .away(ahead: ahead) }
      return here.charge == nil ? .expected : .charging(isExtended: here.isExtended)
    }
  }

  func due(atMost limit: Int) async throws -> [DueDriver] {
    let now = clock.now
    return try await database.query(
      """
      select d.account_id, here.id, here.charge_id, here.is_extended, (
          select count(*) from reservations r where r.account_id = d.account_id and r.state = 'reserved'
            and lower(r.during) > \(now) and r.extends_id is null)
      from made_up_drivers d left join lateral (
        select r.id, r.charge_id, r.extends_id is not null or exists (
            select from reservations n where n.extends_id = r.id and n.state in \(sql: OpenReservation.states)) as is_extended
        from reservations r
        where r.account_id = d.account_id and r.state in \(sql: OpenReservation.states) and r.lapses_at > \(now)
          and r.during @> \(now)::timestamptz
        limit 1) here on true
      where d.next_at <= \(now) order by d.next_at, d.number limit \(limit)
      """
    ) { row in
      let account = try row.next(Account.ID.self)
      let (id, charge) = (try row.next(Reservation.ID?.self), try row.next(Charge.ID?.self))
      let isExtended = try row.next(Bool?.self) ?? false
      let here = id.map { DueDriver.Here(reservation: $0, charge: charge, isExtended: isExtended) }
      return DueDriver(account: account, here: here, ahead: try row.next())
    }
  }

  /// A refusal is what happens to people too: another try in a minute or so.
  func act(_ due: DueDriver) async throws {
    guard let driver = try await Driver.madeUp(due.account, in: database) else { return }
    let deed = Deed.drawn(in: due.situation, random)
    var pause = deed.pause(random)
    do {
      if try await !carryOut(deed, driver, due) { pause = random.number(20...90) }
    } catch is Problem {
      pause = random.number(20...90)
    }
    try await rest(due.account, pause)
  }

  /// False when there was nothing to be had.
  private func carryOut(_ deed: Deed, _ driver: Driver, _ due: DueDriver) async throws -> Bool {
    switch (deed, due.here) {
    case (.rest, _): break
    case (.plugIn, let here?):
      let soc = random.number(4...58)
      let target = random.chance(0.7) ? 80 : random.number(90...100)
      try await charging.plugIn(here.reservation, soc: Double(soc), target: Double(target), of: driver)
    case (.extend, let here?): try await charging.extend(here.reservation, of: driver)
    case (.unplug, let here?):
      guard let charge = here.charge else { return false }
      try await charging.unplug(charge, of: driver)
    case (.book, nil): return try await book(driver, from: clock.now.seconds / 60 * 60)
    case (.bookAhead, nil):
      return try await book(driver, from: (clock.now.seconds / 1800 + Int64(random.number(1...30))) * 1800)
    case (.giveBack, nil): return try await giveBack(driver)
    default: return false
    }
    return true
  }

  private func book(_ driver: Driver, from second: Int64) async throws -> Bool {
    let start = Instant(seconds: second)
    guard let point = try await freePoint(for: driver, from: start) else { return false }
    _ = try await reservations.reserve(point, from: start, for: driver)
    return true
  }

  private func giveBack(_ driver: Driver) async throws -> Bool {
    let latest = try await database.first(
      """
      select id from reservations where account_id = \(driver.id) and state = 'reserved' and lower(during) > \(clock.now)
      order by lower(during) desc limit 1
      """
    ) { try $0.next(Reservation.ID.self) }
    guard let latest else { return false }
    try await reservations.cancel(latest, of: driver)
    return true
  }

  /// Until the pause is over, or a few minutes into what is booked.
  private func rest(_ account: Account.ID, _ pause: Int) async throws {
    let now = clock.now
    try await database.execute(
      """
      update made_up_drivers d set next_at = least(\(now + .seconds(pause)), (
        select min(lower(r.during)) + make_interval(secs => \(random.number(30...400)))
        from reservations r where r.account_id = d.account_id and r.state = 'reserved' and lower(r.during) > \(now)))
      where account_id = \(account)
      """)
  }
}
