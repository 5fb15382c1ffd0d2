/// The few things that a chart is drawn with. Lengths are pixels at scale 1, from the top left corner.
protocol Canvas {
  mutating func area(_ points: [Point], _ colour: Colour)
  mutating func line(_ points: [Point], _ colour: Colour, width: Double, isDashed: Bool)
  mutating func text(_ text: String, at place: Point, size: Double, _ colour: Colour, _ anchor: Anchor)
  /// Many of one colour, side by side without a seam.
  mutating func boxes(_ boxes: [Box], _ colour: Colour)
}

struct Point: Equatable, Sendable {
  let x, y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// A rectangle by its edges, which its neighbours share.
struct Box: Equatable, Sendable {
  var left, top, right, bottom: Double
}

/// The part of a text that stands at its place.
enum Anchor: String { case start, middle, end }

extension Canvas {
  mutating func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ colour: Colour) {
    area([Point(x, y), Point(x + width, y), Point(x + width, y + height), Point(x, y + height)], colour)
  }
}
