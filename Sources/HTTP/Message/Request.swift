package import Runtime

/// One request, as the routes see it: already past the header guard. A class, as it goes through many hands and copying its
/// parts for each would be a tenth of our share of a small answer.
package final class Request: Sendable {
  package let id: Identifier<Request>
  package let method: Method
  package let target: Target
  package let headers: Headers
  /// The client's address; the proxy's word counts only when the proxy is trusted.
  package let client: String
  /// The same as limits count it.
  package let network: ClientNetwork
  package let receivedAt: Instant
  package let body: RequestBody

  package init(
    id: Identifier<Request>, method: Method, target: Target, headers: Headers = Headers(), client: String,
    network: ClientNetwork? = nil, receivedAt: Instant, body: RequestBody = .none
  ) {
    self.id = id
    self.method = method
    self.target = target
    self.headers = headers
    let address = network.map { (text: client, network: $0) } ?? ClientAddress(client).parts
    self.client = address.text
    self.network = address.network
    self.receivedAt = receivedAt
    self.body = body
  }

  /// The name under which a client waits in queues where clients take turns.
  package var party: String { "\(network)" }

  package var language: Language { Language(acceptLanguage: headers["Accept-Language"]) }

  /// The media type that the client would most like to have, without its parameters.
  package var preferredType: String? {
    headers["Accept"].flatMap { weightedItems($0).first { $0.weight > 0 }?.item }
  }

  /// The media type of the body, without its parameters, in lower case.
  package var contentType: String? {
    headers["Content-Type"].map { $0.parts(at: ";", atMost: 2)[0].trimmed.lowercased() }
  }

  /// The address that was asked, where it is a name of this machine. Any other may be a stranger's who would lead our
  /// visitors to a server of theirs.
  package var ownSite: String? {
    let own = /(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?/
    return headers["Host"].flatMap { $0.wholeMatch(of: own) == nil ? nil : "http://" + $0 }
  }

  package func cookie(_ name: String) -> String? {
    for header in headers.all("Cookie") {
      for pair in header.parts(at: ";") {
        let sides = pair.parts(at: "=", atMost: 2)
        if sides.count == 2, sides[0].trimmed == name { return sides[1].trimmed }
      }
    }
    return nil
  }
}

package enum RequestBody: Sendable {
  case none
  case whole([UInt8])
  case stream(BodyStream)
}

/// The body of an upload, a piece at a time. A slow reader slows the client down: no more than a quarter of a MiB waits.
package struct BodyStream: AsyncSequence, Sendable {
  private let read: @Sendable () async throws -> [UInt8]?

  package init(_ read: @escaping @Sendable () async throws -> [UInt8]?) { self.read = read }

  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let read: @Sendable () async throws -> [UInt8]?
    package mutating func next() async throws -> [UInt8]? { try await read() }
  }

  package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(read: read) }

  /// The client left, or the server stops, before the body was complete.
  package struct Interrupted: Error {}
}
