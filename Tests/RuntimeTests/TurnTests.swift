import Runtime
import TestSupport
import Testing

@Suite struct TurnTests {
  private func turns(atOnce: Int = 2, perParty: Int = 1, line: Int = 4, linePerParty: Int = 2) -> TurnState {
    TurnState(.init(atOnce: atOnce, perParty: perParty, line: line, linePerParty: linePerParty))
  }

  @Test func `one party has its own share and no more, the others begin beside it`() {
    var state = turns()
    #expect(state.ask(1, of: "a") == .granted)
    #expect(state.ask(2, of: "a") == .waiting)
    #expect(state.ask(3, of: "b") == .granted)
    #expect(state.ask(4, of: "c") == .waiting, "all places are taken")
    #expect(state.finish("b") == [4])
    #expect(state.finish("a") == [2])
    #expect(state.atOnce == 2 && state.waiting == 0)
  }

  @Test func `parties take turns, however many of one came before`() {
    var state = turns(atOnce: 1, line: 9, linePerParty: 5)
    #expect(state.ask(1, of: "a") == .granted)
    for ticket: UInt64 in 2...6 { #expect(state.ask(ticket, of: "a") == .waiting) }
    #expect(state.ask(7, of: "b") == .waiting)
    #expect(state.ask(8, of: "b") == .waiting)
    var order: [UInt64] = []
    var party = "a"
    while let next = state.finish(party).first {
      order.append(next)
      party = next > 6 ? "b" : "a"
    }
    #expect(order == [2, 7, 3, 8, 4, 5, 6])
  }

  @Test func `a line that is full turns away, one party's before that of all`() {
    var state = turns(atOnce: 1, line: 3, linePerParty: 2)
    #expect(state.ask(1, of: "a") == .granted)
    #expect(state.ask(2, of: "a") == .waiting)
    #expect(state.ask(3, of: "a") == .waiting)
    #expect(state.ask(4, of: "a") == .tooManyOfOne)
    #expect(state.ask(5, of: "b") == .waiting)
    #expect(state.ask(6, of: "c") == .tooMany)
    #expect(state.withdraw(2, of: "a") == true)
    #expect(state.withdraw(2, of: "a") == false)
    #expect(state.ask(7, of: "c") == .waiting)
  }

  @Test func `whatever comes, places and lines are never overdrawn and nobody is forgotten`() {
    var dice = SplitMix(seed: 14)
    var state = turns(atOnce: 3, perParty: 2, line: 20, linePerParty: 8)
    var (running, waiting) = ([String](), [UInt64: String]())
    for ticket in 1...5000 as ClosedRange<UInt64> {
      let party = ["a", "b", "c", "d"][Int.random(in: 0..<4, using: &dice)]
      switch Int.random(in: 0..<5, using: &dice) {
      case 0...1 where !running.isEmpty:
        let over = running.remove(at: Int.random(in: 0..<running.count, using: &dice))
        for next in state.finish(over) { running.append(waiting.removeValue(forKey: next) ?? "nobody") }
      case 2 where !waiting.isEmpty:
        guard let gone = waiting.keys.sorted().randomElement(using: &dice), let its = waiting[gone] else { break }
        let isWithdrawn = state.withdraw(gone, of: its)
        #expect(isWithdrawn)
        waiting[gone] = nil
      default:
        switch state.ask(ticket, of: party) {
        case .granted: running.append(party)
        case .waiting: waiting[ticket] = party
        case .tooManyOfOne: #expect(waiting.values.count { $0 == party } == 8)
        case .tooMany: #expect(waiting.count == 20)
        }
      }
      #expect(state.atOnce == running.count && running.count <= 3 && state.waiting == waiting.count)
      #expect(Dictionary(grouping: running) { $0 }.values.allSatisfy { $0.count <= 2 })
    }
    while let over = running.popLast() {
      for next in state.finish(over) { running.append(waiting.removeValue(forKey: next) ?? "nobody") }
    }
    #expect(waiting.isEmpty, "all had their turn in the end, seed 14")
  }

  @Test func `who waits too long or is cancelled leaves the line`() async throws {
    let turns = Turns(.init(atOnce: 1, perParty: 1, line: 4, linePerParty: 4), patience: .milliseconds(1))
    let (began, release) = (Flag(), Flag())
    let first = Task {
      try await turns.take("a") {
        began.raise()
        try await eventually("released") { release.isRaised }
      }
    }
    try await eventually("begun") { began.isRaised }
    await #expect(throws: Turns.Refused.waitedTooLong) { try await turns.take("b") {} }
    release.raise()
    try await first.value
    let patient = Turns(.init(atOnce: 1, perParty: 1, line: 4, linePerParty: 4), patience: .seconds(600))
    try await patient.take("a") {
      let waiting = Task { try await patient.take("b") {} }
      try await eventually("waiting") { patient.waiting == 1 }
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
    }
    #expect(try await patient.take("b") { true } && patient.waiting == 0)
  }
}
