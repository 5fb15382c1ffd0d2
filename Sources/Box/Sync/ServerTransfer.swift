import CCurl
import Glibc
import HTTP
import Runtime

/// A request to the server and its answer, by libcurl on the thread that performs it. Every connection is opened from here:
/// a box listens to its own home only.
struct ServerTransfer: Sendable {
  struct Unreachable: Error, CustomStringConvertible { let description: String }

  struct Answer: Sendable {
    var status = 0
    var retryAfter: Int?
    var body: [UInt8] = []

    /// Null where it is none.
    var json: JSON { (try? JSONParser.parse(body)) ?? .null }
  }

  private static let most = 1 << 20
  private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Reaches the callbacks through their context.
  fileprivate final class Hearing {
    var answer = Answer()
  }

  /// Scheme, host and what may stand before the path.
  let server: String
  var key: String?

  func get(_ path: String) throws(Unreachable) -> Answer { try perform(path, nil, isPacked: false) }

  func post(_ path: String, _ body: Bytes, isPacked: Bool = false) throws(Unreachable) -> Answer {
    try perform(path, body, isPacked: isPacked)
  }

  private func perform(_ path: String, _ body: Bytes?, isPacked: Bool) throws(Unreachable) -> Answer {
    _ = ServerTransfer.library
    guard let handle = curl_easy_init() else { throw Unreachable(description: "libcurl gave no handle") }
    defer { curl_easy_cleanup(handle) }
    let headers = headers(hasBody: body != nil, isPacked: isPacked)
    defer { curl_slist_free_all(headers) }
    let hearing = Hearing()
    let code = withExtendedLifetime((hearing, body)) {
      let refused = options(handle, path, headers, body, Unmanaged.passUnretained(hearing).toOpaque())
        .first { $0 != CURLE_OK }
      return refused ?? curl_easy_perform(handle)
    }
    guard code == CURLE_OK else { throw Unreachable(description: String(cString: curl_easy_strerror(code))) }
    hearing.answer.status = curl_response_code(handle)
    return hearing.answer
  }

  private func headers(hasBody: Bool, isPacked: Bool) -> UnsafeMutablePointer<curl_slist>? {
    var lines = ["Accept: application/json"]
    if let key { lines.append("Authorization: Bearer \(key)") }
    if hasBody { lines += ["Content-Type: application/json", "Expect:"] }
    if isPacked { lines.append("Content-Encoding: gzip") }
    return lines.reduce(nil) { curl_slist_append($0, $1) }
  }

  private func options(
    _ handle: UnsafeMutableRawPointer, _ path: String, _ headers: UnsafeMutablePointer<curl_slist>?, _ body: Bytes?,
    _ context: UnsafeMutableRawPointer
  ) -> [CURLcode] {
    let base = server.hasSuffix("/") ? String(server.dropLast()) : server
    var codes = [
      curl_set_text(handle, CURLOPT_URL, base + path), curl_set_list(handle, CURLOPT_HTTPHEADER, headers),
      curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
      // The key goes to the server that it is of, and nowhere else.
      curl_set_number(handle, CURLOPT_FOLLOWLOCATION, 0), curl_set_text(handle, CURLOPT_USERAGENT, "watts-box"),
      curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, 10), curl_set_number(handle, CURLOPT_TIMEOUT, 30),
      curl_set_number(handle, CURLOPT_NOSIGNAL, 1), curl_set_writer(handle, hearBody, context),
      curl_set_header_reader(handle, hearHeader, context),
    ]
    if let body {
      codes.append(curl_set_number(handle, CURLOPT_POSTFIELDSIZE, body.count))
      codes.append(curl_set_text(handle, CURLOPT_POSTFIELDS, body.raw.bindMemory(to: CChar.self).baseAddress))
    }
    return codes
  }

  fileprivate static func hear(_ piece: UnsafeRawBufferPointer, _ hearing: Hearing) -> Bool {
    guard hearing.answer.body.count + piece.count <= most else { return false }
    hearing.answer.body.append(contentsOf: piece)
    return true
  }
}

private func hearing(_ context: UnsafeMutableRawPointer?) -> ServerTransfer.Hearing? {
  context.map { Unmanaged<ServerTransfer.Hearing>.fromOpaque($0).takeUnretainedValue() }
}

private func hearBody(
  bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  guard let hearing = hearing(context) else { return 0 }
  return ServerTransfer.hear(UnsafeRawBufferPointer(start: bytes, count: size * count), hearing) ? size * count : 0
}

private func hearHeader(
  bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
  let sides = line.split(separator: ":", maxSplits: 1)
  if sides.count == 2, sides[0].lowercased() == "retry-after" {
    hearing(context)?.answer.retryAfter = Int(sides[1].filter { $0.isNumber })
  }
  return size * count
}
