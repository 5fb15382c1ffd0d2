import CCurl
import HTTP
import Runtime

/// One question to an address base, by libcurl on the thread that performs it: 256 KiB at the most.
struct AddressTransfer: Sendable {
  struct Failure: Error, CustomStringConvertible { let description: String }

  let address: String
  let limit: Duration

  private static let most = 256 << 10
  private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Reaches the callback through its context.
  fileprivate final class Answer {
    var bytes: [UInt8] = []
  }

  func perform() throws -> AddressAnswer {
    _ = Self.library
    guard let handle = curl_easy_init() else { throw Failure(description: "libcurl gave no handle") }
    defer { curl_easy_cleanup(handle) }
    let answer = Answer()
    let code = withExtendedLifetime(answer) {
      let refused = options(handle, Unmanaged.passUnretained(answer).toOpaque()).first { $0 != CURLE_OK }
      return refused ?? curl_easy_perform(handle)
    }
    guard code == CURLE_OK else { throw Failure(description: String(cString: curl_easy_strerror(code))) }
    guard curl_response_code(handle) == 200 else { throw Failure(description: "no answer to the question") }
    return try AddressAnswer(JSONParser.parse(answer.bytes))
  }

  private func options(_ handle: UnsafeMutableRawPointer, _ context: UnsafeMutableRawPointer) -> [CURLcode] {
    [
      curl_set_text(handle, CURLOPT_URL, address), curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
      curl_set_text(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https"),
      curl_set_number(handle, CURLOPT_FOLLOWLOCATION, 1), curl_set_number(handle, CURLOPT_MAXREDIRS, 2),
      curl_set_text(handle, CURLOPT_PROXY, ""), curl_set_text(handle, CURLOPT_USERAGENT, "watts-up"),
      curl_set_number(handle, CURLOPT_TIMEOUT_MS, Int(limit.inSeconds * 1000)),
      curl_set_number(handle, CURLOPT_NOSIGNAL, 1),
      curl_set_writer(handle, takePiece, context),
    ]
  }

  fileprivate static func take(_ piece: UnsafeRawBufferPointer, _ answer: Answer) -> Int {
    guard answer.bytes.count + piece.count <= most else { return 0 }
    answer.bytes.append(contentsOf: piece)
    return piece.count
  }
}

private func takePiece(
  bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let answer = Unmanaged<AddressTransfer.Answer>.fromOpaque(context).takeUnretainedValue()
  return AddressTransfer.take(UnsafeRawBufferPointer(start: bytes, count: size * count), answer)
}
