import COpenSSL
import HTTP
import Runtime

/// What binds the box to a home: made once with a code that the app shows, ended in the app.
struct Pairing: Equatable, Sendable {
  let server: String
  let boxID: String
  let key: String
  /// The public key of the server's orders: 32 bytes.
  let serverKey: [UInt8]

  struct Refused: Error, CustomStringConvertible {
    let description: String
  }

  /// Exchanges a code for a key.
  static func make(code: String, server: String) throws -> (pairing: Pairing, serverTime: Instant?) {
    let answer = try ServerTransfer(server: server).post(
      "/api/box/pair", JSON.object([("code", .string(code))]).serialized())
    guard answer.status == 201, let boxID = answer.json["boxId"]?.string, let key = answer.json["key"]?.string,
      let serverKey = answer.json["serverKey"]?.string.flatMap(Pairing.key)
    else {
      let said = answer.json["detail"]?.string ?? "the server answered \(answer.status)"
      throw Refused(description: said)
    }
    let pairing = Pairing(server: server, boxID: boxID, key: key, serverKey: serverKey)
    return (pairing, answer.json["serverTime"]?.string.flatMap { Instant(rfc3339: $0) })
  }

  private static func key(_ text: String) -> [UInt8]? {
    let bytes = Bytes64.decode(text)
    return bytes?.count == 32 ? bytes : nil
  }

  // MARK: In the database

  init(server: String, boxID: String, key: String, serverKey: [UInt8]) {
    (self.server, self.boxID, self.key, self.serverKey) = (server, boxID, key, serverKey)
  }

  init?(_ database: SQLite) throws(SQLite.Failure) {
    guard let server = try database.setting("pairing.server"), let boxID = try database.setting("pairing.box"),
      let key = try database.setting("pairing.key"),
      let serverKey = try database.setting("pairing.serverKey").flatMap(Pairing.key)
    else { return nil }
    self.init(server: server, boxID: boxID, key: key, serverKey: serverKey)
  }

  func keep(in database: SQLite) throws(SQLite.Failure) {
    try database.transaction { () throws(SQLite.Failure) in
      // Another name at the server: it knows nothing that we have sent.
      if try database.setting("pairing.box") != boxID { try database.run("delete from sent") }
      for (name, value) in [
        ("pairing.server", server), ("pairing.box", boxID), ("pairing.key", key),
        ("pairing.serverKey", Bytes64.encode(serverKey)),
      ] { try database.set(name, value) }
      try database.set("pairing.ended", nil)
    }
  }
}

/// Base64 with padding, as keys and signatures are written.
enum Bytes64 {
  static func decode(_ text: String) -> [UInt8]? {
    guard text.utf8.count % 4 == 0, !text.isEmpty else { return nil }
    var bytes = [UInt8](repeating: 0, count: text.utf8.count / 4 * 3)
    let count = EVP_DecodeBlock(&bytes, Array(text.utf8), Int32(text.utf8.count))
    let padding = text.utf8.suffix(2).count { $0 == UInt8(ascii: "=") }
    return count < 0 ? nil : Array(bytes.prefix(Int(count) - padding))
  }

  static func encode(_ bytes: [UInt8]) -> String {
    var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let count = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
    return String(decoding: text.prefix(Int(count)), as: UTF8.self)
  }
}

extension JSON {
  var string: String? { if case .string(let text) = self { text } else { nil } }
  var integer: Int? { if case .number(let text) = self { Int(text) } else { nil } }
  var items: [JSON] { if case .array(let items) = self { items } else { [] } }
}
