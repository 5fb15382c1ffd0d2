import HTTP
package import Runtime

/// The course of a charge, from nothing but what it began with: state at a moment is a look-up, so that every server says the
/// same, also one that has just started.
package struct ChargeCourse: Sendable {
  package struct Sample: Sendable, Equatable {
    package let soc: Double
    package let energyKwh: Double
    package let powerKw: Double
  }

  package enum EndReason: String, Field, CaseIterable { case target, full, stopped, slotEnd }

  private struct Node: Sendable {
    let soc: Double
    /// Seconds from the beginning.
    let time: Double
  }

  /// A quarter of a percent at a time: the power inside a step differs by less than anybody can see.
  private static let step = 0.25
  /// A battery that takes less than this has stopped taking.
  private static let least = 0.02

  private let nodes: [Node]
  private let acceptance: Acceptance
  private let usableKwh: Double
  private let target: Double
  /// The battery stopped taking before the target.
  private let isStalled: Bool

  package init(_ car: Car, _ acceptance: Acceptance, from soc: Double, to target: Double) {
    self.acceptance = acceptance
    self.target = target
    usableKwh = car.usableKwh
    var nodes = [Node(soc: soc, time: 0)]
    var (here, time) = (soc, 0.0)
    var isStalled = false
    while here < target {
      let next = min(target, here + Self.step)
      let power = acceptance.power(at: (here + next) / 2)
      guard power >= Self.least else {
        isStalled = true
        break
      }
      time += (next - here) / 100 * usableKwh / power * 3600
      here = next
      nodes.append(Node(soc: next, time: time))
    }
    self.nodes = nodes
    self.isStalled = isStalled
  }

  /// How long it takes until nothing more happens.
  package var duration: Duration { .microseconds(Int64((nodes.last?.time ?? 0) * 1_000_000)) }

  private var naturalEnd: EndReason { isStalled || target >= 100 ? .full : .target }

  /// When and why a charge ends that may last until `limit`.
  package func end(startedAt start: Instant, until limit: Instant) -> (at: Instant, reason: EndReason) {
    let natural = start + duration
    return natural <= limit ? (natural, naturalEnd) : (limit, .slotEnd)
  }

  package func sample(after elapsed: Duration) -> Sample {
    let begun = nodes.first?.soc ?? 0
    let isOver = elapsed >= duration
    let soc = isOver ? nodes.last?.soc ?? begun : soc(at: max(0, elapsed.inSeconds))
    return Sample(
      soc: soc, energyKwh: (soc - begun) / 100 * usableKwh, powerKw: isOver ? 0 : acceptance.power(at: soc))
  }

  private func soc(at seconds: Double) -> Double {
    guard let last = nodes.last, seconds < last.time else { return nodes.last?.soc ?? 0 }
    let next = nodes.partitioningIndex { $0.time > seconds }
    let (left, right) = (nodes[next - 1], nodes[next])
    return left.soc + (right.soc - left.soc) * (seconds - left.time) / (right.time - left.time)
  }

  /// Seconds until a state is reached; nil for one beyond the end.
  package func seconds(until soc: Double) -> Double? {
    guard let index = nodes.firstIndex(where: { $0.soc >= soc }) else { return nil }
    guard index > 0 else { return 0 }
    let (left, right) = (nodes[index - 1], nodes[index])
    return left.time + (right.time - left.time) * (soc - left.soc) / (right.soc - left.soc)
  }
}
