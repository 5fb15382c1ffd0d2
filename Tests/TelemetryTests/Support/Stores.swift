import Runtime
import TestSupport
import Testing

@testable import Telemetry

/// The two places where history may be kept: what holds of one holds of the other.
enum TestStore: CaseIterable, CustomTestStringConvertible {
  case postgres, victoria

  var testDescription: String { "\(self)" }

  /// The program is to be held for as long as the store is used.
  func make() async throws -> (test: TestTelemetry, program: OtherProgram?) {
    // The other store refuses what lies days ahead of its clock.
    let now = Instant(seconds: WallClock.system().now.seconds / 86_400 * 86_400) + .seconds(9 * 3600 - 86_400)
    guard self == .victoria else { return (try await TestTelemetry.make(at: now), nil) }
    let port = OtherProgram.freePort()
    let program = try OtherProgram(
      [
        "victoria-metrics", "-storageDataPath=\(OtherProgram.freshFolder())", "-httpListenAddr=127.0.0.1:\(port)",
        "-retentionPeriod=5y", "-memory.allowedBytes=64MB", "-search.latencyOffset=0s",
      ], port: port)
    try await program.isListening()
    var store = VictoriaHistory(address: "http://127.0.0.1:\(port)")
    store.settles = .milliseconds(200)
    return (try await TestTelemetry.make(at: now, store: store), program)
  }
}
