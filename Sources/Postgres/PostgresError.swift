import CLibpq

/// A refusal by the server. The description holds no values and no password, so it may be logged as it is; PostgreSQL's
/// DETAIL is left out because it quotes rows.
package struct PostgresError: Error, Equatable, CustomStringConvertible {
  /// Five characters, see PostgreSQL's appendix A: `23P01`, `40001`...
  package let sqlState: String
  package let severity: String
  package let message: String
  package let hint: String?
  package let schema: String?
  package let table: String?
  package let column: String?
  /// The name of the rule that was broken: the bridge to a use case's own refusal.
  package let constraint: String?
  /// The statement, with `$1` where values were.
  package internal(set) var sql: String

  init(_ result: OpaquePointer, sql: String) {
    // The letters of libpq's PG_DIAG constants, which Swift does not import.
    func field(_ letter: Unicode.Scalar) -> String? {
      PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) }
    }
    sqlState = field("C") ?? ""
    severity = field("V") ?? ""
    message = field("M") ?? String(cString: PQresultErrorMessage(result))
    hint = field("H")
    schema = field("s")
    table = field("t")
    column = field("c")
    constraint = field("n")
    self.sql = sql
  }

  init(sqlState: String, message: String, sql: String) {
    self.sqlState = sqlState
    self.message = message
    self.sql = sql
    severity = "ERROR"
    (hint, schema, table, column, constraint) = (nil, nil, nil, nil, nil)
  }

  package var description: String {
    var text = "\(severity) \(sqlState): \(message)"
    if let constraint { text += " [constraint \(constraint)]" }
    if let hint { text += " (\(hint))" }
    return sql.isEmpty ? text : "\(text) in: \(sql)"
  }
}

extension PostgresError {
  /// The connection is gone although the server still had the time to say why. Without a SQLSTATE the error is libpq's
  /// own; PQstatus may still claim that all is well, so it is not asked.
  var endsConnection: Bool {
    sqlState.isEmpty || sqlState.hasPrefix("08") || severity == "FATAL" || severity == "PANIC"
  }

  /// A prepared statement that the server has forgotten, or whose tables have changed since.
  var isStalePlan: Bool { sqlState == "26000" || sqlState == "0A000" }

  /// The whole transaction may succeed if it is tried again.
  var mayRetryTransaction: Bool { sqlState == "40001" || sqlState == "40P01" || isStalePlan }

  static func copyUnderWay(_ sql: String) -> PostgresError {
    PostgresError(sqlState: "55000", message: "a COPY is under way in this transaction", sql: sql)
  }

  package static let uniqueViolation = "23505"
  package static let exclusionViolation = "23P01"
  package static let queryCancelled = "57014"
  package static let diskFull = "53100"
  /// Somebody else held a row for longer than `lockTimeout`.
  package static let lockNotAvailable = "55P03"
}

/// The connection died, or the server gave no answer in time and the connection was closed.
package struct ConnectionLost: Error, Equatable, CustomStringConvertible {
  package let reason: String
  /// True when the statement had been sent: it may or may not have been carried out.
  package let mayHaveHappened: Bool

  package var description: String {
    "connection to PostgreSQL lost: \(reason)\(mayHaveHappened ? " (the statement may have been carried out)" : "")"
  }
}

/// No connection can be had now: too many wait already, or the server is away.
package struct Unavailable: Error, Equatable, CustomStringConvertible {
  package enum Reason: Equatable, Sendable {
    case queueFull, waitedTooLong, closed
    case serverAway(String)
  }

  package let reason: Reason
  /// When it makes sense to come back: the `Retry-After` of a 503.
  package let retryAfter: Duration

  package var description: String {
    switch reason {
    case .queueFull: "too many requests wait for a database connection"
    case .waitedTooLong: "no database connection became free in time"
    case .closed: "the database has been closed"
    case .serverAway(let error): "the database server cannot be reached: \(error)"
    }
  }
}

/// A value that cannot be sent, found before anything was sent: a NUL in a text, an endless instant.
package struct ParameterError: Error, Equatable, CustomStringConvertible {
  package let reason: String
  package let sql: String
  package var description: String { "\(reason) cannot be a parameter of: \(sql)" }
}
