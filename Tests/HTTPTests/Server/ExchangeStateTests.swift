import Testing

@testable import HTTP

/// Every transition of one exchange, and events that come in an unusual order.
@Suite struct ExchangeStateTests {
  private static let small = 10

  private enum Said: Equatable { case status(Int), upgrade }

  private func said(_ outcome: ExchangeState.Outcome?) -> Said? {
    switch outcome {
    case nil: nil
    case .reply(.fresh(let response)): .status(response.status.code)
    case .reply(.prepared(let prepared)): .status(prepared.response.status.code)
    case .upgrade: .upgrade
    }
  }

  private func reply(_ status: Status) -> ExchangeState.Outcome { .reply(.fresh(Response(status))) }

  private func admitted(_ manner: BodyIntake.Manner) -> ExchangeState {
    var state = ExchangeState()
    state.admit(manner, limit: Self.small)
    return state
  }

  private func receive(_ count: Int, _ state: inout ExchangeState) -> IncomingBody.Received {
    [UInt8](repeating: 7, count: count).withUnsafeBytes { state.receive($0) }
  }

  private func send(_ state: inout ExchangeState, room: Int) -> (OutgoingBody.Sent, [UInt8]) {
    var buffer = [UInt8](repeating: 0, count: room)
    let sent = buffer.withUnsafeMutableBytes { state.send(into: $0) }
    return (sent, buffer)
  }

  // MARK: The ordinary ways

