/// Feeds a `COPY ... FROM STDIN`: rows in binary, or bytes of text or CSV. Collects 64 KiB, then waits until
/// the kernel has taken the 64 KiB before.
package struct CopyWriter: ~Copyable {
  private static let pieceSize = 65_536
  // The signature of a binary COPY, and 8 bytes without meaning.
  private static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)

  private let connection: Connection
  private var pending = BinaryWriter()
  private var hasHeader = false

  init(_ connection: Connection) { self.connection = connection }

  /// One row of `format binary`. The fields' types must be the columns' own: COPY converts nothing.
  package mutating func row<each Field: Column>(_ field: repeat each Field) async throws {
    if !hasHeader {
      pending.append(contentsOf: Self.header)
      hasHeader = true
    }
    let start = pending.count
    var fields: Int16 = 0
    pending.append(fields)
    for one in repeat each field {
      pending.appendField(one)
      fields += 1
    }
    pending.replace(at: start, with: fields)
    if let fault = pending.fault { throw ParameterError(reason: "\(fault)", sql: "a row of COPY") }
    if pending.count >= Self.pieceSize { try await flush() }
  }

  /// Bytes as they are, in the format that the statement names.
  package mutating func write(_ bytes: some Collection<UInt8>) async throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(max(1, Self.pieceSize - pending.count))
      pending.append(contentsOf: piece)
      rest = rest.dropFirst(piece.count)
      if pending.count >= Self.pieceSize { try await flush() }
    }
  }

  private mutating func flush() async throws {
    try await connection.send(pending.bytes)
    pending.removeAll()
  }

  mutating func finish() async throws {
    if hasHeader { pending.append(Int16(-1)) }
    try await flush()
  }
}

extension Transaction {
  /// Feeds a COPY and gives the number of rows stored. If `body` throws, the server forgets all of them and, COPY being
  /// a statement like others, the transaction is aborted.
  @discardableResult
  package func copyIn(_ statement: SQL, _ body: (inout CopyWriter) async throws -> Void) async throws -> Int {
    try await open()
    _ = try await note { try await connection.beginCopy(statement.text, .sending, patience: patience) }
    do {
      var writer = CopyWriter(connection)
      try await body(&writer)
      try await writer.finish()
    } catch {
      // The server says that the COPY failed, which is no news.
      _ = try? await note { try await connection.endCopy(failure: "given up by the client") }
      throw error
    }
    return try await note { try await connection.endCopy() }.affectedRows
  }
}
