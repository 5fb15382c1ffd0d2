import Runtime
import Synchronization
import TestSupport
import Testing

@testable import Box
@testable import HTTP

@Suite struct SyncTests {
  private let place = TestStore()
  private let server = SyncServer()

  private func paired(_ store: Store, _ http: TestServer) async throws {
    let url = "http://127.0.0.1:\(http.port)"
    let made = try await blocking { try Pairing.make(code: "abcd-1234", server: url) }
    try store.state.withLock { state throws(SQLite.Failure) in try made.pairing.keep(in: state.database) }
  }

  private func sync(_ store: Store, heard: Shared<[String]> = Shared([])) -> Sync {
    Sync(
      store: store, server: nil, log: .silent,
      ear: Sync.Ear(
        serverTime: { _ in },
        order: { order, _ in
          heard.change { $0.append(order.id) }
          return nil
        }, relay: { _ in }, diverging: { _ in },
        sender: { Batch.Sender(serial: "064468000001", mode: "standard", usagePoint: nil, now: nil) }))
  }

  @Test func `a week without a network is brought home, the newest first, each number once`() async throws {
    let store = try place.open()
    // A row a second for an hour a day, as far as the server's clock goes.
    for day in 0..<7 { try store.append(TestStore.rows(day * 86_400..<day * 86_400 + 1500)) }
    try await serving(server.routes) { http in
      try await paired(store, http)
      let sync = sync(store)
      try await blocking { try sync.round() }
    }
    let state = server.state.value
    #expect(state.rows.count == 21_000 && state.rows.keys.max() == 21_000)
    #expect(state.batches.first == 20_501...21_000 && state.batches.last == 1...500 && state.batches.count == 42)
    #expect(try store.acknowledged == 21_000 && store.nextToSend() == nil)
    #expect(state.rows[1]?["kind"] == "drawn" && state.rows[1]?["serial"] == "064468000001")
    #expect(state.rows[2]?["monotonicMs"] == 0 && state.rows[2]?["clock"] == "ntp" && state.rows[2]?["boot"] == "a")
  }

  @Test(arguments: [true, false])
  func `what was thinned out is told, so that numbers stay whole`(serverKnowsGaps: Bool) async throws {
    let store = try place.open()
    try store.append(TestStore.rows(0..<600) + TestStore.rows(864_000..<864_100))
    try store.thin(at: TestStore.start + .seconds(864_100))
    server.state.change { $0.knowsGaps = serverKnowsGaps }
    try await serving(server.routes) { http in
      try await paired(store, http)
      let sync = sync(store)
      try await blocking { try sync.round() }
    }
    let kinds = server.state.value.rows.values.map { $0["kind"]?.string ?? "" }
    #expect(kinds.count == 1400 && kinds.count { $0 == "skipped" } == 1180 && store.acknowledged == 1400)
    if serverKnowsGaps { #expect(server.state.value.batches == [1...1400]) }
  }

  @Test(arguments: [true, false])
  func `a number that is taken in no form is given up, and no other waits for it`(isLast: Bool) async throws {
    let store = try place.open()
    try store.append(TestStore.rows(0..<300))
    server.state.change { $0.cursed = isLast ? 600 : 1 }
    try await serving(server.routes) { http in
      try await paired(store, http)
      let sync = sync(store)
      try await blocking { try sync.round() }
      #expect(try store.setAside == 1 && store.nextToSend() == nil)
      try store.append(TestStore.rows(300..<310))
      try await blocking { try sync.round() }
      #expect(try store.nextToSend() == nil && server.state.value.rows.count == 619)
    }
  }

  @Test func `one row that spoils its batch is found by halves, set aside, and holds nothing up`() async throws {
    let store = try place.open()
    try store.append(TestStore.rows(0..<400))
    server.state.change { ($0.poison, $0.refused) = (333, 12) }
    try await serving(server.routes) { http in
      try await paired(store, http)
      let sync = sync(store)
      try await blocking { try sync.round() }
    }
    let rows = server.state.value.rows
    #expect(rows.count == 800 && rows[333]?["kind"] == "skipped" && store.acknowledged == 800)
    #expect(try store.setAside == 2)
  }

  @Test func `a server that takes nothing loses nothing`() async throws {
    let store = try place.open()
    try store.append(TestStore.rows(0..<4))
    let refusing = [
      Route(.post, "/api/box/batches", access: .public, "") { (_: Call<Nothing, Nothing, NoBody>, _) -> Response in
        throw Problem(.validation)
      }
    ]
    let pair = server.routes.prefix(1)
    try await serving(pair + refusing) { http in
      try await paired(store, http)
      let sync = sync(store)
      await #expect(throws: Sync.Failed.self) { try await blocking { try sync.round() } }
    }
    #expect(try store.setAside == 0 && store.acknowledged == 0)
  }

  @Test func `a server that is away is waited for as long as it says`() async throws {
    let store = try place.open()
    try store.append(TestStore.rows(0..<10))
    server.state.change { $0.isAway = true }
    try await serving(server.routes) { http in
      try await paired(store, http)
      let sync = sync(store)
      await #expect(throws: Sync.Failed.self) { try await blocking { try sync.round() } }
      server.state.change { $0.isAway = false }
      try await blocking { try sync.round() }
      #expect(store.acknowledged == 0)
      try await eventually("it is asked again") {
        try await blocking { try sync.round() }
        return store.acknowledged == 20
      }
    }
  }

  @Test func `a box that was removed sends nothing more, keeps all, and is bound anew with a code`() async throws {
    let store = try place.open()
    try store.append(TestStore.rows(0..<10))
    server.state.change { $0.isRemoved = true }
    try await serving(server.routes) { http in
      try await paired(store, http)
      let sync = sync(store)
      try await blocking { try sync.round() }
      server.state.change { ($0.isRemoved, $0.codes) = (false, ["abcd-1234"]) }
      try await blocking { try sync.round() }
      #expect(server.state.value.rows.isEmpty && store.last == 20)
      try await paired(store, http)
      try await blocking { try sync.round() }
    }
    #expect(server.state.value.rows.count == 20)
  }

  @Test func `rows without a time are sent, and once more when it is known`() async throws {
    let store = try place.open()
    try store.append(TestStore.rows(0..<5, hasClock: false))
    try await serving(server.routes) { http in
      try await paired(store, http)
      let sync = sync(store)
      try await blocking { try sync.round() }
      #expect(server.state.value.rows.values.allSatisfy { $0["at"] == .null && $0["clock"] == "none" })
      try store.restamp(zero: TestStore.start, .ntp)
      try await blocking { try sync.round() }
    }
    #expect(
      server.state.value.rows.values.allSatisfy { $0["at"]?.string != nil } && server.state.value.rows.count == 10)
  }

