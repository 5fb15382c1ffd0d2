import Runtime

/// The terminal, or the file, that a command writes to.
package struct ImportTerminal: Sendable {
  /// Lines can be written over.
  let isTerminal: Bool
  let say: @Sendable (String) -> Void

  package init(isTerminal: Bool, say: @escaping @Sendable (String) -> Void) {
    self.isTerminal = isTerminal
    self.say = say
  }
}

/// An import as it moves: a bar on a terminal, elsewhere a line now and then.
struct ImportDisplay {
  let terminal: ImportTerminal
  private var shown = ""
  private var shownAt: ContinuousClock.Instant?

  init(terminal: ImportTerminal) { self.terminal = terminal }

  mutating func show(_ one: Import, at now: ContinuousClock.Instant) {
    if terminal.isTerminal {
      // Back to the start, and nothing of a longer line before stays.
      terminal.say("\r\(bar(one))\u{1B}[K")
    } else if one.state.rawValue != shown || shownAt.map({ now - $0 > .seconds(5) }) ?? true {
      terminal.say(bar(one) + "\n")
    } else {
      return
    }
    (shown, shownAt) = (one.state.rawValue, now)
  }

  func end() { if terminal.isTerminal { terminal.say("\n") } }

  private func bar(_ one: Import) -> String {
    var parts = [one.phase.map { "\(one.state.rawValue), \($0)" } ?? one.state.rawValue]
    if let total = one.bytes.total, total > 0 {
      let share = min(100, one.bytes.received * 100 / total)
      let full = share / 4
      parts.append(
        "[\(String(repeating: "#", count: full))\(String(repeating: ".", count: 25 - full))] \(share) %")
    } else if one.bytes.received > 0 {
      parts.append("\(one.bytes.received / 1_000_000) MB")
    }
    if one.rows.read > 0 { parts.append("\(one.rows.read) rows") }
    if let speed = one.rowsPerSecond, speed > 0 { parts.append("\(speed) rows/s") }
    if let left = one.secondsLeft { parts.append("\(left) s left") }
    return parts.joined(separator: "  ")
  }
}

/// The outcome of an import, in a few lines.
struct ImportReport {
  private let one: Import
  private let refused: [Import.Correction]

  init(_ one: Import, refused: [Import.Correction]) {
    self.one = one
    self.refused = refused
  }

  var text: String {
    let rows = one.rows
    var lines = [
      "import \(one.id) is \(one.state.rawValue)",
      "rows: \(rows.read) read, \(rows.accepted) accepted, \(rows.rejected) rejected, \(rows.duplicates) duplicates, "
        + "\(rows.corrected) corrected, \(rows.older) older than what is stored",
    ]
    if one.notModified { lines.append("the address still holds what was imported last") }
    if let changes = one.changes {
      let things = RegisteredSource.all.first { $0.name == one.source }?.things ?? "changes"
      lines.append(
        "\(things): \(changes.added) added, \(changes.changed) changed, \(changes.moved) moved, \(changes.withdrawn) "
          + "withdrawn, \(changes.unchanged) unchanged")
    }
    lines += list("corrected", one.corrections.prefix(10)) + list("rejected", refused[...])
    return lines.joined(separator: "\n") + "\n"
  }

  private func list(_ title: String, _ counts: ArraySlice<Import.Correction>) -> [String] {
    counts.isEmpty ? [] : ["\(title):"] + counts.map { "  \($0.rows)  \($0.code): \($0.sentence)" }
  }
}
