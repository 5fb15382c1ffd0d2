/// The decisions of `Turns`, without a lock, a task or a clock: who may begin, who waits, who is turned away.
package struct TurnState {
  package typealias Ticket = UInt64

  package struct Limits: Sendable {
    /// The most turns that all parties hold together; below, the most of one.
    package let atOnce: Int
    package let perParty: Int
    /// How many may wait: of all together, and of one.
    package let line: Int
    package let linePerParty: Int

    package init(atOnce: Int, perParty: Int, line: Int, linePerParty: Int) {
      (self.atOnce, self.perParty) = (max(1, atOnce), max(1, perParty))
      (self.line, self.linePerParty) = (line, linePerParty)
    }
  }

  package enum Asked: Equatable {
    case granted, waiting
    /// This one's own share of the line is full, or the whole of it.
    case tooManyOfOne, tooMany
  }

  private let limits: Limits
  private var running: [String: Int] = [:]
  private(set) package var atOnce = 0
  private var lines: [String: [Ticket]] = [:]
  private(set) package var waiting = 0
  /// Parties that have a line, the next one first.
  private var rotation: [String] = []

  package init(_ limits: Limits) { self.limits = limits }

  package mutating func ask(_ ticket: Ticket, of party: String) -> Asked {
    let line = lines[party, default: []]
    if line.isEmpty, mayBegin(party) {
      begin(party)
      return .granted
    }
    if line.count >= limits.linePerParty { return .tooManyOfOne }
    if waiting >= limits.line { return .tooMany }
    if line.isEmpty { rotation.append(party) }
    lines[party] = line + [ticket]
    waiting += 1
    return .waiting
  }

  /// Somebody of a party has finished: who may begin now.
  package mutating func finish(_ party: String) -> [Ticket] {
    atOnce -= 1
    let rest = running[party, default: 1] - 1
    running[party] = rest > 0 ? rest : nil
    var next: [Ticket] = []
    while let index = rotation.firstIndex(where: mayBegin) { next.append(takeFirst(of: index)) }
    return next
  }

  private mutating func takeFirst(of index: Int) -> Ticket {
    let party = rotation.remove(at: index)
    var line = lines[party, default: []]
    let ticket = line.removeFirst()
    waiting -= 1
    lines[party] = line.isEmpty ? nil : line
    if !line.isEmpty { rotation.append(party) }
    begin(party)
    return ticket
  }

  /// True when it was still waiting.
  package mutating func withdraw(_ ticket: Ticket, of party: String) -> Bool {
    guard var line = lines[party], let index = line.firstIndex(of: ticket) else { return false }
    line.remove(at: index)
    waiting -= 1
    lines[party] = line.isEmpty ? nil : line
    if line.isEmpty { rotation.removeAll { $0 == party } }
    return true
  }

  private func mayBegin(_ party: String) -> Bool {
    atOnce < limits.atOnce && running[party, default: 0] < limits.perParty
  }

  private mutating func begin(_ party: String) {
    atOnce += 1
    running[party, default: 0] += 1
  }
}
