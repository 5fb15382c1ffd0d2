import CLibpq
import Glibc
import Postgres
import Runtime

/// The PostgreSQL server of the tests: one for all suites of all runs of this checkout, started by the first test that
/// asks, stopped when the test process has gone. TEST_DATABASE_URL names another server to use instead.
package enum TestCluster {
  package enum Refusal: Error {
    case notAnAddress
    /// Tests create and drop databases: never on a server that others may live by.
    case notLocal
  }

  private static let started = Task {
    try await PrivateCluster.start(in: packageFolder + "/.build/test-cluster", durable: false, log: .silent)
  }

  /// Where to find the database of this name, which is created when it is missing.
  package static func url(database: String) async throws -> String {
    if let outside = getenv("TEST_DATABASE_URL") {
      let server = try OutsideServer(String(cString: outside))
      try await PrivateCluster.createDatabase(database, at: server.url(database: nil))
      return server.url(database: database)
    }
    let cluster = try await started.value
    try await cluster.createDatabase(database)
    return cluster.url(database: database)
  }

  /// The folder of Package.swift.
  package static let packageFolder = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
}

/// An address in either of libpq's forms, taken apart so that the database can be replaced.
package struct OutsideServer {
  private let options: [(keyword: String, value: String)]

  package init(_ address: String) throws(TestCluster.Refusal) {
    guard let parsed = PQconninfoParse(address, nil) else { throw .notAnAddress }
    defer { PQconninfoFree(parsed) }
    var options: [(keyword: String, value: String)] = []
    var option = parsed
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { options.append((String(cString: keyword), String(cString: value))) }
      option += 1
    }
    var hosts = options.filter { $0.keyword == "host" || $0.keyword == "hostaddr" }.map(\.value)
    if hosts.isEmpty { hosts = [getenv("PGHOST").map { String(cString: $0) } ?? ""] }
    for host in hosts.joined(separator: ",").split(separator: ",") where !Self.isLocal(String(host)) { throw .notLocal }
    self.options = options
  }

  /// nil leaves the database that the address names.
  package func url(database: String?) -> String {
    var chosen = options
    if let database {
      chosen.removeAll { $0.keyword == "dbname" }
      chosen.append(("dbname", database))
    }
    return chosen.map { "\($0.keyword)='\(Self.escaped($0.value))'" }.joined(separator: " ")
  }

  private static func isLocal(_ host: String) -> Bool {
    host.hasPrefix("/") || ["localhost", "127.0.0.1", "::1"].contains(host)
  }

  private static func escaped(_ value: String) -> String {
    value.reduce(into: "") { result, character in
      if character == "'" || character == "\\" { result.append("\\") }
      result.append(character)
    }
  }
}
