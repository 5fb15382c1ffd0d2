import Postgres
import Runtime

/// One of the three tables that take the hours in turn.
enum RingSlot: Int16, CaseIterable, Sendable {
  case zero, one, two

  init(of hour: Instant) {
    self = RingSlot(rawValue: Int16(hour.seconds.flooredQuotient(by: 3600) % 3)) ?? .zero
  }

  var table: SQL {
    switch self {
    case .zero: "samples_0"
    case .one: "samples_1"
    case .two: "samples_2"
    }
  }

  /// The hour that belongs here: the one that runs, the one before, or the next.
  func hour(at now: Instant) -> Instant {
    let hours = [now.hour - .seconds(3600), now.hour, now.hour + .seconds(3600)]
    return hours.first { RingSlot(of: $0) == self } ?? now.hour
  }

  /// Nil for what is older than the ring.
  static func slot(of at: Instant, at now: Instant) -> RingSlot? {
    at.hour >= now.hour - .seconds(3600) ? RingSlot(of: at.hour) : nil
  }
}
