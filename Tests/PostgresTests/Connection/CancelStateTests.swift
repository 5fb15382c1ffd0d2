import Runtime
import Testing

@testable import Postgres

@Suite struct CancelStateTests {
  private let start = Moment.now

  private struct Mark: Error {}

  private var answer: Completion { Completion(caller: nil, result: .failure(Mark())) }

  private func isAnswer(_ completion: Completion?) -> Bool {
    guard case .failure(let error)? = completion?.result else { return false }
    return error is Mark
  }

  @Test func `without a cancellation an answer is given at once`() {
    var state = CancelState()
    #expect(!state.isUnderWay && !state.holdsAnswer)
    #expect(isAnswer(state.answered(answer)))
    #expect(!state.isUnderWay && !state.holdsAnswer)
    #expect(state.mayBegin(at: start))
  }

  @Test func `an answer that comes while one is under way waits for its return`() {
    var state = CancelState()
    state.begin(at: start)
    #expect(state.isUnderWay && !state.holdsAnswer)
    #expect(!state.mayBegin(at: start + .seconds(10)), "one at a time")
    #expect(state.answered(answer) == nil)
    #expect(state.isUnderWay && state.holdsAnswer)
    #expect(isAnswer(state.returned()))
    #expect(!state.isUnderWay && !state.holdsAnswer)
    #expect(state.mayBegin(at: start), "another statement runs now")
  }

  @Test func `one that had no effect is repeated, but not at once`() {
    var state = CancelState()
    state.begin(at: start)
    #expect(state.returned() == nil)
    #expect(!state.isUnderWay)
    #expect(!state.mayBegin(at: start + .seconds(1)))
    #expect(state.mayBegin(at: start + .milliseconds(1001)))
    #expect(isAnswer(state.answered(answer)))
    #expect(state.mayBegin(at: start), "another statement runs now")
  }

  @Test func `when the connection is closed nothing is held any more`() {
    var state = CancelState()
    state.begin(at: start)
    _ = state.answered(answer)
    #expect(isAnswer(state.close()))
    #expect(state.isUnderWay && !state.holdsAnswer)
    #expect(state.close() == nil)
    #expect(state.returned() == nil)
    #expect(!state.isUnderWay)
  }

  @Test func `a connection is closed before any cancellation, and while one is under way`() {
    var state = CancelState()
    #expect(state.close() == nil)
    #expect(!state.isUnderWay)
    state.begin(at: start)
    #expect(state.close() == nil)
    #expect(state.isUnderWay)
    #expect(state.returned() == nil)
  }
}
