import Glibc
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

/// What a station said stands at each of its points afterwards.
@Suite(.timeLimit(.minutes(1))) struct TermsMigrationTests {
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
    let names = try Migration.all(in: Self.folder).filter { $0.number < 22 }.map { $0.name + ".sql" }
    for name in names { symlink("\(Self.folder)/\(name)", "\(path)/\(name)") }
    defer { for name in names { unlink("\(path)/\(name)") } }
    #expect(try await Migrator(folder: path).migrate(database, clock: clock).count == names.count)
    return database
  }

  @Test func `every point has what its station said, and what was set by hand stays so`() async throws {
    let database = try await earlier()
    try await database.execute(
      """
      insert into stations (id, irve_id, name, location, access, hours, open_24h, two_wheelers_only, pay_card, tariff, source,
        manual_fields)
      select gen_random_uuid(), 'S' || n, 'Halles', st_setsrid(st_point(2.345, 48.867), 4326),
        (array['open', 'restricted'])[1 + n % 2], nullif('Mo-Fr 08:00-20:00', n % 3 || ''), n % 3 = 0, n % 5 = 0,
        (array[true, false, null])[1 + n % 3], 'T' || n % 4, case when n = 9 then 'manual' else 'irve' end,
        case when n = 1 then array['tariff'] else '{}' end
      from generate_series(1, 9) n
      """)
    try await database.execute(
      """
      insert into charge_points (id, station_id, irve_id, sockets, source)
      select gen_random_uuid(), id, case n when 1 then 'E' else 'localOP' end || irve_id, 2, 'irve'
      from stations, generate_series(1, 2) n
      """)
    try await database.execute("insert into stations_before select * from stations")
    try await database.execute("insert into charge_points_before select * from charge_points")
    _ = try await database.execute("create table old as select * from stations")
    _ = try await Migrator(folder: Self.folder).migrate(database, clock: clock)
    for table in ["charge_points", "charge_points_before"] as [SQL] {
      let wrong = try await database.first(
        """
        select count(*) from \(sql: table) p join old o on o.id = p.station_id join terms t on t.id = p.terms_id
        where (t.access, t.open_24h, t.two_wheelers_only, t.pay_card, t.tariff) is distinct from
          (o.access, o.open_24h, o.two_wheelers_only, o.pay_card, o.tariff)
          or t.id <> terms_id(t.access, t.hours_text, t.hours, t.two_wheelers_only, t.pay_per_use, t.pay_card, t.pay_other,
            t.free, t.tariff)
        """
      ) { try $0.next(Int.self) }
      #expect(wrong == 0, "\(table.text)")
    }
    let byHand = try await database.query(
      "select irve_id from stations where manual_terms_id is not null order by 1"
    ) { try $0.next(String.self) }
    #expect(byHand == ["S1", "S9"])
    let local = try await database.query(
      "select distinct right(irve_id, 11) from charge_points where irve_id like 'local%'"
    ) {
      try $0.next(String.self)
    }
    #expect(local == ["P1823413886"])
    // Whatever columns came since, what is replaced can be kept.
    try await database.execute("insert into stations_before select * from stations")
    try await database.execute("insert into charge_points_before select * from charge_points")
  }
}
