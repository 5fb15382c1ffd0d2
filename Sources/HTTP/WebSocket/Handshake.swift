import COpenSSL

/// The opening handshake of RFC 6455, section 4.2.
enum Handshake {
  /// The value of Sec-WebSocket-Accept, or why there will be no WebSocket.
  static func accept(_ request: Request) throws -> String {
    func tokens(_ name: String) -> [String] {
      request.headers.all(name).flatMap { $0.parts(at: ",").map { $0.trimmed.lowercased() } }
    }
    guard request.method == .get, tokens("Upgrade").contains("websocket"), tokens("Connection").contains("upgrade")
    else {
      throw upgradeRequired(nil)
    }
    guard request.headers["Sec-WebSocket-Version"] == "13" else {
      throw upgradeRequired(Text(fr: "Version 13 attendue.", en: "Version 13 is expected."))
    }
    guard let key = request.headers["Sec-WebSocket-Key"], isKey(key) else {
      throw Problem(
        .malformed, Text(fr: "Sec-WebSocket-Key est invalide.", en: "Sec-WebSocket-Key is not valid."))
    }
    return acceptance(of: key)
  }

  private static func upgradeRequired(_ detail: Text?) -> Problem {
    var problem = Problem(.upgradeRequired, detail)
    problem.headers.set("Upgrade", "websocket")
    problem.headers.set("Sec-WebSocket-Version", "13")
    return problem
  }

  /// Sixteen bytes in base64.
  private static func isKey(_ key: String) -> Bool {
    key.utf8.count == 24 && key.hasSuffix("==")
      && key.utf8.dropLast(2).allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 43 || byte == 47
      }
  }

  static func acceptance(of key: String) -> String {
    let text = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
    var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
    SHA1(text, text.count, &digest)
    var encoded = [UInt8](repeating: 0, count: 29)  // 28 characters and a NUL
    EVP_EncodeBlock(&encoded, digest, Int32(digest.count))
    return String(decoding: encoded.prefix(28), as: UTF8.self)
  }
}
