import Postgres
import Runtime
import TestSupport
import Testing

/// `DATABASE_URL` may name a role that owns its database and nothing else.
@Suite struct OrdinaryRoleTests {
  @Test func `a role without privileges can connect with all our settings`() async throws {
    let test = try await TestDatabase.make()
    try await test.database.run(
      script: Script(
        literal: """
          do $$ begin
            if not exists (select from pg_roles where rolname = 'test_ordinary') then create role test_ordinary login; end if;
          end $$;
          """))
    let host = try #require(test.settings.hosts.first)
    let settings = try ConnectionSettings("host='\(host)' user=test_ordinary dbname=\(test.name)")
    let database = Database(settings, limits: PoolLimits(wait: .seconds(60)), loop: TestDatabase.loop)
    let user = try await database.first("select current_user::text") { try $0.next(String.self) }
    #expect(user == "test_ordinary")
    #expect(try await database.readFirst("select 1") { try $0.next(Int.self) } == 1)
    await database.close()
  }
}
