import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Reservations

/// What time does to bookings, with two servers that both write it down all the time.
@Suite struct ErrandsTests {
  private static let bookings = 600

  @Test func `two servers that run side by side remind, begin, expire and finish each booking once`() async throws {
    let test = try await TestReservations.make()
    try await fill(test)
    let servers = [test.bookings, try test.neighbour()].map { bookings in
      let server = BackgroundRunner(log: .silent)
      server.start(bookings.work)
      return server
    }
    defer { for server in servers { server.cancel() } }
    for (minutes, done) in [
      (45, ["reminder": Self.bookings]), (60, ["begun": Self.bookings]),
      (75, ["expired": Self.bookings / 2]), (90, ["finished": Self.bookings / 2]),
    ] {
      test.clock.advance(by: test.morning + .seconds(minutes * 60) - test.now)
      try await eventually("\(done)") {
        let found = try await test.done()
        return done.allSatisfy { found[$0.key, default: 0] >= $0.value }
      }
    }
    // Another look each, after which nothing may have been done twice.
    for bookings in [test.bookings, try test.neighbour()] { #expect(try await bookings.runErrands() == 0) }
    let once = [
      "reminder": Self.bookings, "begun": Self.bookings, "expired": Self.bookings / 2, "finished": Self.bookings / 2,
    ]
    #expect(try await test.done() == once)
    let twice = try await test.database.query("select what from done group by id, what having count(*) > 1") { row in
      try row.next(String.self)
    }
    #expect(twice.isEmpty, "\(twice)")
    let told = try await test.database.first("select count(*) from point_changes") { try $0.next(Int.self) }
    #expect(told == 2 * Self.bookings, "one word when it begins, one when it is over")
  }

  /// In an hour everybody has a booking of their own; half of them come and charge. The database counts what is done to
  /// each, also what a constraint would then forgive.
  private func fill(_ test: TestReservations) async throws {
    let point = try await test.point()
    try await test.database.execute(
      """
      insert into charge_points (id, station_id, irve_id, sockets, source, terms_id)
      select gen_random_uuid(), station_id, 'N' || n, 6, 'irve', terms_id from charge_points, generate_series(1, \(Self.bookings)) n
      where id = \(point)
      """)
    try await test.database.execute(
      """
      insert into accounts (id, email, display_name, role, language, password_hash, created_at)
      select gen_random_uuid(), 'n' || n || '@example.org', 'N', 'driver', 'fr', '$argon2id$', \(test.now)
      from generate_series(1, \(Self.bookings)) n
      """)
    let start = test.now + .seconds(3600)
    try await test.database.execute(
      """
      insert into reservations (id, point_id, account_id, during, state, lapses_at, place, created_at)
      select gen_random_uuid(), p.id, a.id, \(HalfHours.from(start)), 'reserved', \(start + HalfHours.patience), 1,
        \(test.now)
      from charge_points p join accounts a on a.email = lower(p.irve_id) || '@example.org'
      """)
    try await test.database.run(script: Self.counting)
  }

  /// A driver comes as soon as the half-hour has begun, here by the hand of a trigger.
  private static let counting = Script(
    literal: """
      create table done (id uuid, what text);
      create function count_notice() returns trigger language plpgsql as $$ begin
        insert into done values (new.reservation_id, new.kind); return new; end $$;
      create trigger count_notice before insert on notices for each row execute function count_notice();
      create function count_booking() returns trigger language plpgsql as $$ begin
        if new.begin_noted and not old.begin_noted then
          insert into done values (new.id, 'begun');
          if (select irve_id from charge_points where id = new.point_id) ~ '[02468]$' then
            new.state := 'charging'; new.lapses_at := upper(new.during);
          end if;
        elsif new.state <> old.state and new.state <> all (array['expired', 'finished']) then
          insert into done values (new.id, new.state);
        end if;
        return new; end $$;
      create trigger count_booking before update on reservations for each row execute function count_booking();
      """)
}

extension TestReservations {
  /// When it began.
  fileprivate var morning: Instant { ManualClock().now }

  /// How often each thing was done.
  fileprivate func done() async throws -> [String: Int] {
    let counts = try await database.query("select what, count(*) from done group by what") { row in
      (try row.next(String.self), try row.next(Int.self))
    }
    return Dictionary(uniqueKeysWithValues: counts)
  }
}
