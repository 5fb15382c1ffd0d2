/// The rule who may call a route, as a type: a handler that needs a signed-in driver takes the proof as an argument,
/// and only the slice that owns the proof can make one. A route without an access rule does not compile.
package struct Access<Proof: Sendable>: Sendable {
  /// The name that `watts-up routes` and the documentation show.
  package let name: String
  package let prove: @Sendable (Request) async throws -> Proof
  /// The proof that everybody has, where nobody is asked for one.
  package private(set) var given: Proof?
  /// A proof is good for a moment, a socket stays open for hours: whoever proves may stay with the socket, and dismiss it
  /// when the proof would no longer be given. What it returns is called when the socket closes.
  package let attend: Attend

  package typealias Attend = @Sendable (Proof, WebSocket) -> @Sendable () -> Void

  package init(
    _ name: String, attend: @escaping Attend = { _, _ in {} },
    prove: @escaping @Sendable (Request) async throws -> Proof
  ) {
    self.name = name
    self.attend = attend
    self.prove = prove
  }
}

extension Access<Void> {
  package static let `public` = {
    var access = Access("public") { _ in }
    access.given = ()
    return access
  }()

  /// Those who run the server: by default whoever sits at it.
  package static func operators(allowing addresses: Set<String>) -> Access {
    let named = Set(addresses.map { ClientAddress($0).text })
    return Access("operator") { request in
      guard isLoopback(request.client) || named.contains(request.client) else { throw Problem(.notFound) }
    }
  }
}

func isLoopback(_ address: String) -> Bool {
  address.hasPrefix("127.") || address == "::1"
}
