package enum Method: String, Sendable, CaseIterable, Codable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case patch = "PATCH"
  case delete = "DELETE"
  case options = "OPTIONS"

  /// Changes nothing on the server, so any page may ask for it (RFC 9110, 9.2.1).
  package var isSafe: Bool { self == .get || self == .head || self == .options }
}
