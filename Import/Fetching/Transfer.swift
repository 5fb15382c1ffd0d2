import CCurl
import Glibc
import HTTP
import Runtime

/// One conversation of libcurl's: its options, and what it calls back. Lives on the thread that performs it.
struct Transfer: Sendable {
  let address: WebAddress
  let tag: String?
  let allowsPrivate: Bool
  /// Seconds.
  let patience: Int
  let buffer: DownloadBuffer

  private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Callbacks reach it through their context.
  fileprivate final class Talk {
    let buffer: DownloadBuffer
    let allowsPrivate: Bool
    var wasRefused = false

    init(_ buffer: DownloadBuffer, allowsPrivate: Bool) {
      self.buffer = buffer
      self.allowsPrivate = allowsPrivate
    }
  }

  func perform() -> Result<Void, Failed> {
    _ = Transfer.library
    guard let handle = curl_easy_init() else { return .failure(Failure.unreachable.about(nil)) }
    defer { curl_easy_cleanup(handle) }
    var headers = curl_slist_append(nil, "Accept-Encoding: gzip, identity;q=0.5")
    if let tag, !tag.hasPrefix(ContentTag.prefix) {
      let date = tag.hasPrefix(Download.datePrefix) ? tag.dropFirst(Download.datePrefix.count) : nil
      headers = curl_slist_append(headers, date.map { "If-Modified-Since: \($0)" } ?? "If-None-Match: \(tag)")
    }
    defer { curl_slist_free_all(headers) }
    let talk = Talk(buffer, allowsPrivate: allowsPrivate)
    let code = withExtendedLifetime(talk) {
      let context = Unmanaged.passUnretained(talk).toOpaque()
      let refused = options(handle, headers, context).first { $0 != CURLE_OK }
      return refused ?? curl_easy_perform(handle)
    }
    return code == CURLE_OK ? .success(()) : .failure(failure(code, talk, connected: curl_response_code(handle) != 0))
  }

  private func options(
    _ handle: UnsafeMutableRawPointer, _ headers: UnsafeMutablePointer<curl_slist>?, _ context: UnsafeMutableRawPointer
  ) -> [CURLcode] {
    [
      curl_set_text(handle, CURLOPT_URL, address.text), curl_set_list(handle, CURLOPT_HTTPHEADER, headers),
      curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
      curl_set_text(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https"),
      curl_set_number(handle, CURLOPT_FOLLOWLOCATION, 1), curl_set_number(handle, CURLOPT_MAXREDIRS, 5),
      // A proxy of the environment would be who we connect to, and nobody would look at the true address.
      curl_set_text(handle, CURLOPT_PROXY, ""),
      curl_set_text(handle, CURLOPT_USERAGENT, "watts-up"), curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, 10),
      curl_set_number(handle, CURLOPT_LOW_SPEED_LIMIT, 100),
      curl_set_number(handle, CURLOPT_LOW_SPEED_TIME, patience),
      curl_set_number(handle, CURLOPT_NOSIGNAL, 1), curl_set_writer(handle, takeBody, context),
      curl_set_header_reader(handle, takeHeader, context), curl_set_opener(handle, openSocket, context),
      curl_set_meter(handle, watch, context),
    ]
  }

  private func failure(_ code: CURLcode, _ talk: Talk, connected: Bool) -> Failed {
    if talk.wasRefused && !connected { return Failure.privateAddress.about(address.text) }
    let words = String(cString: curl_easy_strerror(code))
    switch code {
    case CURLE_COULDNT_CONNECT where talk.wasRefused: return Failure.privateAddress.about(address.text)
    case CURLE_TOO_MANY_REDIRECTS, CURLE_UNSUPPORTED_PROTOCOL: return Failure.redirects.about(words)
    case CURLE_OPERATION_TIMEDOUT where connected: return Failure.tooSlow.about(words)
    case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_HTTP2_STREAM: return Failure.cutOff.about(words)
    default: return Failure.unreachable.about(words)
    }
  }
}

private func talk(_ context: UnsafeMutableRawPointer?) -> Transfer.Talk? {
  context.map { Unmanaged<Transfer.Talk>.fromOpaque($0).takeUnretainedValue() }
}

private func takeBody(
  bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  let piece = [UInt8](UnsafeRawBufferPointer(start: bytes, count: size * count))
  return talk(context)?.buffer.add(piece) == true ? size * count : 0
}

private func takeHeader(
  bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
  let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
  talk(context)?.buffer.note { $0.read(line) }
  return size * count
}

private func openSocket(
  context: UnsafeMutableRawPointer?, purpose: curlsocktype, address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let talk = talk(context), let address else { return -1 }
  guard talk.allowsPrivate || AddressGuard.isPublic(address) else {
    talk.wasRefused = true
    return -1
  }
  let (family, type) = (address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue))
  return socket(family, type, address.pointee.protocol)
}

/// Called at least about once a second, whatever does not happen.
private func watch(
  context: UnsafeMutableRawPointer?, total: curl_off_t, now: curl_off_t, uploadTotal: curl_off_t, upload: curl_off_t
) -> Int32 {
  talk(context)?.buffer.isCancelled == false ? 0 : 1
}

extension Download.Head {
  /// A line of the head. Every hop sends one of its own; the last one counts.
  fileprivate mutating func read(_ line: String) {
    if line.hasPrefix("HTTP/") {
      self = Download.Head()
      status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
      return
    }
    let sides = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2 else { return }
    let value = String(sides[1].drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    switch sides[0].lowercased() {
    case "content-type": contentType = value
    case "content-encoding": contentEncoding = value
    case "content-length": length = Int(value)
    case "etag": entityTag = value
    case "last-modified":
      lastModified = Instant(lastModified: value)
      if lastModified != nil { datedTag = Download.datePrefix + value }
    default: break
    }
  }
}
