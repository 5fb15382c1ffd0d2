import HTTP
import Postgres

/// How sure a reading is. The greater number is believed.
package enum Nature: Int, Sendable, Comparable {
  case demonstration, realTime, consolidated, definitive

  package static func < (left: Nature, right: Nature) -> Bool { left.rawValue < right.rawValue }

  package var word: NatureWord {
    switch self {
    case .demonstration: .demonstration
    case .realTime: .realTime
    case .consolidated: .consolidated
    case .definitive: .definitive
    }
  }
}

/// The same as the API says it.
package enum NatureWord: String, CaseIterable, Field, Sendable {
  case definitive, consolidated, realTime, demonstration
}

/// Doubts about a reading that is kept.
package struct ReadingFlags: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let doubtful = ReadingFlags(rawValue: 1)
  package static let clockChange = ReadingFlags(rawValue: 2)

  var words: [FlagWord] {
    (contains(.doubtful) ? [.doubtful] : []) + (contains(.clockChange) ? [.clockChange] : [])
  }
}

enum FlagWord: String, CaseIterable, Field { case doubtful, clockChange = "clock-change" }

extension Row {
  mutating func nature() throws -> Nature { Nature(rawValue: try next(Int.self)) ?? .demonstration }
}

extension Int {
  /// MW as the tables have them, in W.
  var megawatts: Int { self * 1_000_000 }
}
