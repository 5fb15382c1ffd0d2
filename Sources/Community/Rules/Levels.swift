import HTTP

/// An action that somebody says they have done, and how they show it.
struct DoneAction: Codable, Sendable {
  let action: ActionID
  let evidence: Evidence?
}

enum Evidence: String, CaseIterable, Field {
  /// The last one is the word of team mates, or of an administrator.
  case declared, photo, metered, confirmed

  /// A word alone is worth half.
  var percent: Int { self == .declared ? 50 : 100 }
}

/// The levels of saving: actions by domain, each with its points, and those that cost some. A level is held when every domain
/// that has actions at it has as many as it wants, and the level below is held.
struct Levels: RuleInputs {
  let actions: [DoneAction]
  /// The one whose points are asked for; all together without it.
  let counted: ActionID?

  static let highest = 4

  func outcome() -> Outcome {
    let wanted = counted.map { [$0] } ?? Set(actions.map(\.action)).sorted { $0.rawValue < $1.rawValue }
    let points = wanted.reduce(0) { $0 + worth($1) }
    let level = heldLevel
    return Outcome(
      points: points, explanation: counted.map(told) ?? toldAll(points, level),
      figures: [Figure(name: "level", value: Double(level), unit: "1")])
  }

  private var done: Set<ActionID> { Set(actions.map(\.action)) }

  /// The best evidence for an action counts.
  private func worth(_ id: ActionID) -> Int {
    guard
      let best = actions.filter({ $0.action == id }).map({ $0.evidence ?? .declared }).max(by: {
        $0.percent < $1.percent
      })
    else { return 0 }
    let entry = id.entry
    if entry.points < 0 { return isCancelled(entry) ? 0 : entry.points }
    return (Double(entry.points * best.percent) / 100).points
  }

  private func isCancelled(_ entry: CatalogueEntry) -> Bool { entry.cancelledBy.map(done.contains) ?? false }

  var heldLevel: Int {
    (1...Self.highest).prefix { level in Self.quotas(at: level).allSatisfy { has($0.value, in: $0.key, at: level) } }
      .last ?? 0
  }

  private func has(_ count: Int, in domain: Domain, at level: Int) -> Bool {
    done.count { $0.entry.domain == domain && $0.entry.level == level && $0.entry.points > 0 } >= count
  }

  /// How many actions a domain wants at a level: half of those there are, and at the highest all.
  static func quotas(at level: Int) -> [Domain: Int] {
    let entries = ActionID.allCases.map(\.entry).filter { $0.level == level && $0.points > 0 }
    return Dictionary(grouping: entries, by: \.domain).mapValues { level == highest ? $0.count : ($0.count + 1) / 2 }
  }
}

extension Levels {
  private func told(_ id: ActionID) -> Text {
    let (entry, points) = (id.entry, worth(id))
    let label = entry.label
    if entry.points < 0 {
      return points == 0
        ? Text(
          fr: "\(label.french) : réparé depuis, rien n’est retiré.",
          en: "\(label.english): mended since, nothing is lost.")
        : Text(fr: "\(label.french) : \(-points) points retirés.", en: "\(label.english): \(-points) points lost.")
    }
    let (earned, full) = (Text.points(points), entry.points)
    return points == full
      ? Text(fr: "\(label.french) : \(earned.french).", en: "\(label.english): \(earned.english).")
      : Text(
        fr: "\(label.french) : \(earned.french) sur parole, \(full) avec une preuve.",
        en: "\(label.english): \(earned.english) on your word, \(full) with evidence.")
  }

  private func toldAll(_ points: Int, _ level: Int) -> Text {
    let (count, earned) = (done.count, Text.points(points))
    let held =
      level == 0
      ? Text(fr: "Le niveau 1 n’est pas encore atteint.", en: "Level 1 is not reached yet.")
      : Text(fr: "Niveau \(level) atteint.", en: "Level \(level) is reached.")
    return .joined([
      Text(
        fr: "\(count) action\(count > 1 ? "s" : "") : \(earned.french).",
        en: "\(count) action\(count == 1 ? "" : "s"): \(earned.english)."),
      held,
    ])
  }
}
