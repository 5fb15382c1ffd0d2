import Runtime
import TestSupport
import Testing

@testable import Stations

@Suite struct HoursTurnTests {
  /// From a moment to the next turn nothing is otherwise, and the turn is the first moment that is.
  @Test(arguments: ["Europe/Paris", "Indian/Reunion", "America/Miquelon"])
  func `between two turns hours say one thing`(name: String) throws {
    let zone = try #require(Zone.named(name))
    var dice = SplitMix(seed: 11)
    for text in [
      "Mo-Fr 08:00-20:00", "Mo-Fr 08:00-12:00,14:00-18:00; Sa 09:00-12:00", "Fr-Sa 22:00-04:00",
      "Su 20:00-24:00; Mo 00:00-02:00",
      "Mo,We,Fr-Su 00:00-24:00", "Su 22:00-06:00", "Su 02:00-03:00",
    ] {
      let hours = try #require(OpeningHours.read(text).hours)
      // The weeks around both changes of the clocks in 2026 and 2027.
      for start in [1_792_800_000, 1_806_000_000, 1_795_000_000] as [Int64] {
        let instant = Instant(seconds: start + Int64.random(in: 0..<604_800, using: &dice))
        let turn = try #require(hours.turn(after: instant, in: zone))
        #expect(turn > instant && turn - instant <= .seconds(604_800), "\(text) in \(name) after \(instant), seed 11")
        let isOpen = hours.isOpen(at: instant, in: zone)
        for moment in stride(from: instant.seconds, to: turn.seconds, by: 61) {
          #expect(
            hours.isOpen(at: Instant(seconds: moment), in: zone) == isOpen, "\(text) in \(name) at \(moment), seed 11")
        }
        #expect(hours.isOpen(at: turn - .seconds(1), in: zone) == isOpen)
        let isClockChange = zone.change(after: instant) == turn
        #expect(isClockChange || hours.isOpen(at: turn, in: zone) != isOpen, "\(text) in \(name) at \(turn), seed 11")
      }
    }
  }

  @Test func `what is always open never turns`() throws {
    let zone = try #require(Zone.named("Europe/Paris"))
    #expect(OpeningHours.always.turn(after: Instant(seconds: 1_795_248_000), in: zone) == nil)
  }
}
