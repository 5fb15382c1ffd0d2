import CLibpq

/// `createdb` through libpq's blocking calls, which only the cluster's own thread may make.
struct DatabaseCreation {
  let server: String

  func createIfMissing(_ name: String) throws(ClusterError) {
    guard let connection = PQconnectdb(server) else { throw .refused(detail: "no memory") }
    defer { PQfinish(connection) }
    guard PQstatus(connection) == CONNECTION_OK else { throw .refused(detail: message(connection)) }
    PQsetNoticeProcessor(connection, { _, _ in }, nil)
    // Asked first, so that the server's log is not full of errors.
    let known = try run(
      "SELECT FROM pg_database WHERE datname = " + quoted(name, connection, PQescapeLiteral), connection)
    defer { PQclear(known) }
    if PQntuples(known) > 0 { return }
    let created = try run("CREATE DATABASE " + quoted(name, connection, PQescapeIdentifier), connection)
    PQclear(created)
  }

  private func quoted(
    _ name: String, _ connection: OpaquePointer,
    _ quote: (OpaquePointer, UnsafePointer<CChar>, Int) -> UnsafeMutablePointer<CChar>?
  ) throws(ClusterError) -> String {
    guard let quoted = quote(connection, name, name.utf8.count) else { throw .refused(detail: message(connection)) }
    defer { PQfreemem(quoted) }
    return String(cString: quoted)
  }

  /// The caller clears the result.
  private func run(_ statement: String, _ connection: OpaquePointer) throws(ClusterError) -> OpaquePointer? {
    let result = PQexec(connection, statement)
    let status = PQresultStatus(result)
    if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK { return result }
    defer { PQclear(result) }
    // Somebody else creates it at this very moment; the catalogue's unique index may be the one to say so.
    let code = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
    if code == "42P04" || code == "23505" { return nil }
    throw .refused(detail: message(connection))
  }

  private func message(_ connection: OpaquePointer) -> String {
    String(cString: PQerrorMessage(connection)).split(separator: "\n").joined(separator: "; ")
  }
}
