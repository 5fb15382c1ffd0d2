import HTTP
import Runtime

/// A source that the program has: what is known of it before anything is imported, and how it is made.
package struct RegisteredSource: Sendable {
  let name: Import.Source
  /// The name of its files on the command line: "an IRVE file".
  let file: String
  /// The option of the command line that means it, and what happens then; nil for the source that is meant without one.
  var option: Option?
  /// The things that its changes are counted in, on the command line.
  var things = "points"
  /// The schedule of its address where nobody sets one.
  var schedule = Schedule.nightly
  /// Its imports change what there is of stations, not only what is said of them.
  var changesStations = false
  /// Its files add to one another: another address does not take the place of what the first one brought.
  var isCumulative = false
  /// What its imports replace stays on record, and is listed.
  var keepsReplaced = false
  /// How long after it is due a scheduled import may begin: many ask the same address at the same time.
  var jitter = Duration.zero
  let make: @Sendable (Tools) -> any ImportSource

  struct Option: Sendable {
    let flag: String
    let help: String
  }

  /// Every source is given these.
  struct Tools: Sendable {
    let workers: Workers
    let clock: WallClock
    let ids: IdentifierSource
  }
}

extension RegisteredSource {
  /// The one that is meant where nobody says which.
  package static var standard: RegisteredSource { all[0] }

  /// The one of RTE's grid: whatever its files hold.
  package static var grid: RegisteredSource { .eco2mix }

  static var cumulative: [String] { all.filter(\.isCumulative).map(\.name.rawValue) }

  static let keepers = Set(all.filter(\.keepsReplaced).map(\.name))

  /// The names of those whose imports change stations, as the table `imports` has them.
  package static var ofStations: [String] { all.filter(\.changesStations).map(\.name.rawValue) }
}

extension Import {
  /// The name of a source. From outside come only those that are registered.
  struct Source: RawRepresentable, CaseIterable, Hashable, Sendable, Field {
    let rawValue: String

    /// As the program or its table says.
    init(named name: String) { rawValue = name }

    init?(rawValue name: String) {
      rawValue = name
      guard Source.allCases.contains(self) else { return nil }
    }

    static var allCases: [Source] { RegisteredSource.all.map(\.name) }
  }
}
