import CLinux
import Glibc
import Household
import Runtime

/// `watts-box simulate`: a meter's wire on a pseudo-terminal, at a meter's speed. Nobody need listen: a wire does not wait.
struct WireSimulation: Equatable, Sendable {
  struct NoTerminal: Error, CustomStringConvertible {
    let description = "there is no pseudo-terminal to be had"
  }

  let mode: WireMode
  let house: Household
  let seed: UInt64
  /// The share of groups that arrive broken.
  let corrupt: Double
  let clockOffset: Duration

  func run() throws {
    let wire = try SimulatedWire(baud: mode.baud)
    print(wire.name)
    fflush(nil)
    startThread(name: "meter") { write(to: wire) }
    _ = StopSignal.wait()
  }

  private func write(to wire: SimulatedWire) {
    let clock = WallClock.system(offset: clockOffset)
    var meter = SimulatedMeter(mode, house)
    var noise = WireNoise(share: corrupt, seed: seed)
    while true {
      wire.send([0x02])
      for group in meter.frame(at: clock.now) { wire.send(noise.disturb(group.written(in: mode))) }
      wire.send([0x03])
      wire.rest(.milliseconds(25))
    }
  }
}

/// Breaks a share of what passes: a bit, a byte, an end.
struct WireNoise: Sendable {
  private let share: Double
  private var state: UInt64

  init(share: Double, seed: UInt64) { (self.share, state) = (share, seed ^ 0x5EED) }

  mutating func disturb(_ bytes: [UInt8]) -> [UInt8] {
    guard draw(below: 1_000_000) < Int(share * 1_000_000) else { return bytes }
    var broken = bytes
    let place = 1 + draw(below: bytes.count - 2)
    switch draw(below: 4) {
    case 0: broken.remove(at: place)
    case 1: broken.removeLast()
    case 2: broken[place] ^= 1 << UInt8(draw(below: 7))
    default: broken.replaceSubrange(place..<min(place + 3, broken.count), with: [0x7E, 0x1F])
    }
    return broken
  }

  /// SplitMix64.
  private mutating func draw(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ mixed >> 31) % UInt64(max(1, limit)))
  }
}
