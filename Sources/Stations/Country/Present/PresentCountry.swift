import HTTP
package import Postgres
package import Runtime
import Synchronization

/// A country and what its points are doing: what one answer is made from.
package final class CountryMoment: Sendable {
  package let country: Country
  package let states: PointStates

  package init(country: Country, states: PointStates) { (self.country, self.states) = (country, states) }
}

/// Something else is to be said of some points, or of the country as a whole.
package struct CountryNews: Sendable {
  package let moment: CountryMoment
  /// Imported, or changed by somebody: the country is another one.
  package let isAnother: Bool
  /// The points that something has happened to.
  package let points: Set<ChargePoint.ID>
  /// The same in the order in which they were noted, up to `number`.
  package let changes: [PointChanges.Change]
  package let number: Int
  /// With the first news of all: from which number on nothing is missing.
  package let rememberedFrom: Int?
}

/// The public country as everybody is shown it, in the memory of this server, kept at the present as long as its work is done.
/// Whoever reads takes what is there and holds nobody up. Where nobody does the work it is loaded for each who asks.
package final class PresentCountry: Sendable {
  package typealias Audience = @Sendable (CountryNews) async throws -> Void

  private struct State {
    var moment: CountryMoment?
    var isFollowed = false
    /// How the signs of names are folded, which the database was asked once.
    var folding = Folding()
    var audience: Audience?
    /// Looks that were begun, and the last of those that are done.
    var begun = 0
    var done = 0
  }

  package let database: Database
  package let clock: WallClock
  let log: Log
  /// Somebody says that there is something to see.
  let hints: AsyncStream<Void>
  private let hint: AsyncStream<Void>.Continuation
  private let workers = Workers(name: "country", threads: 2, queueLimit: 64)
  private let turns = Turns(.init(atOnce: 2, perParty: 1, line: 64, linePerParty: 16), patience: .seconds(5))
  private let state = Mutex(State())

  package init(database: Database, clock: WallClock, log: Log) {
    (self.database, self.clock, self.log) = (database, clock, log)
    (hints, hint) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  deinit { workers.stop() }

  /// The newest that was loaded.
  package var moment: CountryMoment? { state.withLock { $0.moment } }

  /// For who answers at once: nil where it has to be loaded for them.
  var followed: CountryMoment? { state.withLock { $0.isFollowed ? $0.moment : nil } }

  func present() async throws -> CountryMoment {
    let (isFollowed, moment) = state.withLock { ($0.isFollowed, $0.moment) }
    if !isFollowed { return try await load().moment }
    guard let moment else { throw Problem(.unavailable).retry(after: 1) }
    return moment
  }

  func load(givingWay: Bool = false) async throws -> LoadCountry.Loaded {
    let folding = state.withLock { $0.folding }
    let loaded = try await BuildingMemory.use {
      try await LoadCountry(database: database, clock: clock, folding: folding, givesWay: givingWay)()
    }
    state.withLock { $0.folding = loaded.country.called.folding }
    return loaded
  }

  /// Waits until all that is committed by now is seen here: who has written something reads it. No longer than a few seconds, as
  /// it is written in any case.
  package func catchUp(within patience: Duration = .seconds(5)) async {
    let (isFollowed, wanted) = state.withLock { ($0.isFollowed, $0.begun + 1) }
    guard isFollowed else { return }
    let deadline = ContinuousClock.now + patience
    while state.withLock({ $0.done < wanted }), .now < deadline, !Task.isCancelled {
      look()
      try? await Task.sleep(for: .milliseconds(3))
    }
  }

  /// Looks at much of the country, away from the threads that others wait for; of those who ask in turn.
  func heavily<Value: Sendable>(
    for party: String, _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    do {
      return try await turns.take(party) { try await workers.run(work) }
    } catch let refused as Turns.Refused {
      throw Problem(refused == .tooManyOfOne ? .rateLimited : .unavailable).retry(after: 1)
    }
  }

  // MARK: For who follows

  /// What loading a country leaves behind is as much as the country.
  func giveBackMemory() async { try? await workers.run { Runtime.giveBackMemory() } }

  /// Is told of all that changes, in order.
  package func tell(_ audience: @escaping Audience) { state.withLock { $0.audience = audience } }

  func look() { hint.yield() }

  func beginLook() -> Int {
    state.withLock { state in
      state.isFollowed = true
      state.begun += 1
      return state.begun
    }
  }

  func endLook(_ number: Int) { state.withLock { $0.done = max($0.done, number) } }

  func become(_ news: CountryNews) async throws {
    let audience = state.withLock { state in
      state.moment = news.moment
      return state.audience
    }
    // What is made of another country stays as long as that does.
    if news.isAnother {
      try await BuildingMemory.use { try await audience?(news) }
    } else {
      try await audience?(news)
    }
  }
}
