import CLibpq

/// The server's answer to one statement.
///
/// Unchecked, the only one of the layer: libpq never writes a result after handing it out and nobody else holds the
/// pointer, so any thread may read it and the last owner clears it.
package final class Answer: @unchecked Sendable {
  private let result: OpaquePointer

  init(owning result: OpaquePointer) { self.result = result }

  deinit { PQclear(result) }

  var status: ExecStatusType { PQresultStatus(result) }
  var rowCount: Int { Int(PQntuples(result)) }

  /// How many rows the statement inserted, updated, deleted, copied or gave; 0 where that makes no sense.
  var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

  /// The word of the command that really happened: COMMIT answers ROLLBACK after an error.
  var command: String { String(cString: PQcmdStatus(result)) }

  func decode<Value>(_ decode: (inout Row) throws -> Value) throws -> [Value] {
    let count = rowCount
    var values: [Value] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      var row = Row(result: result, index: Int32(index))
      values.append(try decode(&row))
    }
    return values
  }

  func decodeFirst<Value>(_ decode: (inout Row) throws -> Value) throws -> Value? {
    guard rowCount > 0 else { return nil }
    var row = Row(result: result, index: 0)
    return try decode(&row)
  }
}
