import CLibpq

/// `createdb` through libpq's blocking calls, which only the cluster's own thread may make.
struct DatabaseCreation {
  let server: String

  func createIfMissing(_ name: String) throws(ClusterError) {
    guard let connection = PQconnectdb(server) else { throw .refused(detail: "no memory") }
    defer { PQfinish(connection) }
    guard PQstatus(connection) == CONNECTION_OK else { throw .refused(detail: message(connection)) }
    PQsetNoticeProcessor(connection, { _, _ in }, nil)
    guard let quoted = PQescapeIdentifier(connection, name, name.utf8.count) else {
      throw .refused(detail: message(connection))
    }
    defer { PQfreemem(quoted) }
    let result = PQexec(connection, "CREATE DATABASE " + String(cString: quoted))
    defer { PQclear(result) }
    if PQresultStatus(result) == PGRES_COMMAND_OK { return }
    // There already, or somebody else creates it at this very moment (the catalogue's unique index says so).
    let code = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
    if code != "42P04" && code != "23505" { throw .refused(detail: message(connection)) }
  }

  private func message(_ connection: OpaquePointer) -> String {
    String(cString: PQerrorMessage(connection)).split(separator: "\n").joined(separator: "; ")
  }
}
