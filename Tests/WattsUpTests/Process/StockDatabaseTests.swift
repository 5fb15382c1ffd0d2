import Glibc
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

/// `DATABASE_URL` names a PostgreSQL as it comes out of the box: little memory for a plan, random pages dear, parallel
/// workers. And it names no superuser, as in Operations/compose.yaml.
@Suite(.serialized) struct StockDatabaseTests {
  private struct Stock {
    let url: String
    let database: Database

    /// Without a table in it, with the settings that PostgreSQL has when nobody sets any, and of a role that owns it and is
    /// nothing else.
    static func make() async throws -> Stock {
      let test = try await TestDatabase.make()
      let name = "\(test.name)_stock"
      let settings = try ConnectionSettings(try await TestCluster.url(database: name))
      let administrator = Database(settings, limits: PoolLimits(size: 2, wait: .seconds(60)), loop: TestDatabase.loop)
      try await administrator.run(script: Script(literal: stock))
      await administrator.close()
      let url = "host='\(try #require(settings.hosts.first))' user=test_owner dbname=\(name)"
      return Stock(url: url, database: try TestDatabase.patient(url))
    }

    private static let stock: StaticString = """
      do $$ declare one record; begin
        if not exists (select from pg_roles where rolname = 'test_owner') then create role test_owner login; end if;
        execute format('alter database %I owner to test_owner', current_database());
        for one in select name, boot_val, unit from pg_settings
          where context = 'user' and source = 'configuration file'
            and (category like 'Query Tuning%' or category like 'Resource Usage%')
        loop
          execute format('alter database %I set %I = %L', current_database(), one.name, one.boot_val);
        end loop;
      end $$;
      create extension postgis;
      """

    func first(_ sql: SQL) async throws -> Int { try await database.first(sql) { try $0.next(Int.self) } ?? -1 }
  }

  @Test func `migrations, the communes and a country come into a PostgreSQL with stock settings`() async throws {
    let stock = try await Stock.make()
    let memory = try await stock.database.first("select current_setting('work_mem')") { try $0.next(String.self) }
    #expect(memory == "4MB")
    let server = try RunningServer(
      data: RunningServer.freshData(), environment: ["DATABASE_URL": stock.url, "WATTS_UP_DEMO_POINTS": "8000"])
    let port = try await server.port(within: .seconds(400))
    #expect(try await stock.first("select count(*) from charge_points") == 8000)
    // What is done behind it: where stations lie, and their networks.
    try await eventually("all stations have been looked up", within: .seconds(300)) {
      try await stock.first("select count(*) from stations where located_at is null") == 0
    }
    #expect(try await stock.first("select count(*) from stations where insee_code is not null and city is null") == 0)
    try await eventually("their networks are known", within: .seconds(300)) {
      try await stock.first(
        "select count(*) from station_vocabulary_version v join stations_version n using (version)") == 1
    }
    for (path, least) in [("/api/stations?q=lyon", 1), ("/api/places?q=69003", 2), ("/api/stations?facets=1", 50)] {
      let answer = try await blocking {
        try RawConnection(port: port).ask("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
      }
      let found = try JSONParser.parse(answer.body)["items"]?.elements ?? []
      #expect(answer.status == 200 && found.count >= least, "\(path): \(answer.text)")
    }
    #expect(!server.lines.contains { $0.contains("\"level\":\"error\"") }, "\(server.lines)")
    server.send(SIGTERM)
    #expect(try await server.exit() == 0)
  }

  @Test func `without a demonstration the communes come by themselves, whoever starts first`() async throws {
    let stock = try await Stock.make()
    var servers: [RunningServer] = []
    for _ in 0..<2 {
      servers.append(
        try RunningServer(
          data: RunningServer.freshData(),
          environment: ["DATABASE_URL": stock.url, "WATTS_UP_SECRET_KEYS": TestPeople.keys, "WATTS_UP_PLACES": "on"]))
    }
    for server in servers { _ = try await server.port() }
    #expect(try await stock.first("select count(*) from communes") == 0, "they serve before it is done")
    try await eventually("the communes are there", within: .seconds(300)) {
      try await stock.first("select count(*) from communes") == 34_916
    }
    #expect(try await stock.first("select version from places_version") == 2, "loaded once")
    for server in servers {
      let port = try await server.port()
      let answer = try await blocking {
        try RawConnection(port: port).ask("GET /api/places?q=lyon HTTP/1.1\r\nHost: localhost\r\n\r\n")
      }
      #expect(try JSONParser.parse(answer.body)["items"]?.elements.first?["inseeCode"] == "69123")
      server.send(SIGTERM)
      #expect(try await server.exit() == 0)
      let complaints = server.lines.filter { line in
        line.contains("\"level\":\"error\"") || line.contains("\"level\":\"warning\"") && line.contains("communes")
      }
      #expect(complaints == [])
    }
  }

  @Test func `a server told to stop while the communes come leaves none behind`() async throws {
    let stock = try await Stock.make()
    let server = try RunningServer(
      data: RunningServer.freshData(), environment: ["DATABASE_URL": stock.url, "WATTS_UP_PLACES": "on"])
    _ = try await server.port()
    try await eventually("it loads") { server.lines.contains { $0.contains("loading the communes") } }
    server.send(SIGTERM)
    #expect(try await server.exit() == 0)
    #expect(try await stock.first("select count(*) from communes") == 0)
  }
}
