import Synchronization

/// Where this server is found. The port is the system's choice where none is set: then it is known once the server listens.
final class OwnAddress: Sendable {
  private let text: Mutex<String>

  init(_ settings: Settings) { text = Mutex("http://\(settings.host):\(settings.port)") }

  var url: String { text.withLock { $0 } }

  func listens(at url: String) { text.withLock { $0 = url } }
}
