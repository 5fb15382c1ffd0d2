/// A JSON body of so many bytes that may come packed with gzip. Whoever takes it unpacks it, away from the loop.
package enum PackedBody<Value: Decodable & Sendable>: BodyKind {
  package static var intake: BodyIntake {
    BodyIntake(manner: .whole, limit: 65_536, types: [.json], schema: .of(Value.self))
  }

  package static func read(_ request: Request) throws -> Packed<Value> {
    guard case .whole(let bytes) = request.body else { throw JSONParser.Failure(offset: 0, reason: .unexpectedEnd) }
    switch request.headers["Content-Encoding"]?.lowercased() {
    case nil, "identity": return Packed(bytes: bytes, isPacked: false)
    case "gzip", "x-gzip": return Packed(bytes: bytes, isPacked: true)
    default:
      throw Problem(
        .unsupportedMediaType,
        Text(fr: "Content-Encoding attendu : gzip, ou aucun.", en: "Expected Content-Encoding: gzip, or none."))
    }
  }
}

package struct Packed<Value: Decodable & Sendable>: Sendable {
  fileprivate let bytes: [UInt8]
  fileprivate let isPacked: Bool

  /// - Parameter limit: the most that it may be when it is unpacked.
  package func value(limit: Int) throws -> Value {
    try FieldDecoder.decode(Value.self, body: JSONParser.parse(isPacked ? unpacked(limit) : bytes))
  }

  private func unpacked(_ limit: Int) throws -> [UInt8] {
    do throws(Gzip.Fault) {
      return try Gzip.unpack(bytes, limit: limit)
    } catch .tooLarge {
      throw Problem(
        .payloadTooLarge,
        Text(fr: "Au plus \(limit) octets, décompressés.", en: "At most \(limit) bytes when unpacked."))
    } catch {
      throw Problem(
        .malformed, Text(fr: "Le contenu gzip est endommagé.", en: "The gzip content is damaged."))
    }
  }
}
