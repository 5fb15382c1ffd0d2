import HTTP
import Runtime

/// An item of the levels: one change, or what happened within some time.
struct LevelItem: Codable, Sendable {
  enum Nature: String, CaseIterable, Field {
    /// Something was declared, counted, or the capacity changed; or the window cuts the line here.
    case movement, count, capacity, edge
    /// What happened within some time.
    case rollUp = "roll-up"
  }

  let at: Instant
  /// From here on, or at the end of its time.
  let wh: Int
  /// Just before: the line from the item before ends there. Null for a roll-up.
  let beforeWh: Int?
  let nature: Nature
  let min: Int?
  let max: Int?
  let last: Int?
}

/// What can be held from an instant on.
struct CapacityStep: Codable, Sendable {
  let at: Instant
  let wh: Int
}

/// The levels as the documentation shows them.
struct LevelSeries: Codable, Sendable {
  let from: Instant
  let to: Instant
  let unit: String
  let resolution: LevelResolution
  let items: [LevelItem]
  /// What the plant can hold, from the beginning of the window on.
  let capacities: [CapacityStep]
  /// The part of the window in which the level is known; there are no gaps but before the first declaration and after now.
  let coverage: Double
}

extension LevelItem {
  init(_ bucket: LevelBucket) {
    self.init(
      at: bucket.at, wh: bucket.last, beforeWh: nil, nature: .rollUp, min: bucket.min, max: bucket.max,
      last: bucket.last)
  }

  init(_ at: Instant, _ wh: Int, before: Int, _ nature: Nature) {
    self.init(at: at, wh: wh, beforeWh: before, nature: nature, min: nil, max: nil, last: nil)
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.name("at")
      json.write(at)
      json.name("wh")
      json.write(wh)
      json.name("beforeWh")
      json.write(ifAny: beforeWh)
      json.name("nature")
      json.write(nature.rawValue)
      json.name("min")
      json.write(ifAny: min)
      json.name("max")
      json.write(ifAny: max)
      json.name("last")
      json.write(ifAny: last)
    }
  }

  static let columns = ["at", "wh", "beforeWh", "nature", "min", "max", "last"]

  private static func cell(_ value: Int?) -> String { value.map { "\($0)" } ?? "" }

  func cells(in zone: Zone) -> [String] {
    [at.text(in: zone), "\(wh)", Self.cell(beforeWh), nature.rawValue] + [min, max, last].map(Self.cell)
  }
}

extension JSONWriter {
  fileprivate mutating func write(ifAny value: Int?) {
    if let value { write(value) } else { null() }
  }
}
