import HTTP
package import Runtime
import Synchronization

/// What is known of the grid in a half-hour: its place among those of its day that are still to come, 1 the best.
package struct SlotMark: Codable, Sendable {
  let band: String
  let rank: Int
  let of: Int
  let gramsPerKwh: Double

  package init(band: String, rank: Int, of: Int, gramsPerKwh: Double) {
    (self.band, self.rank, self.of, self.gramsPerKwh) = (band, rank, of, gramsPerKwh)
  }
}

/// Where the marks of half-hours come from: the root hands it in. They are kept for a second: half-hours are asked for
/// thousands of times while a forecast is issued once.
package final class GridOutlook: Sendable {
  package struct Marks: Sendable {
    /// As they stand in an answer: written once for all who ask.
    private let written: [Instant: [UInt8]]
    /// By readings of a demonstration.
    let areMadeUp: Bool

    package init(marks: [Instant: SlotMark], areMadeUp: Bool) {
      written = marks.mapValues(\.json)
      self.areMadeUp = areMadeUp && !marks.isEmpty
    }

    func written(_ halfHour: Instant) -> [UInt8]? { written[halfHour] }
  }

  private struct Kept {
    let halfHour: Int64
    let until: ContinuousClock.Instant
    let marks: Marks

    func serves(_ other: Int64) -> Bool { halfHour == other && ContinuousClock.now < until }
  }

  private let ask: @Sendable (Instant) async -> Marks
  private let kept = Mutex<Kept?>(nil)

  package init(_ ask: @escaping @Sendable (Instant) async -> Marks) { self.ask = ask }

  package static let none = GridOutlook { _ in Marks(marks: [:], areMadeUp: false) }

  func marks(_ now: Instant) async -> Marks {
    // The places are among half-hours to come: with each that begins they change.
    let halfHour = now.seconds / 1800
    if let kept = kept.withLock({ $0 }), kept.serves(halfHour) { return kept.marks }
    let marks = await ask(now)
    kept.withLock { $0 = Kept(halfHour: halfHour, until: .now + .seconds(1), marks: marks) }
    return marks
  }
}

extension SlotMark {
  fileprivate var json: [UInt8] {
    var json = JSONWriter(capacity: 96)
    json.object { json in
      json.name("band")
      json.write(band)
      json.name("rank")
      json.write(rank)
      json.name("of")
      json.write(of)
      json.name("gramsPerKwh")
      json.write(gramsPerKwh)
    }
    return json.finish().array
  }
}
