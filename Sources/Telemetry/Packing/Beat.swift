/// The beat that a device keeps: a sample a period, each a little behind its due. Such a delay takes fewer bits than the
/// distance between two samples, which bears the delays of both.
struct Beat: Equatable {
  let period: Int64
  /// When it first falls due, from 0 up to a period.
  let phase: Int64

  init?(period: Int64, phase: Int64) {
    guard period > 0, (0..<period).contains(phase) else { return nil }
    (self.period, self.phase) = (period, phase)
  }

  /// By what is between most samples, and due after the time of a period in which nobody sends. Nil where two samples
  /// fall into one period.
  init?(of times: [Int64]) {
    let distances = zip(times.dropFirst(), times).map { $0 - $1 }.sorted()
    guard distances.count > 1, let period = Self.period(near: distances[distances.count / 2]) else { return nil }
    let places = Set(times.map { $0 % period }).sorted()
    var (phase, widest) = (places[0], places[0] + period - places[places.count - 1])
    for (next, place) in zip(places.dropFirst(), places) where next - place > widest {
      (phase, widest) = (next, next - place)
    }
    (self.period, self.phase) = (period, phase)
    if zip(times.dropFirst(), times).contains(where: { $0 < due(by: $1) + period }) { return nil }
  }

  /// People choose round periods.
  private static func period(near distance: Int64) -> Int64? {
    for unit: Int64 in [60_000, 10_000, 5000, 1000, 500, 100, 50, 10, 5, 1] {
      let round = (distance + unit / 2) / unit * unit
      if round > 0, abs(round - distance) * 20 <= distance { return round }
    }
    return nil
  }

  /// When it fell due last.
  func due(by time: Int64) -> Int64 { (time &- phase).flooredQuotient(by: period) &* period &+ phase }
}
