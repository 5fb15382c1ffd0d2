import CLibpq
import Glibc
import Ground
import Postgres
import TestSupport
import Testing

@Suite struct ClusterTests {
  @Test func `the tests' own server gives a database of any name`() async throws {
    let url = try await TestCluster.url(database: "cluster \"tests\" à part")
    let connection = PQconnectdb(url)
    defer { PQfinish(connection) }
    #expect(PQstatus(connection) == CONNECTION_OK)
    #expect(PQdb(connection).map { String(cString: $0) } == "cluster \"tests\" à part")
  }
}
