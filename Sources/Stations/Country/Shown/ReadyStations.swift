import HTTP
import Runtime
import Synchronization

/// Stations as they were shown last, kept ready for whoever asks next: so many bytes of them, until something is said of them
/// anew or the clock changes it.
final class ReadyStations: Sendable {
  private struct Ready: Sendable {
    let content: ReadyContent
    let spot: Int32
    let memory: Int
    /// The batch of changes that it was made after.
    let number: Int
    let moments: Range<Instant>
  }

  private struct State {
    var country: Country?
    /// What was asked for of late, and what before that.
    var young: [Station.ID: Ready] = [:]
    var old: [Station.ID: Ready] = [:]
    var memory = 0
  }

  private static let mostMemory = 3 << 20
  private let state = Mutex(State())

  /// The station as it is kept; nil where it has to be made.
  func content(of id: Station.ID, in moment: CountryMoment, at now: Instant) -> ReadyContent? {
    guard let ready = find(id, in: moment.country), ready.moments.contains(now),
      !moment.states.hasChanged(ready.spot, since: ready.number)
    else { return nil }
    return ready.content
  }

  /// Made now.
  func content(of index: Int, in moment: CountryMoment, at now: Instant) -> ReadyContent {
    let ready = make(index, in: moment, at: now)
    keep(ready, of: moment.country.stations[index].id, in: moment.country)
    return ready.content
  }

  private func find(_ id: Station.ID, in country: Country) -> Ready? {
    state.withLock { state in
      guard state.country === country else { return nil }
      return state.young[id] ?? state.old[id]
    }
  }

  private func make(_ index: Int, in moment: CountryMoment, at now: Instant) -> Ready {
    let bytes = moment.station(index, at: now)
    return Ready(
      content: ReadyContent(bytes, type: .json, cache: .revalidated, tag: EntityTag(of: bytes)),
      spot: moment.country.stations[index].spot, memory: 2048 + 2 * bytes.count,
      number: moment.states.number, moments: now..<moment.turn(of: index, after: now))
  }

  private func keep(_ ready: Ready, of id: Station.ID, in country: Country) {
    state.withLock { state in
      if state.country !== country { state = State(country: country) }
      state.young[id] = ready
      state.memory += ready.memory
      guard state.memory > Self.mostMemory else { return }
      (state.old, state.young, state.memory) = (state.young, [:], 0)
    }
  }
}

extension CountryMoment {
  func station(_ index: Int, at now: Instant) -> Bytes {
    var json = JSONWriter(capacity: 1024 + country.stations[index].points.count * 640)
    var shown = ShownStation(in: self, at: now)
    shown.write(index, into: &json)
    withExtendedLifetime(self) {}
    return json.finish()
  }

  /// When what is said of a station may be otherwise though nobody says so.
  fileprivate func turn(of index: Int, after now: Instant) -> Instant {
    let row = country.stations[index]
    var schedules: Set = [Int(country.sharedTerms[Int(row.terms)].schedule)]
    var turns: [Instant] = []
    for point in row.points.ints {
      schedules.insert(country.schedule(of: point))
      if let turn = states.turns(of: point, after: now) { turns.append(turn) }
    }
    turns += schedules.compactMap { country.schedules[$0].turn(after: now) }
    return turns.min() ?? now + .seconds(86_400)
  }
}
