package import Runtime

/// A chart as a value: what it says in words, its axes, and what is drawn between them. It knows no file format.
package struct Chart: Sendable {
  /// For those who do not see it: its name, and what it shows in a sentence or two.
  package var title: String
  package var description: String
  package var time: TimeAxis
  package var values: ValueAxis
  package var marks: [Mark]
  /// The words beside the colours.
  package var legend: [LegendEntry] = []

  package init(title: String, description: String, time: TimeAxis, values: ValueAxis, marks: [Mark]) {
    self.title = title
    self.description = description
    self.time = time
    self.values = values
    self.marks = marks
  }
}

/// Time from left to right, named by the clock on the wall of a place.
package struct TimeAxis: Sendable {
  package let span: Range<Instant>
  package let zone: Zone

  package init(_ span: Range<Instant>, zone: Zone) {
    self.span = span
    self.zone = zone
  }
}

package struct ValueAxis: Sendable {
  package let unit: String
  package let range: ClosedRange<Double>

  package init(unit: String, range: ClosedRange<Double>) {
    self.unit = unit
    self.range = range
  }

  /// From the least to the greatest of some values, and zero among them.
  package init(unit: String, around values: some Sequence<Double>) {
    let (least, most) = values.reduce((0.0, 0.0)) { (min($0.0, $1), max($0.1, $1)) }
    self.init(unit: unit, range: least...max(most, least + 1))
  }
}

/// A value from a moment on, for as long as its step lasts.
package struct Step: Sendable, Equatable {
  package let during: Range<Instant>
  package let value: Double

  package init(_ during: Range<Instant>, _ value: Double) {
    self.during = during
    self.value = value
  }
}

package enum Mark: Sendable {
  /// A level that holds until the next; where two do not meet there is a gap, and none is drawn over it.
  case steps([Step], Ink, isDashed: Bool = false)
  /// A bar for each step, from zero.
  case bars([Step], Ink)
  /// Steps above one another; what is below zero is stacked downwards.
  case stack([(steps: [Step], ink: Ink)])
  /// Time during which something holds, over the whole height.
  case bands([Range<Instant>], Ink)
  /// A line that should not be passed.
  case limit(Double, Ink)
  /// A square for each half-hour: days from left to right, so many in a column, hours from below, the darker the more.
  case heat([Step], Ink, days: Int = 1)
}

package struct LegendEntry: Sendable {
  package let text: String
  package let ink: Ink
  /// How dark it is among the squares of a heat map; nil for the whole colour.
  package let shade: Double?

  package init(_ text: String, _ ink: Ink, shade: Double? = nil) {
    self.text = text
    self.ink = ink
    self.shade = shade
  }
}
