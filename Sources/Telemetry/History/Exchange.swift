import CCurl
import HTTP
import Runtime

/// Questions to another server of ours by HTTP, on threads of their own.
final class Exchange: Sendable {
  struct Failed: Error, CustomStringConvertible, ProblemConvertible {
    let description: String
    var problem: Problem { Problem(.unavailable).retry(after: 5) }
  }

  private let workers = Workers(name: "history", threads: 4, queueLimit: 256)
  private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  deinit { workers.stop() }

  /// - Parameter body: posted where there is one.
  func ask(_ address: String, body: String? = nil, seconds: Int = 30) async throws -> [UInt8] {
    try await workers.run { try Self.perform(address, body, seconds) }
  }

  private final class Answer {
    var bytes: [UInt8] = []
  }

  private static func perform(_ address: String, _ body: String?, _ seconds: Int) throws -> [UInt8] {
    _ = library
    guard let handle = curl_easy_init() else { throw Failed(description: "no libcurl") }
    defer { curl_easy_cleanup(handle) }
    let answer = Answer()
    let code = withExtendedLifetime(answer) {
      var settings = [
        curl_set_text(handle, CURLOPT_URL, address), curl_set_text(handle, CURLOPT_PROXY, ""),
        curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"), curl_set_number(handle, CURLOPT_NOSIGNAL, 1),
        curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, 3), curl_set_number(handle, CURLOPT_TIMEOUT, seconds),
        curl_set_writer(handle, take, Unmanaged.passUnretained(answer).toOpaque()),
      ]
      if let body {
        settings.append(curl_set_number(handle, CURLOPT_POSTFIELDSIZE, body.utf8.count))
        settings.append(curl_set_text(handle, CURLOPT_COPYPOSTFIELDS, body))
      }
      return settings.first { $0 != CURLE_OK } ?? curl_easy_perform(handle)
    }
    guard code == CURLE_OK else { throw Failed(description: String(cString: curl_easy_strerror(code))) }
    let status = curl_response_code(handle)
    guard (200..<300).contains(status) else {
      throw Failed(description: "\(status): \(String(decoding: answer.bytes.prefix(200), as: UTF8.self))")
    }
    return answer.bytes
  }

  private static let take: curl_write_callback = { bytes, size, count, context in
    guard let context else { return 0 }
    let answer = Unmanaged<Answer>.fromOpaque(context).takeUnretainedValue()
    answer.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
  }
}
