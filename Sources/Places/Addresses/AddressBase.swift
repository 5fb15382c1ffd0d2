package import Runtime
import Synchronization

/// The national address base, or another that speaks its language (addok): asked for streets and houses, which nobody here
/// knows. A few questions at once, and what is not answered in time is done without.
package final class AddressBase: Sendable {
  /// Questions that were asked, those that were not answered, and those that were never asked as too many were under way.
  package struct Figures: Sendable {
    package fileprivate(set) var asked = 0
    package fileprivate(set) var failed = 0
    package fileprivate(set) var refused = 0
  }

  private struct Kept {
    let answer: Task<[FoundPlace]?, Never>
    var until: Instant
  }

  private struct State {
    var kept: [AddressQuestion: Kept] = [:]
    var figures = Figures()
  }

  private static let atOnce = 4
  private static let mostKept = 500
  private static let lifetime = Duration.seconds(300)
  /// One that failed is not asked again by every letter that somebody types.
  private static let pause = Duration.seconds(5)

  /// How long somebody waits who waits for places above all, and who asks for addresses alone.
  package struct Patience: Sendable {
    package var ofOthers = Duration.milliseconds(250)
    package var ofItsOwn = Duration.seconds(1)
    package init() {}
  }

  let patience: Patience
  private let url: String
  private let clock: WallClock
  private let workers = Workers(name: "addresses", threads: AddressBase.atOnce, queueLimit: 2 * AddressBase.atOnce)
  private let state = Mutex(State())

  package init(at url: String, clock: WallClock, patience: Patience = Patience()) {
    (self.url, self.clock, self.patience) = (url, clock, patience)
  }

  deinit { workers.stop() }

  package var figures: Figures { state.withLock { $0.figures } }

  /// Nil when nobody has answered within the patience. The answer is kept all the same, for who asks again.
  func find(_ question: AddressQuestion, within patience: Duration) async -> [FoundPlace]? {
    await answer(question).value(within: patience)
  }

  private func answer(_ question: AddressQuestion) -> Task<[FoundPlace]?, Never> {
    let now = clock.now
    return state.withLock { state in
      if let kept = state.kept[question], kept.until > now { return kept.answer }
      if state.kept.count >= Self.mostKept { state.kept = state.kept.filter { $0.value.until > now } }
      if state.kept.count >= Self.mostKept { state.kept = [:] }
      let answer = Task { await self.ask(question) }
      state.kept[question] = Kept(answer: answer, until: now + Self.lifetime)
      return answer
    }
  }

  private func ask(_ question: AddressQuestion) async -> [FoundPlace]? {
    let (address, limit) = (question.address(at: url), patience.ofItsOwn)
    let answer: [FoundPlace]?
    do {
      answer = try await workers.run { try AddressTransfer(address: address, limit: limit).perform() }.places
      state.withLock { $0.figures.asked += 1 }
    } catch {
      answer = nil
      state.withLock { state in
        if error is Workers.Full { state.figures.refused += 1 } else { state.figures.asked += 1 }
        if !(error is Workers.Full) { state.figures.failed += 1 }
        state.kept[question]?.until = clock.now + Self.pause
      }
    }
    return answer
  }
}

extension Task where Failure == Never {
  /// Nil when it takes longer. It goes on all the same.
  fileprivate func value<Answer: Sendable>(within patience: Duration) async -> Answer? where Success == Answer? {
    let (answers, answer) = AsyncStream.makeStream(of: Answer?.self, bufferingPolicy: .bufferingOldest(1))
    Task<Void, Never> { answer.yield(await value) }
    let timer = Task<Void, Never> {
      try? await Task<Never, Never>.sleep(for: patience)
      answer.finish()
    }
    defer { timer.cancel() }
    var first = answers.makeAsyncIterator()
    return await first.next() ?? nil
  }
}
