/// What a row of the box tells. The numbers stand in the store.
enum RowKind: Int, CaseIterable, Sendable {
  case drawn = 1
  case injected = 2
  case produced = 3
  case apparent = 4
  case curveDrawn = 5
  case curveInjected = 6
  case pulse = 7
  case alarm = 8
  case relay = 9

  var name: String {
    switch self {
    case .drawn: "drawn"
    case .injected: "injected"
    case .produced: "produced"
    case .apparent: "apparent"
    case .curveDrawn: "curveDrawn"
    case .curveInjected: "curveInjected"
    case .pulse: "pulse"
    case .alarm: "alarm"
    case .relay: "relay"
    }
  }

  /// Whether it belongs to the meter whose serial number is known.
  var isOfMeter: Bool { [.drawn, .injected, .curveDrawn, .curveInjected].contains(self) }

  /// Told often, so that a minute's last value, later a half-hour's, is enough of it in time.
  var isThinned: Bool { [.drawn, .injected, .produced, .apparent, .pulse].contains(self) }
}

/// Which values become rows: what has changed, and once a minute what has not, so that a half-hour has a register near both of
/// its ends.
struct RowPolicy: Sendable {
  private static let heartbeat = 60_000
  private var last: [RowKind: (value: Int, at: Int)] = [:]

  mutating func takes(_ measured: Measured, at now: Int) -> Bool {
    guard measured.kind.isThinned else { return true }
    if let last = last[measured.kind], last.value == measured.value, now - last.at < RowPolicy.heartbeat {
      return false
    }
    last[measured.kind] = (measured.value, now)
    return true
  }
}
