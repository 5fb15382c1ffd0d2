import HTTP
import Resources

extension StationFilter {
  /// Takes in a parameter as most are written; false for all others, and for what is to be refused: a decoder says why.
  mutating func take(_ name: String, _ value: String) -> Bool {
    switch (name, value) {
    case ("minPower", _) where minPower == nil:
      guard let power = try? Power(.text(value)) else { return false }
      minPower = power
    case ("socket", _):
      guard let socket = SocketName(rawValue: value) else { return false }
      sockets.formUnion(Sockets([socket]))
    case ("access", "open") where !onlyOpenAccess: onlyOpenAccess = true
    case ("free", "1") where !onlyFree: onlyFree = true
    case ("card", "1") where !onlyCard: onlyCard = true
    case ("pmr", "1") where !onlyAccessible: onlyAccessible = true
    case ("open24h", "1") where !onlyOpen24h: onlyOpen24h = true
    case ("available", "now") where available == nil: available = .now
    default: return false
    }
    return true
  }
}
