package enum Method: String, Sendable, CaseIterable, Codable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case patch = "PATCH"
  case delete = "DELETE"
  case options = "OPTIONS"

  /// nil for one that nobody knows.
  init?(_ name: UnsafeRawBufferPointer) {
    switch name.count {
    case 3 where name.isEqual(to: "GET"): self = .get
    case 3 where name.isEqual(to: "PUT"): self = .put
    case 4 where name.isEqual(to: "POST"): self = .post
    case 4 where name.isEqual(to: "HEAD"): self = .head
    case 5 where name.isEqual(to: "PATCH"): self = .patch
    case 6 where name.isEqual(to: "DELETE"): self = .delete
    case 7 where name.isEqual(to: "OPTIONS"): self = .options
    default: return nil
    }
  }

  /// Changes nothing on the server, so any page may ask for it (RFC 9110, 9.2.1).
  package var isSafe: Bool { self == .get || self == .head || self == .options }
}
