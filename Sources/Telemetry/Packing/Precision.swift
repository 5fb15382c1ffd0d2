/// What is kept of a value: a whole number of steps.
struct Precision: Hashable, Sendable {
  let step: Double
  /// Steps to a unit where these are a whole number: 72.3 is 723 tenths, and not 723 times a tenth.
  private let perUnit: Double?

  init(_ step: Double) {
    self.step = step
    let inverse = (1 / step).rounded()
    perUnit = step < 1 && abs(inverse * step - 1) < 1e-9 ? inverse : nil
  }

  func steps(_ value: Double) -> Int64 {
    let steps = (perUnit.map { value * $0 } ?? value / step).rounded()
    return Int64(exactly: max(-4e18, min(4e18, steps))) ?? 0
  }

  func value(_ steps: Int64) -> Double { perUnit.map { Double(steps) / $0 } ?? Double(steps) * step }

  func rounded(_ value: Double) -> Double { self.value(steps(value)) }

  /// Three digits more, for means.
  var ofMeans: Precision { Precision(step / 1000) }
}
