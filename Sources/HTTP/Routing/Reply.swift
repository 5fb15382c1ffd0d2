/// The result of an immediate handler: an answer made now, or one kept ready.
package enum Reply: Sendable {
  case fresh(Response)
  case prepared(PreparedResponse)
  /// It is not in memory after all: made by a task, as ordinary handlers are.
  case later(@Sendable () async throws -> Response)
}

/// Content kept ready, plain and packed. Compared by its version, so that a client that has it is not sent it again.
package struct ReadyContent: Sendable {
  package let tag: EntityTag
  private let plain: PreparedResponse
  private let packed: PreparedResponse?

  package init(_ bytes: Bytes, type: MediaType, cache: CachePolicy, tag: EntityTag) {
    self.tag = tag
    var response = Response(.ok, .bytes(bytes), type: type, cache: cache).tagged(tag)
    response.headers.add("Vary", "Accept-Encoding")
    plain = PreparedResponse(response)
    packed =
      bytes.count < Gzip.worthwhile
      ? nil
      : Gzip.compress(bytes, level: 3).map { bytes in
        response.body = .bytes(bytes)
        return PreparedResponse(response.header("Content-Encoding", "gzip").header("ETag", tag.weakText))
      }
  }

  package func reply(to request: Request) -> Reply {
    if request.has(tag) { return .fresh(unchanged) }
    return .prepared(chosen(for: request))
  }

  package func response(to request: Request) -> Response {
    request.has(tag) ? unchanged : chosen(for: request).response
  }

  private func chosen(for request: Request) -> PreparedResponse {
    if let packed, request.accepts(.gzip) { return packed }
    return plain
  }

  private var unchanged: Response {
    var response = plain.response
    response.status = .notModified
    response.body = .empty
    return response
  }
}

/// An answer whose head is written once and sent again and again, on any thread.
package final class PreparedResponse: Sendable {
  package let response: Response
  /// All of it but the date, the end, and what every answer says.
  let head: Bytes
  let manner: CommonFields.Manner

  package init(_ response: Response) {
    self.response = response
    head = ByteWriter.preparedHead(of: response)
    manner = CommonFields.manner(beside: response.headers)
  }
}
