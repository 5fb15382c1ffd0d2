import Runtime

/// What the command line says of a box that runs.
struct Settings: Equatable, Sendable {
  /// Nil: no meter; pulses alone are enough.
  var meter: String?
  /// Nil: found out.
  var mode: WireMode?
  var pulses: LineAddress?
  var pulsesPerKilowattHour = 1000
  var relay: LineAddress?
  var buzzer: LineAddress?
  /// Nil: the one that the box was paired with.
  var server: String?
  var data = "box-data"
  var host = "0.0.0.0"
  var port: UInt16 = 8081
  var quiet = QuietHours.usual
  /// How the machine's clock is to be believed; nil: as the kernel says.
  var clock: ClockQuality?
  var pause = Duration.seconds(10)
}
