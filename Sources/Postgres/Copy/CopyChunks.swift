/// The output of a `COPY ... TO STDOUT`, in chunks of whole rows of about 64 KiB. Nothing is read from the server
/// before it is asked for.
package struct CopyChunks: AsyncSequence {
  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let connection: Connection
    private var isAtEnd = false

    fileprivate init(_ connection: Connection) { self.connection = connection }

    package mutating func next() async throws -> [UInt8]? {
      if isAtEnd { return nil }
      let chunk = try await connection.nextChunk()
      isAtEnd = chunk.isEmpty
      return isAtEnd ? nil : chunk
    }
  }

  fileprivate let connection: Connection

  package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(connection) }
}

extension Transaction {
  /// Lends the rows of a COPY. What `body` leaves unread is read and thrown away; if it throws, the connection is
  /// closed, which is the only quick way out of a COPY.
  package func copyOut<Value>(_ statement: SQL, _ body: (CopyChunks) async throws -> Value) async throws -> Value {
    try await open()
    _ = try await note { try await connection.beginCopy(statement.text, .receiving, patience: patience) }
    let value: Value
    do {
      let chunks = CopyChunks(connection: connection)
      value = try await body(chunks)
      for try await _ in chunks {}
    } catch {
      connection.end("a COPY was given up")
      throw error
    }
    _ = try await note { try await connection.endCopy() }
    return value
  }
}