  @Test func `a body is collected, then a handler begins, sleeps and answers`() {
    var state = ExchangeState()
    #expect(state.isNew)
    state.admit(.whole, limit: Self.small)
    #expect(!state.isNew && !state.isHandling)
    #expect(receive(4, &state) == .taken(wakesReader: false))
    #expect(receive(6, &state) == .taken(wakesReader: false))
    guard case .begin = state.endBody().next else { return #expect(Bool(false), "nobody begins") }
    #expect(state.isHandling)
    #expect(state.take() == [UInt8](repeating: 7, count: 10))
    #expect(state.take() == nil)
    state.fallAsleep()
    #expect(state.isAsleep)
    #expect(state.decide(reply(.created)) == true)
    #expect(!state.isAsleep && !state.isHandling)
    #expect(!state.hasUnwantedBody)
    guard case .answer(let outcome) = state.endBody().next else { return #expect(Bool(false), "no answer") }
    #expect(said(outcome) == .status(201))
    state.answer(.created, upgrade: nil)
    #expect(state.outcome == nil)
    #expect(state.end() == .created)
    #expect(state.isOver)
  }

  @Test func `what is in memory is answered without anything in between`() {
    var state = admitted(.none)
    guard case .begin = state.endBody().next else { return #expect(Bool(false), "nobody begins") }
    state.answer(.ok, upgrade: nil)
    #expect(state.end() == .ok)
  }

  @Test func `a handler that takes the body as a stream begins with the head`() {
    var state = admitted(.stream)
    #expect(state.isHandling)
    #expect(state.read(isCancelled: false) == .waits)
    #expect(receive(3, &state) == .taken(wakesReader: true))
    #expect(receive(2, &state) == .taken(wakesReader: false), "it is woken once")
    #expect(state.take() == [7, 7, 7, 7, 7])
    #expect(state.read(isCancelled: false) == .waits)
    let end = state.endBody()
    guard case .wait = end.next else { return #expect(Bool(false), "it begins twice") }
    #expect(end.wakesReader)
    #expect(state.stopReading() == false)
    #expect(state.read(isCancelled: false) == .end)
  }

  @Test func `a stream that nobody reads waits in the kernel, and goes on when somebody does`() {
    var state = admitted(.stream)
    #expect(receive(IncomingBody.mostAhead, &state) == .taken(wakesReader: false))
    #expect(receive(1, &state) == .full)
    state.fallAsleep()
    #expect(receive(1, &state) == .left, "libmicrohttpd calls again while it sleeps")
    #expect(state.read(isCancelled: false) == .piece([UInt8](repeating: 7, count: IncomingBody.mostAhead)))
    #expect(!state.isAsleep)
    #expect(receive(1, &state) == .taken(wakesReader: false))
  }

  @Test func `what is left of a whole body wakes nobody`() {
    var state = admitted(.stream)
    _ = receive(5, &state)
    _ = state.endBody()
    state.fallAsleep()
    #expect(state.take()?.count == 5)
    #expect(state.isAsleep, "it waits for the answer")
    #expect(state.decide(reply(.ok)) == true)
    #expect(!state.isAsleep)
  }

  // MARK: Refusals and early answers

  @Test func `a refused head is answered at once, or when its body has come`() {
    var state = ExchangeState()
    #expect(state.decide(reply(400)) == true)
    #expect(!state.isNew)
    #expect(receive(5, &state) == .thrownAway)
    guard case .answer(let outcome) = state.endBody().next else { return #expect(Bool(false), "no answer") }
    #expect(said(outcome) == .status(400))
  }

  @Test func `a body that is too long is refused while it comes`() {
    var state = admitted(.whole)
    #expect(receive(Self.small, &state) == .taken(wakesReader: false))
    #expect(receive(1, &state) == .tooLong)
    #expect(state.decide(reply(413)) == true)
    #expect(receive(1000, &state) == .thrownAway)
    guard case .answer = state.endBody().next else { return #expect(Bool(false), "no answer") }
  }

  @Test func `after an early answer so much is thrown away and no more`() {
    var state = admitted(.stream)
    #expect(state.decide(reply(409)) == true)
    #expect(state.hasUnwantedBody)
    #expect(receive(IncomingBody.mostDrained, &state) == .thrownAway)
    #expect(receive(1, &state) == .tooMuch)
    #expect(said(state.outcome) == .status(409))
  }

  @Test func `an early answer wakes a connection that sleeps as its body is not read`() {
    var state = admitted(.stream)
    _ = receive(IncomingBody.mostAhead, &state)
    _ = receive(1, &state)
    state.fallAsleep()
    #expect(state.decide(reply(409)) == true)
    #expect(!state.isAsleep)
    #expect(receive(1, &state) == .thrownAway)
    #expect(state.take() != nil)
    guard case .answer = state.endBody().next else { return #expect(Bool(false), "no answer") }
    #expect(!state.hasUnwantedBody)
  }

  @Test func `the first word counts`() {
    var state = admitted(.none)
    _ = state.endBody()
    #expect(state.decide(reply(503)) == true)
    #expect(state.decide(reply(.ok)) == false, "the handler comes too late")
    #expect(said(state.outcome) == .status(503))
    state.answer(503, upgrade: nil)
    #expect(state.decide(reply(.ok)) == false)
    #expect(state.end() == 503)
    #expect(state.decide(reply(.ok)) == false)
  }

  // MARK: Expect: 100-continue

  @Test func `a client that asks first is told to send when somebody reads`() {
    var state = admitted(.stream)
    guard case .sleep = state.holdBack() else { return #expect(Bool(false), "nobody knows yet") }
    state.fallAsleep(holdingBack: true)
    #expect(state.isAsleep)
    #expect(state.read(isCancelled: false) == .waits)
    #expect(!state.isAsleep)
    let beginning = state.endBody()
    guard case .letSend = beginning.next else { return #expect(Bool(false), "that was no end") }
    #expect(!beginning.wakesReader, "its reader waits for what is only now sent")
    #expect(receive(2, &state) == .taken(wakesReader: true))
    guard case .wait = state.endBody().next else { return #expect(Bool(false), "now it is") }
  }

  @Test func `a client that asks first may be answered without its body`() {
    var state = admitted(.stream)
    state.fallAsleep(holdingBack: true)
    #expect(state.decide(reply(409)) == true)
    #expect(!state.isAsleep)
    guard case .answerUnasked(let outcome) = state.endBody().next else { return #expect(Bool(false), "no answer") }
    #expect(said(outcome) == .status(409))
  }

  @Test func `nobody is held back whose handler reads or has answered at once`() {
    var state = admitted(.stream)
    #expect(state.read(isCancelled: false) == .waits)
    guard case .letSend = state.holdBack() else { return #expect(Bool(false), "it is read") }
    state = admitted(.stream)
    _ = state.decide(reply(401))
    guard case .answerUnasked = state.holdBack() else { return #expect(Bool(false), "it is answered") }
  }

  // MARK: Leaving

  @Test(arguments: [BodyIntake.Manner.none, .whole, .stream])
  func `a client that leaves in the middle ends it, whatever comes after`(_ manner: BodyIntake.Manner) {
    var state = admitted(manner)
    _ = receive(2, &state)
    #expect(state.end() == nil)
    #expect(state.read(isCancelled: false) == .interrupted)
    #expect(state.write([1]) == .interrupted)
    #expect(state.decide(reply(.ok)) == false)
    state.answer(.ok, upgrade: nil)
    #expect(state.isOver)
    #expect(receive(2, &state) == .thrownAway)
    guard case .wait = state.endBody().next else { return #expect(Bool(false), "there is nobody to answer") }
  }

  @Test func `who waits for a body or for room is waited for no more`() {
    var state = admitted(.stream)
    #expect(state.read(isCancelled: false) == .waits)
    #expect(state.stopReading() == true)
    #expect(receive(1, &state) == .taken(wakesReader: false))
    #expect(state.write([UInt8](repeating: 1, count: OutgoingBody.most)) == .waits)
    #expect(state.stopWriting() == true)
    #expect(state.stopWriting() == false)
  }

  @Test func `a reader that is cancelled already does not wait`() {
    var state = admitted(.stream)
    #expect(state.read(isCancelled: true) == .cancelled)
    #expect(state.stopReading() == false)
    _ = receive(1, &state)
    #expect(state.read(isCancelled: true) == .piece([7]), "what is here is given")
  }

  @Test func `nothing wakes a connection that is over`() {
    var state = admitted(.none)
    _ = state.endBody()
    state.fallAsleep()
    _ = state.end()
    state.endOutput(.whole)
    _ = state.breakOutput()
    #expect(state.decide(reply(.ok)) == false)
    #expect(state.isAsleep, "libmicrohttpd has forgotten it")
  }

  // MARK: Streamed answers

  @Test func `pieces are sent as they come, and the end after the last`() {
    var state = admitted(.none)
    _ = state.endBody()
    state.answer(.ok, upgrade: nil)
    #expect(send(&state, room: 4).0 == .nothing)
    state.fallAsleep()
    #expect(state.write([1, 2, 3]) == .taken)
    #expect(!state.isAsleep)
    #expect(send(&state, room: 2) == (.piece(2, wakesWriter: false), [1, 2]))
    state.endOutput(.whole)
    #expect(send(&state, room: 2) == (.piece(1, wakesWriter: false), [3, 0]))
    #expect(send(&state, room: 2).0 == .ended(.whole))
  }

  @Test func `a writer waits until there is room, and is woken once`() {
    var state = admitted(.none)
    #expect(state.write([UInt8](repeating: 1, count: OutgoingBody.most + 1)) == .waits)
    #expect(send(&state, room: 1).0 == .piece(1, wakesWriter: false))
    #expect(send(&state, room: 1).0 == .piece(1, wakesWriter: true))
    #expect(send(&state, room: 1).0 == .piece(1, wakesWriter: false))
  }

  @Test func `an answer that breaks off is sent as far as it came`() {
    var state = admitted(.none)
    #expect(state.write([UInt8](repeating: 1, count: OutgoingBody.most)) == .waits)
    state.fallAsleep()
    #expect(state.breakOutput() == true, "its writer waits")
    #expect(!state.isAsleep)
    #expect(send(&state, room: OutgoingBody.most).0 == .piece(OutgoingBody.most, wakesWriter: false))
    #expect(send(&state, room: 1).0 == .ended(.broken))
  }

  @Test func `what was whole stays whole when the server stops`() {
    var state = admitted(.none)
    state.endOutput(.whole)
    #expect(state.breakOutput() == false)
    #expect(send(&state, room: 1).0 == .ended(.whole))
  }

  // MARK: WebSockets

  @Test func `a handshake hands over what talks, once`() {
    var state = admitted(.none)
    _ = state.endBody()
    state.fallAsleep()
    #expect(state.decide(.upgrade { _ in }) == true)
    let (next, _) = state.endBody()
    guard case .answer(.upgrade(let handler)) = next else { return #expect(Bool(false), "no handshake") }
    state.answer(.switchingProtocols, upgrade: handler)
    #expect(state.upgrade() != nil)
    #expect(state.upgrade() == nil)
    #expect(state.end() == .switchingProtocols)
  }

  @Test func `a refused upgrade is an answer like any other`() {
    var state = admitted(.none)
    _ = state.endBody()
    #expect(state.decide(reply(403)) == true)
    state.answer(403, upgrade: nil)
    #expect(state.upgrade() == nil)
    #expect(state.end() == 403)
    #expect(state.upgrade() == nil)
  }
}
