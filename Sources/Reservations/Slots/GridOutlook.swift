import HTTP
package import Runtime

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

/// Where the marks of half-hours come from: the root hands it in.
package struct GridOutlook: Sendable {
  package struct Marks: Sendable {
    let marks: [Instant: SlotMark]
    /// By readings of a demonstration.
    let areMadeUp: Bool

    package init(marks: [Instant: SlotMark], areMadeUp: Bool) {
      (self.marks, self.areMadeUp) = (marks, areMadeUp)
    }
  }

  let marks: @Sendable (Instant) async -> Marks

  package init(_ marks: @escaping @Sendable (Instant) async -> Marks) { self.marks = marks }

  package static let none = GridOutlook { _ in Marks(marks: [:], areMadeUp: false) }
}
