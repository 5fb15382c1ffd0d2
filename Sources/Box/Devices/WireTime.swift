/// Milliseconds in which a wire has said something: those of the machine's clock, and never less than the bytes took at the
/// wire's speed. A file is read faster than it came.
struct WireTime: Sendable {
  private(set) var now: Int
  private var bytes = 0

  init(at monotonic: Int) { now = monotonic }

  /// Ten bits a byte: a start, seven, parity, a stop.
  mutating func pass(_ count: Int, baud: Int, at monotonic: Int) {
    bytes += count
    let took = bytes * 10_000 / baud
    bytes -= took * baud / 10_000
    now = max(now + took, monotonic)
  }
}
