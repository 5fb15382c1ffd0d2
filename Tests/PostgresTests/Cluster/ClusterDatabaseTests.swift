import Glibc
import Postgres
import TestSupport
import Testing

@Suite struct ClusterDatabaseTests {
  @Test func `many who create one database at once all find it`() async throws {
    let name = "created at once \(getpid())"
    let urls = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 { group.addTask { try await TestCluster.url(database: name) } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(urls.count == 1)
    for url in urls { #expect(ask(url, "SELECT current_database()") == name) }
    let maintenance = try await TestCluster.url(database: "postgres")
    _ = ask(maintenance, "DROP DATABASE \"\(name)\"")
  }

  @Test func `an outside server's address keeps its options and changes its database`() throws {
    let server = try OutsideServer("postgresql://bob:s%27cret@localhost:5433/live?connect_timeout=3")
    let options = "user='bob' password='s\\'cret' connect_timeout='3' host='localhost' port='5433'"
    #expect(
      server.url(database: "it's").split(separator: " ").sorted()
        == (options + " dbname='it\\'s'").split(separator: " ").sorted())
  }

  @Test(arguments: [
    "postgresql://db.example.org/x", "host=localhost,10.0.0.1", "host=127.0.0.1.example.org",
    "host=localhost hostaddr=10.0.0.1",
  ])
  func `tests refuse a server that is not local`(address: String) {
    #expect(throws: TestCluster.Refusal.notLocal) { try OutsideServer(address) }
  }

  @Test(arguments: ["postgresql:///x?host=/tmp", "host=/var/run/postgresql,::1 user=a", "postgresql://localhost/x"])
  func `tests take a server that is local`(address: String) throws {
    _ = try OutsideServer(address)
  }
}
