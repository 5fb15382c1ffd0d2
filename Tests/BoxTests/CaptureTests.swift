import Glibc
import Runtime
import TestSupport
import Testing

@testable import Box
@testable import HTTP

/// Wires of real meters, where they are at hand beside the project or where the environment says.
@Suite struct CaptureTests {
  private static let folder: String =
    getenv("WATTS_UP_SHARED").map { String(cString: $0) + "/data/tic/" }
    ?? TestCluster.packageFolder + "/../shared/data/tic/"

  struct Capture: Sendable, CustomTestStringConvertible {
    let name: String
    let mode: WireMode
    let valid: Int
    var corrupt = 0
    let registers: [String: ClosedRange<Int>]

    var testDescription: String { name }
  }

  static let captures = [
    Capture(
      name: "historique_mono_tempo", mode: .historique, valid: 160,
      registers: ["BBRHCJB": 18_328_856...18_328_876, "BBRHPJR": 844_115...844_115]),
    Capture(
      name: "historique_triphase_base", mode: .historique, valid: 102, registers: ["BASE": 10_151_175...10_151_184]),
    Capture(
      name: "historique_triphase_line_errors", mode: .historique, valid: 303, corrupt: 139,
      registers: ["BASE": 16_878_528...16_878_542]),
    Capture(
      name: "standard_mono_base", mode: .standard, valid: 467, registers: ["EAST": 11_887_600...11_887_650]),
    Capture(
      name: "standard_mono_hphc_injection_line_errors", mode: .standard, valid: 430, corrupt: 4,
      registers: ["EAST": 80_490_250...80_490_250, "EAIT": 3_626_800...3_626_876]),
    Capture(
      name: "standard_tri_tempo_injection", mode: .standard, valid: 167,
      registers: ["EAST": 11_604_109...11_604_109, "EAIT": 671_631...671_631]),
  ]

  @Test(
    .enabled(if: access(folder, R_OK) == 0, "the captures are not at hand"), arguments: captures, [1, 7, 4096])
  func `a real wire is counted right, and no corrupt value is believed`(_ capture: Capture, _ piece: Int) throws {
    let bytes = try #require(Bytes(contentsOf: Self.folder + capture.name + ".bin")).array
    var (reader, plausibility, meter) = (WireReader(), Plausibility(), Meter())
    func hear(_ frame: WireFrame) {
      guard let judged = plausibility.judge(frame, contract: nil, at: reader.bytes * 8) else { return }
      for value in meter.take(judged) where value.kind == .drawn { #expect(value.value >= 0) }
      for (label, value) in meter.registers {
        if let range = capture.registers[label] { #expect(range.contains(value), "\(label) \(value)") }
      }
    }
    for start in stride(from: 0, to: bytes.count, by: piece) {
      for frame in reader.read(bytes[start..<min(bytes.count, start + piece)]) { hear(frame) }
    }
    for frame in reader.finish() { hear(frame) }
    #expect(reader.mode == capture.mode)
    #expect(reader.counts == WireReader.Counts(valid: capture.valid, corrupt: capture.corrupt))
    #expect(plausibility.implausible == 0)
    for (label, range) in capture.registers { #expect(meter.registers[label] == range.upperBound) }
  }
}
