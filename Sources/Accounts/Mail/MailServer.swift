import CCurl
import Runtime
import Secrets

/// A mail server, spoken to by libcurl on a thread of its own: a dialogue may take seconds.
final class MailServer: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let reason: String
    /// The server's last answer; 0 when it did not come to that.
    let answer: Int
    var description: String { answer == 0 ? reason : "\(reason) (SMTP \(answer))" }
  }

  private static let timeout = 30
  private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  private let url: Secret<String>
  private let worker = Workers(name: "smtp", threads: 1, queueLimit: 16)

  init(_ url: Secret<String>) { self.url = url }

  deinit { worker.stop() }

  func deliver(_ message: Message) async throws {
    let url = url
    try await worker.run { try MailServer.deliver(message, url) }
  }

  private static func deliver(_ message: Message, _ url: Secret<String>) throws {
    _ = library
    guard let handle = curl_easy_init() else { throw Failure(reason: "libcurl gave no handle", answer: 0) }
    defer { curl_easy_cleanup(handle) }
    let recipients = curl_slist_append(nil, "<\(message.to)>")
    defer { curl_slist_free_all(recipients) }
    try set(handle, message, url, recipients)
    var upload = Upload(bytes: message.wire)
    let code = withUnsafeMutablePointer(to: &upload) { upload in
      curl_set_reader(handle, Upload.read, upload)
      return curl_easy_perform(handle)
    }
    guard code == CURLE_OK else {
      throw Failure(reason: String(cString: curl_easy_strerror(code)), answer: curl_response_code(handle))
    }
  }

  private static func set(
    _ handle: UnsafeMutableRawPointer, _ message: Message, _ url: Secret<String>,
    _ recipients: UnsafeMutablePointer<curl_slist>?
  ) throws {
    // A password in the address never travels without TLS; without one, TLS is taken where the server offers it.
    let hasPassword = url.exposed.contains("@")
    let encryption = hasPassword ? CURLUSESSL_ALL : CURLUSESSL_TRY
    let codes = [
      curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps"), curl_set_text(handle, CURLOPT_URL, url.exposed),
      curl_set_number(handle, CURLOPT_USE_SSL, Int(encryption.rawValue)),
      curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(message.from)>"),
      curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients), curl_set_number(handle, CURLOPT_UPLOAD, 1),
      curl_set_number(handle, CURLOPT_TIMEOUT, timeout), curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, 10),
      // libcurl's own timeouts would otherwise use signals, which belong to the whole process.
      curl_set_number(handle, CURLOPT_NOSIGNAL, 1),
    ]
    if let code = codes.first(where: { $0 != CURLE_OK }) {
      throw Failure(reason: String(cString: curl_easy_strerror(code)), answer: 0)
    }
  }
}

/// The letter that libcurl reads, piece by piece.
private struct Upload {
  let bytes: [UInt8]
  var sent = 0

  static let read: curl_reader = { buffer, size, count, context in
    guard let buffer, let upload = context?.assumingMemoryBound(to: Upload.self) else { return 0 }
    let piece = upload.pointee.bytes[upload.pointee.sent...].prefix(size * count)
    piece.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress {
        UnsafeMutableRawPointer(buffer).copyMemory(from: start, byteCount: bytes.count)
      }
    }
    upload.pointee.sent += piece.count
    return piece.count
  }
}
