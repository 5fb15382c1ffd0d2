import Runtime
import Synchronization
import TestSupport
import Testing

@testable import Box
@testable import HTTP

/// What a box makes of an order, and that whoever gave it hears of it.
@Suite struct OrderAnswerTests {
  private let place = TestStore()
  private let server = SyncServer()
  private let signer = Signer()
  private let name = "01934f5e-2a00-7000-8000-000000000001"

  private func box(hasRelay: Bool = true) throws -> Box {
    var settings = Settings()
    settings.relay = hasRelay ? .file(place.folder + "/relay") : nil
    return try Box(settings, store: try place.open(), machine: .system(trusting: .ntp), log: .silent)
  }

  /// Obeyed right away.
  private func give(_ id: String, _ box: Box, relay: String = "shed", minutes: Int = 30) throws -> OrderAnswer? {
    let now = try #require(box.state.withLock { $0.clock.instant(at: box.machine.monotonic()) })
    let json = signer.order(
      id, box: name, relay: relay, until: now + .seconds(60 * minutes), expires: now + .seconds(600))
    let pairing = Pairing(server: "http://s", boxID: name, key: "k", serverKey: signer.publicKey)
    return box.obey(try #require(Order(json)), pairing)
  }

  @Test func `an order is taken once, and a box says why it takes none`() throws {
    let box = try box()
    #expect(try give("one", box) == .taken)
    #expect(try give("one", box) == nil)
    box.state.withLock { $0.relay.override(.supplied) }
    #expect(try give("two", box) == .byHand)
    #expect(try give("three", box, relay: "supply") == .taken)
    #expect(try give("four", box, minutes: 121) == .refused("too-long"))
    try box.disarm()
    #expect(try give("five", box) == .disarmed)
  }

  @Test func `a box without a relay does not pretend to have one`() throws {
    #expect(try give("one", box(hasRelay: false)) == .noRelay)
  }

  @Test func `an answer reaches the server once, also after it was away`() async throws {
    let store = try place.open()
    let sync = Sync(
      store: store, server: nil, log: .silent,
      ear: Sync.Ear(
        serverTime: { _ in }, order: { _, _ in .byHand }, relay: { _ in }, diverging: { _ in },
        sender: { Batch.Sender() }))
    let now = server.now
    let order = server.signer.order("one", box: name, until: now + .seconds(900), expires: now + .seconds(600))
    server.state.change { $0.orders = [order] }
    try await serving(server.routes) { http in
      let url = "http://127.0.0.1:\(http.port)"
      let made = try await blocking { try Pairing.make(code: "abcd-1234", server: url) }
      try store.state.withLock { state throws(SQLite.Failure) in try made.pairing.keep(in: state.database) }
      server.state.change { $0.isAway = true }
      await #expect(throws: Sync.Failed.self) { try await blocking { try sync.round() } }
      server.state.change { $0.isAway = false }
      for _ in 0..<3 { try await blocking { try sync.round() } }
    }
    #expect(server.state.value.answers == [["id": "one", "answer": "refused", "reason": "by-hand"]])
  }
}