  @Test func `a wrong code binds nothing`() async throws {
    try await serving(server.routes) { http in
      let url = "http://127.0.0.1:\(http.port)"
      await #expect(throws: Pairing.Refused.self) {
        _ = try await blocking { try Pairing.make(code: "nothing", server: url) }
      }
    }
  }
}

@Suite struct PINTests {
  @Test func `it is what the server reckons too`() {
    let pin = BoxPIN(key: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
    #expect(pin.digits == "450056" && pin.matches("450056"))
    #expect(["", "450057", "45005", "4500560"].allSatisfy { !pin.matches($0) })
  }
}

@Suite struct OrderTests {
  private let signer = Signer()
  private let now = TestStore.start
  private let box = "01934f5e-2a00-7000-8000-000000000001"

  private func verify(_ json: JSON, at: Instant?) throws -> Order.Verified? {
    let pairing = Pairing(server: "http://s", boxID: box, key: "k", serverKey: signer.publicKey)
    return try Order(json)?.verify(pairing, now: at)
  }

  @Test func `an order that is signed for this box, in time and within measure is one`() throws {
    let json = signer.order("o", box: box, until: now + .seconds(3600), expires: now + .seconds(900))
    #expect(try verify(json, at: now)?.wish == .shed)
    #expect(try verify(json, at: now)?.until == now + .seconds(3600))
  }

  @Test func `any other is refused, with its reason`() throws {
    func refusal(_ json: JSON, at: Instant?) -> Order.Refusal? {
      do { return try verify(json, at: at) == nil ? .unreadable : nil } catch { return error as? Order.Refusal }
    }
    func order(box other: String? = nil, relay: String = "shed", until: Int = 3600) -> JSON {
      signer.order(
        "o", box: other ?? box, relay: relay, until: now + .seconds(until), expires: now + .seconds(900))
    }
    #expect(refusal(order(), at: now + .seconds(900)) == .expired && refusal(order(), at: nil) == .noClock)
    #expect(refusal(order(until: 7201), at: now) == .tooLong && refusal(order(relay: "burn"), at: now) == .unreadable)
    #expect(refusal(order(box: "another"), at: now) == .badSignature)
    guard case .object(let members) = order() else { return }
    for name in ["id", "relay", "until", "expiresAt", "signature"] {
      let changed = members.map { $0.0 == name ? ($0.0, .string(($0.1.string ?? "") + "x")) : $0 }
      #expect(refusal(.object(changed), at: now) == .badSignature)
    }
    #expect(Order(["id": "o"]) == nil)
  }

  @Test func `keys and signatures are read as they are written`() {
    for count in [1, 2, 3, 31, 32, 64] {
      let bytes = (0..<count).map { UInt8($0 * 7 % 256) }
      #expect(Bytes64.decode(Bytes64.encode(bytes)) == bytes)
    }
    #expect(Bytes64.decode("abc") == nil && Bytes64.decode("") == nil && Bytes64.decode("****") == nil)
  }
}
