import HTTP
import Runtime
import Synchronization

/// A style from outside, of which the server reads nothing but whom a page must be let ask, and who is to be named.
package final class OutsideStyle: Sendable {
  /// Fetches a small file: from where, how long it may be, and whether it may lie in this machine's own network.
  package typealias Fetch =
    @Sendable (_ address: String, _ limit: Int, _ allowsPrivate: Bool) async throws -> [UInt8]

  struct Known: Sendable {
    let origins: [String]
    let attribution: String
  }

  private struct State {
    var known: Known?
    var wasAsked = false
  }

  package struct Unreadable: Error, CustomStringConvertible {
    package let description = "the style is no JSON with sources and layers"
  }

  package let address: String
  private let origin: WebOrigin
  private let fetch: Fetch
  private let state = Mutex(State())

  private static let largest = 4 << 20
  private static let mostDescriptions = 8
  private static let mostOrigins = 16

  /// nil when `address` is none of the web's.
  package init?(_ address: String, fetch: @escaping Fetch) {
    guard let origin = WebOrigin(of: address) else { return nil }
    (self.address, self.origin, self.fetch) = (address, origin, fetch)
  }

  /// Who stands behind the style, once it was read; nil as long as it was not.
  var known: Known? { state.withLock { $0.known } }

  /// Whom pages may ask for it, as a header names them.
  package var origins: [String] { known?.origins ?? [] }

  /// Waits until it was asked for once, whatever came of it.
  package func wasAsked(within patience: Duration) async {
    let deadline = ContinuousClock.now + patience
    while !state.withLock({ $0.wasAsked }), .now < deadline, !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(5))
    }
  }

  /// What was known stays known when the style cannot be reached for a while: browsers find out by themselves.
  func read() async throws {
    defer { state.withLock { $0.wasAsked = true } }
    let known = try await timeLimited(to: .seconds(2)) { try await self.ask() }
    state.withLock { $0.known = known }
  }

  private func ask() async throws -> Known {
    let style = try JSONParser.parseLeniently(try await fetch(address, Self.largest, true))
    guard case .object? = style["sources"], case .array? = style["layers"] else { throw Unreadable() }
    var addresses = StyleAddresses(style: style)
    for one in addresses.descriptions.prefix(Self.mostDescriptions) { await read(one, into: &addresses) }
    let all = [address] + addresses.descriptions + addresses.assets
    var origins: [String] = []
    for origin in all.compactMap({ WebOrigin(of: $0)?.description }) where !origins.contains(origin) {
      origins.append(origin)
    }
    return Known(origins: Array(origins.prefix(Self.mostOrigins)), attribution: attribution(addresses.attributions))
  }

  /// A description that is not to be had costs its own source alone. One on another machine may not lead into ours.
  private func read(_ description: String, into addresses: inout StyleAddresses) async {
    let whole = WebOrigin(of: description) == nil ? absolute(description) : description
    let isNeighbour = WebOrigin(of: whole)?.host == origin.host
    guard let bytes = try? await fetch(whole, Self.largest, isNeighbour),
      let json = try? JSONParser.parseLeniently(bytes)
    else { return }
    addresses.add(tiles: json)
  }

  /// Of an address that begins at the style's own.
  private func absolute(_ address: String) -> String {
    if address.hasPrefix("/") { return origin.description + address }
    let path = self.address.prefix { !"?#".contains($0) }
    return (path.split(separator: "/", omittingEmptySubsequences: false).dropLast() + [address[...]])
      .joined(separator: "/")
  }

  private func attribution(_ said: [String]) -> String {
    if said.isEmpty { return origin.host == "data.geopf.fr" ? "© IGN" : origin.host }
    var once: [String] = []
    for words in said where !once.contains(words) { once.append(words) }
    return once.joined(separator: " | ")
  }
}

extension PlacesFeature {
  /// The origins that pages may ask beside ours.
  package var guests: [String] { ground.style?.origins ?? [] }

  package func styleWasAsked(within patience: Duration) async { await ground.style?.wasAsked(within: patience) }

  /// Tried again after a minute at most while it fails.
  var styleWork: [BackgroundWork] {
    guard let style = ground.style else { return [] }
    return [
      BackgroundWork("outside style", every: .seconds(3600), longestPause: .seconds(60)) { try await style.read() }
    ]
  }
}
