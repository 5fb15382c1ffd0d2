import COpenSSL

/// The version of a resource. Only the opaque part is compared: the same version may travel compressed (a weak tag) or
/// not, and a client that read one may well send it back in If-Match.
package struct EntityTag: Hashable, Sendable {
  /// Without the quotes.
  package let opaque: String

  package init(_ opaque: String) { self.opaque = opaque.filter { $0 != "\"" } }

  /// The version of what is known by its bytes alone.
  package init(of bytes: Bytes) {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256(bytes.raw.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, &digest)
    self.init(digest.prefix(12).map { String($0, radix: 36) }.joined(separator: "-"))
  }

  /// What is shown may change while what can be changed does not: then the version stands before a full stop, and an update
  /// asks for that alone.
  package init(version: Int, showing bytes: Bytes) { self.init("\(version).\(EntityTag(of: bytes).opaque)") }

  package var text: String { "\"\(opaque)\"" }
  package var weakText: String { "W/\"\(opaque)\"" }

  fileprivate func isNamed(in header: String) -> Bool {
    header.parts(at: ",").map(\.trimmed).contains { $0 == "*" || $0 == text || $0 == weakText }
  }

  fileprivate func isVersion(in header: String) -> Bool {
    let wanted = opaque.prefix { $0 != "." }
    return header.parts(at: ",").map(\.trimmed).contains { item in
      let tag = item.hasPrefix("W/") ? item.dropFirst(2) : item[...]
      return tag == "*" || tag.hasPrefix("\"") && EntityTag(String(tag)).opaque.prefix { $0 != "." } == wanted
    }
  }
}

extension Request {
  /// True when the client already has this version.
  package func has(_ tag: EntityTag) -> Bool {
    method.isSafe && headers["If-None-Match"].map(tag.isNamed) == true
  }

  /// Refuses an update made from an old version. A client that names no version is told to.
  package func requireMatch(_ tag: EntityTag) throws {
    guard let wanted = headers["If-Match"] else {
      throw Problem(
        .preconditionFailed,
        Text(
          fr: "Envoyez If-Match avec l'ETag de la version que vous modifiez.",
          en: "Send If-Match with the ETag of the version that you change."))
    }
    guard tag.isVersion(in: wanted) else { throw Problem(.preconditionFailed) }
  }

  /// Refuses an old version where one is named. A thing that belongs to one person alone can do without: nobody else is
  /// overwritten.
  package func honourMatch(_ tag: EntityTag) throws {
    if headers["If-Match"] != nil { try requireMatch(tag) }
  }
}
