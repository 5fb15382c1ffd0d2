import HTTP
import Postgres
import Resources
import Runtime

/// What holds for every reserve.
enum Reserve {
  /// Nothing is declared before; the first capacity holds from here on.
  static let beginning = Instant(seconds: 0)
  /// How far ahead of ours the clock of whoever declares may be.
  static let grace = Duration.seconds(300)
  /// A late declaration writes all levels behind it anew, up to the next count: 5,000 of them take about a second. Further back
  /// nobody goes, so that one client can keep no server busy for longer.
  static let mostLater = 5000
  /// Some thirty a day for ten years; what one person fills must end somewhere.
  static let mostMovements = 100_000

  /// As it is stored, with six decimals; what is not said loses nothing.
  static func factor(_ efficiency: Efficiency?) -> Decimal {
    let millionths = ((efficiency?.value ?? 1) * 1_000_000).rounded()
    return Decimal(units: Int128(max(1, millionths)), scale: 6)
  }
}

/// The level on the line that begins in a row of `reserve_levels` as `l`.
enum ReserveLevel {
  static func at(_ moment: Instant) -> SQL {
    "l.wh + case when l.rate = 0 then 0 else l.rate * extract(epoch from \(moment) - l.at) end"
  }
}
