import Postgres
import Runtime

/// Numbers terms by the clock of each zone that they are read by, and what the points of a station share of theirs.
struct TermsBuilder {
  private(set) var rows: [Country.TermsRow] = []
  private(set) var shared: [TermsSaid] = []
  private(set) var schedules: [Schedule] = []
  private var zones = Words()
  private var said: [Terms.ID: Terms] = [:]
  private var known: [Key: Int32] = [:]
  private var keys: [Key] = []
  /// What was asked for last: neighbours mostly have the same.
  private var last: (key: Key, number: Int32)?
  private var knownSchedules: [String: Int32] = [:]
  private var knownShared: [[Int32]: Int32] = [:]

  private struct Key: Hashable {
    let id: Terms.ID
    let zone: Int32
  }

  mutating func zone(_ name: String) -> Int32 { zones.number(of: name) }

  mutating func add(_ terms: Terms, _ id: Terms.ID) { said[id] = terms }

  /// Nil for terms that nobody added.
  mutating func number(_ id: Terms.ID, zone: Int32, _ pieces: inout PiecesBuilder) -> Int32? {
    let key = Key(id: id, zone: zone)
    if let last, last.key == key { return last.number }
    if let number = known[key] {
      last = (key, number)
      return number
    }
    guard let terms = said[id] else { return nil }
    let schedule = schedule(terms.hours, zone: zone)
    let number = Int32(rows.count)
    known[key] = number
    keys.append(key)
    rows.append(
      Country.TermsRow(
        traits: Country.Traits(of: terms), schedule: schedule, said: pieces.add(terms, schedule: schedule)))
    return number
  }

  private mutating func schedule(_ hours: String?, zone: Int32) -> Int32 {
    let name = zones.texts[Int(zone)]
    let key = (hours ?? "") + "|" + name
    if let number = knownSchedules[key] { return number }
    let read = hours.flatMap { OpeningHours.read($0).hours }
    let number = Int32(schedules.count)
    schedules.append(Schedule(hours: read, zone: Zone.named(name)))
    knownSchedules[key] = number
    return number
  }

  func access(of numbers: [Int32]) -> Country.Access {
    let open = numbers.count { rows[Int($0)].traits.contains(.openAccess) }
    return open == numbers.count ? .open : open == 0 ? .restricted : .varies
  }

  /// What is said of a station with points of these terms; one without has what was set for it by hand.
  mutating func shared(
    _ numbers: [Int32], orSetByHand manual: Terms.ID?, zone: Int32, _ pieces: inout PiecesBuilder
  ) -> Int32 {
    var numbers = Set(numbers).sorted { keys[Int($0)].id < keys[Int($1)].id }
    if numbers.isEmpty, let manual, let number = number(manual, zone: zone, &pieces) { numbers = [number] }
    // No terms at all have a clock all the same.
    let key = numbers.isEmpty ? [-1 - zone] : numbers
    if let number = knownShared[key] { return number }
    let different = SharedTerms(of: numbers.compactMap { said[keys[Int($0)].id] })
    let schedule = numbers.first.map { rows[Int($0)].schedule } ?? schedule(nil, zone: zone)
    let number = Int32(shared.count)
    shared.append(pieces.add(different, schedule: schedule))
    knownShared[key] = number
    return number
  }
}

extension Country.Traits {
  fileprivate init(of terms: Terms) {
    self = []
    if terms.access == .open { insert(.openAccess) }
    if terms.free == true { insert(.free) }
    if terms.payCard == true { insert(.card) }
    if terms.twoWheelersOnly { insert(.twoWheelers) }
    if terms.open24h { insert(.open24h) }
  }
}
