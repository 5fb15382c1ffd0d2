import Glibc
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

/// What stood in the database as a real of kilowatts is there in whole watts afterwards.
@Suite(.timeLimit(.minutes(1))) struct PowerMigrationTests {
  private static let folder = TestCluster.packageFolder + "/Migrations"
  private let clock = WallClock { Instant(seconds: 1_795_248_000) }

  /// A database as it was before.
  private func earlier() async throws -> Database {
    let database = try await TestDatabase.make().database
    try await database.execute("drop schema public cascade")
    try await database.execute("create schema public")
    var template = Array("/tmp/migrations.XXXXXX".utf8CString)
    let path = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer { rmdir(path) }
    let names = try Migration.all(in: Self.folder).filter { $0.number < 18 }.map { $0.name + ".sql" }
    for name in names { symlink("\(Self.folder)/\(name)", "\(path)/\(name)") }
    defer { for name in names { unlink("\(path)/\(name)") } }
    #expect(try await Migrator(folder: path).migrate(database, clock: clock).count == names.count)
    return database
  }

  @Test func `a power is the same number of watts, and what was set by hand stays so`() async throws {
    let database = try await earlier()
    try await database.execute(
      """
      insert into stations (id, irve_id, name, location, access, open_24h, two_wheelers_only, source)
      values (gen_random_uuid(), 'A', 'A', st_setsrid(st_point(2.3, 48.8), 4326), 'open', true, false, 'irve')
      """)
    try await database.execute(
      """
      insert into charge_points (id, station_id, irve_id, power_kw, sockets, source, manual_fields)
      select gen_random_uuid(), s.id, n::text, nullif(n, 0) / 10.0, 2, 'irve', '{sockets,power_kw}'
      from stations s, generate_series(0, 10000) as n
      """)
    try await database.execute("insert into charge_points_before select * from charge_points")
    try await database.execute(
      """
      insert into charges (id, point_id, started_at, start_soc, target_soc, usable_kwh, ac_kw, ac_phases, car_sockets, point_kw,
        point_sockets, booked_until, ends_at, end_reason, end_soc, energy_kwh)
      select p.id, p.id, \(clock.now), 20, 80, 50, 11, 3, '{}', p.power_kw, '{}', \(clock.now), \(clock.now), 'slotEnd', 45, 1
      from charge_points p
      """)
    #expect(try await Migrator(folder: Self.folder).migrate(database, clock: clock).contains("0018_power_in_watts"))
    for table in ["charge_points", "charge_points_before"] as [SQL] {
      let wrong = try await database.query(
        """
        select irve_id from \(sql: table)
        where coalesce(power_w, 0) <> irve_id::integer * 100 or manual_fields <> '{sockets,power_w}'
        """
      ) { try $0.next(String.self) }
      #expect(wrong.isEmpty, "\(table.text)")
    }
    // What was told by three phases stays so.
    let told = try await database.query(
      """
      select c.point_w from charges c join charge_points p on p.id = c.id where p.power_w is distinct from c.point_w
      """
    ) { try $0.next(Int.self) }
    #expect(told == [7401])
  }
}
