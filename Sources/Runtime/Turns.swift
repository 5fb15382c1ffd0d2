import Synchronization

/// Lets a few at a time do something costly. Of those who wait parties take turns, so that who asks for much waits behind
/// themselves. The decisions are `TurnState`'s; here they are locked, carried out and timed.
package final class Turns: Sendable {
  package enum Refused: Error { case tooManyOfOne, tooMany, waitedTooLong }

  private struct State {
    var turns: TurnState
    var callers: [TurnState.Ticket: CheckedContinuation<Void, any Error>] = [:]
    var lastTicket: TurnState.Ticket = 0
  }

  private let state: Mutex<State>
  private let patience: Duration

  package init(_ limits: TurnState.Limits, patience: Duration) {
    state = Mutex(State(turns: TurnState(limits)))
    self.patience = patience
  }

  package func take<Value>(_ party: String, _ body: () async throws -> Value) async throws -> Value {
    try await begin(party)
    defer { finish(party) }
    return try await body()
  }

  private func begin(_ party: String) async throws {
    let ticket = state.withLock { state in
      state.lastTicket += 1
      return state.lastTicket
    }
    let isCancelled = Flag()
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { join(ticket, party, $0, isCancelled) }
    } onCancel: {
      isCancelled.raise()
      leave(ticket, party, CancellationError())
    }
  }

  private func join(
    _ ticket: TurnState.Ticket, _ party: String, _ caller: CheckedContinuation<Void, any Error>, _ isCancelled: Flag
  ) {
    let answer: Result<Void, any Error>? = state.withLock { state in
      if isCancelled.isRaised { return .failure(CancellationError()) }
      switch state.turns.ask(ticket, of: party) {
      case .granted: return .success(())
      case .tooManyOfOne: return .failure(Refused.tooManyOfOne)
      case .tooMany: return .failure(Refused.tooMany)
      case .waiting:
        state.callers[ticket] = caller
        return nil
      }
    }
    if let answer { return caller.resume(with: answer) }
    Task { [weak self, patience] in
      try? await Task.sleep(for: patience)
      self?.leave(ticket, party, Refused.waitedTooLong)
    }
  }

  private func leave(_ ticket: TurnState.Ticket, _ party: String, _ reason: any Error) {
    let caller = state.withLock { state in
      state.turns.withdraw(ticket, of: party) ? state.callers.removeValue(forKey: ticket) : nil
    }
    caller?.resume(throwing: reason)
  }

  private func finish(_ party: String) {
    let next = state.withLock { state in
      state.turns.finish(party).compactMap { state.callers.removeValue(forKey: $0) }
    }
    for caller in next { caller.resume() }
  }

  package var waiting: Int { state.withLock { $0.turns.waiting } }
}
