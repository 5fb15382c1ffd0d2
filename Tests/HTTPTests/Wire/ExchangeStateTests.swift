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

  private func state(_ manner: BodyIntake.Manner, asksFirst: Bool = false) -> ExchangeState {
    ExchangeState(manner, limit: Self.small, asksFirst: asksFirst)
  }

  private func receive(_ count: Int, _ state: inout ExchangeState) -> IncomingBody.Received {
    [UInt8](repeating: 7, count: count).withUnsafeBytes { state.receive($0) }
  }

  // MARK: The ordinary ways

  @Test func `a body is collected, then a handler begins and answers`() {
    var state = state(.whole)
    #expect(!state.isHandling)
    #expect(state.mayReceive() == true)
    #expect(receive(4, &state) == .taken(wakesReader: false))
    #expect(receive(6, &state) == .taken(wakesReader: false))
    let end = state.endBody()
    #expect(end.begins && !end.wakesReader)
    #expect(state.isHandling)
    #expect(state.take() == [UInt8](repeating: 7, count: 10))
    #expect(state.take() == nil)
    #expect(said(state.takeOutcome()) == nil, "nothing is known yet")
    #expect(state.decide(reply(.created)) == true)
    #expect(!state.isHandling)
    #expect(state.mayReceive() == false)
    #expect(said(state.takeOutcome()) == .status(201))
    #expect(said(state.takeOutcome()) == nil, "it is said once")
    state.end()
    #expect(state.isOver)
  }

  @Test func `a handler that takes the body as a stream begins with the head`() {
    var state = state(.stream)
    #expect(state.isHandling)
    #expect(state.read(isCancelled: false) == .waits)
    #expect(receive(3, &state) == .taken(wakesReader: true))
    #expect(receive(2, &state) == .taken(wakesReader: false), "it is woken once")
    #expect(state.take() == [7, 7, 7, 7, 7])
    #expect(state.read(isCancelled: false) == .waits)
    let end = state.endBody()
    #expect(!end.begins && end.wakesReader)
    #expect(state.stopReading() == false)
    #expect(state.read(isCancelled: false) == .end)
  }

  @Test func `a stream that nobody reads waits in the kernel, and goes on when somebody does`() {
    var state = state(.stream)
    #expect(receive(IncomingBody.mostAhead - 1, &state) == .taken(wakesReader: false))
    #expect(state.mayReceive() == true, "there is room for a byte")
    #expect(state.goesOn() == false, "nothing waits")
    _ = receive(1, &state)
    #expect(state.mayReceive() == false)
    #expect(state.read(isCancelled: false) == .piece([UInt8](repeating: 7, count: IncomingBody.mostAhead)))
    #expect(state.goesOn() == true)
    #expect(state.goesOn() == false, "it is told once")
    #expect(state.mayReceive() == true)
  }

  // MARK: Refusals and early answers

  @Test func `a body that is too long is refused while it comes`() {
    var state = state(.whole)
    #expect(receive(Self.small, &state) == .taken(wakesReader: false))
    #expect(receive(1, &state) == .tooLong)
    #expect(state.decide(reply(413)) == true)
    #expect(state.mayReceive() == false)
    #expect(said(state.takeOutcome()) == .status(413))
  }

  @Test func `an early answer goes out although nobody reads the body`() {
    var state = state(.stream)
    _ = receive(IncomingBody.mostAhead, &state)
    #expect(state.mayReceive() == false)
    #expect(state.decide(reply(409)) == true)
    #expect(said(state.takeOutcome()) == .status(409))
    _ = state.take()
    #expect(state.goesOn() == false, "it is not wanted any more")
  }

  @Test func `the first word counts`() {
    var state = state(.none)
    _ = state.endBody()
    #expect(state.decide(reply(503)) == true)
    #expect(state.decide(reply(.ok)) == false, "the handler comes too late")
    #expect(said(state.takeOutcome()) == .status(503))
    #expect(state.decide(reply(.ok)) == false)
    state.end()
    #expect(state.decide(reply(.ok)) == false)
  }

  // MARK: Expect: 100-continue

  @Test func `a client that asks first is told to send when somebody reads`() {
    var state = state(.stream, asksFirst: true)
    #expect(state.invitation == .awaited)
    #expect(state.invite() == false)
    #expect(state.read(isCancelled: false) == .waits)
    #expect(state.invite() == true)
    #expect(state.invite() == false, "it is told once")
    #expect(receive(2, &state) == .taken(wakesReader: true))
  }

  @Test func `a client that asks first with a body that is wanted whole is told at once`() {
    var state = state(.whole, asksFirst: true)
    #expect(state.invite() == true)
  }

  @Test func `a client that asks first and sends all the same is not told`() {
    var state = state(.stream, asksFirst: true)
    _ = receive(2, &state)
    #expect(state.read(isCancelled: false) == .piece([7, 7]))
    #expect(state.read(isCancelled: false) == .waits)
    #expect(state.invite() == false)
  }

  // MARK: Leaving

  @Test(arguments: [BodyIntake.Manner.none, .whole, .stream])
  func `a client that leaves in the middle ends it, whatever comes after`(_ manner: BodyIntake.Manner) {
    var state = state(manner)
    _ = receive(2, &state)
    state.end()
    #expect(state.read(isCancelled: false) == .interrupted)
    #expect(state.write([1]) == .interrupted)
    #expect(state.decide(reply(.ok)) == false)
    #expect(state.isOver)
    #expect(state.mayReceive() == false)
    #expect(said(state.takeOutcome()) == nil)
  }

  @Test func `who waits for a body or for room is waited for no more`() {
    var state = state(.stream)
    #expect(state.read(isCancelled: false) == .waits)
    #expect(state.stopReading() == true)
    #expect(receive(1, &state) == .taken(wakesReader: false))
    #expect(state.write([UInt8](repeating: 1, count: OutgoingBody.most)) == .waits)
    #expect(state.stopWriting() == true)
    #expect(state.stopWriting() == false)
  }

  @Test func `a reader that is cancelled already does not wait`() {
    var state = state(.stream)
    #expect(state.read(isCancelled: true) == .cancelled)
    #expect(state.stopReading() == false)
    _ = receive(1, &state)
    #expect(state.read(isCancelled: true) == .piece([7]), "what is here is given")
  }

  // MARK: Streamed answers

  @Test func `pieces are sent as they come, and the end after the last`() {
    var state = state(.none)
    #expect(state.send() == .nothing)
    #expect(state.write([1, 2, 3]) == .taken)
    #expect(state.write([4]) == .taken)
    state.endOutput(.whole)
    #expect(state.send() == .piece([1, 2, 3, 4], wakesWriter: false))
    #expect(state.send() == .ended(.whole))
  }

  @Test func `a writer waits until there is room, and is woken once`() {
    var state = state(.none)
    #expect(state.write([UInt8](repeating: 1, count: OutgoingBody.most)) == .waits)
    #expect(state.send() == .piece([UInt8](repeating: 1, count: OutgoingBody.most), wakesWriter: true))
    #expect(state.send() == .nothing)
  }

  @Test func `an answer that breaks off is sent as far as it came`() {
    var state = state(.none)
    #expect(state.write([UInt8](repeating: 1, count: OutgoingBody.most)) == .waits)
    #expect(state.breakOutput() == true, "its writer waits")
    #expect(state.send() == .piece([UInt8](repeating: 1, count: OutgoingBody.most), wakesWriter: false))
    #expect(state.send() == .ended(.broken))
  }

  @Test func `what was whole stays whole when the server stops`() {
    var state = state(.none)
    state.endOutput(.whole)
    #expect(state.breakOutput() == false)
    #expect(state.send() == .ended(.whole))
  }

  // MARK: WebSockets

  @Test func `a handshake hands over what talks, once`() {
    var state = state(.none)
    _ = state.endBody()
    #expect(state.decide(.upgrade { _ in }) == true)
    #expect(said(state.takeOutcome()) == .upgrade)
    #expect(said(state.takeOutcome()) == nil)
  }
}
