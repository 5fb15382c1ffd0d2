import CCurl
import Runtime

/// A question to the gateway.
package struct EnedisQuestion: Sendable {
  package let url: String
  package let headers: [String]
  /// Nil asks with GET.
  package let body: String?
}

package struct EnedisReply: Sendable {
  package let status: Int
  package let retryAfter: String?
  package let bytes: [UInt8]

  package init(status: Int, retryAfter: String? = nil, bytes: [UInt8]) {
    (self.status, self.retryAfter, self.bytes) = (status, retryAfter, bytes)
  }
}

/// The way of a question to the gateway and back; throws when there is no whole answer.
package typealias EnedisTransport = @Sendable (EnedisQuestion) async throws -> EnedisReply

/// libcurl on threads of its own: 30 s and 4 MiB at the most. What Enedis redirects to is nothing that we asked.
enum CurlTransport {
  struct Failure: Error, CustomStringConvertible { let description: String }

  private static let most = 4 << 20
  private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
  private static let workers = Workers(name: "enedis", threads: 4, queueLimit: 64)

  static let transport: EnedisTransport = { question in try await workers.run { try perform(question) } }

  /// Reaches the callbacks through its context.
  fileprivate final class Reply {
    var bytes: [UInt8] = []
    var retryAfter: String?
  }

  private static func perform(_ question: EnedisQuestion) throws -> EnedisReply {
    _ = library
    guard let handle = curl_easy_init() else { throw Failure(description: "libcurl gave no handle") }
    defer { curl_easy_cleanup(handle) }
    let headers = question.headers.reduce(nil) { curl_slist_append($0, $1) }
    defer { curl_slist_free_all(headers) }
    let reply = Reply()
    let code = withExtendedLifetime(reply) {
      let context = Unmanaged.passUnretained(reply).toOpaque()
      let refused = options(handle, question, headers, context).first { $0 != CURLE_OK }
      return refused ?? curl_easy_perform(handle)
    }
    guard code == CURLE_OK else { throw Failure(description: String(cString: curl_easy_strerror(code))) }
    return EnedisReply(
      status: curl_response_code(handle), retryAfter: reply.retryAfter, bytes: reply.bytes)
  }

  private static func options(
    _ handle: UnsafeMutableRawPointer, _ question: EnedisQuestion, _ headers: UnsafeMutablePointer<curl_slist>?,
    _ context: UnsafeMutableRawPointer
  ) -> [CURLcode] {
    [
      curl_set_text(handle, CURLOPT_URL, question.url), curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
      curl_set_list(handle, CURLOPT_HTTPHEADER, headers), curl_set_text(handle, CURLOPT_PROXY, ""),
      curl_set_text(handle, CURLOPT_USERAGENT, "watts-up"), curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, 10),
      curl_set_number(handle, CURLOPT_TIMEOUT, 30), curl_set_number(handle, CURLOPT_NOSIGNAL, 1),
      question.body.map { curl_set_text(handle, CURLOPT_COPYPOSTFIELDS, $0) } ?? CURLE_OK,
      curl_set_writer(handle, takePiece, context), curl_set_header_reader(handle, takeHeader, context),
    ]
  }

  fileprivate static func take(_ piece: UnsafeRawBufferPointer, _ reply: Reply) -> Int {
    guard reply.bytes.count + piece.count <= most else { return 0 }
    reply.bytes.append(contentsOf: piece)
    return piece.count
  }
}

private func reply(_ context: UnsafeMutableRawPointer?) -> CurlTransport.Reply? {
  context.map { Unmanaged<CurlTransport.Reply>.fromOpaque($0).takeUnretainedValue() }
}

private func takePiece(
  bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  guard let reply = reply(context) else { return 0 }
  return CurlTransport.take(UnsafeRawBufferPointer(start: bytes, count: size * count), reply)
}

private func takeHeader(
  bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
  let sides = line.split(separator: ":", maxSplits: 1)
  if sides.count == 2, sides[0].lowercased() == "retry-after" {
    reply(context)?.retryAfter = String(sides[1].filter { !$0.isWhitespace || $0 == " " }.drop { $0 == " " })
  }
  return size * count
}
