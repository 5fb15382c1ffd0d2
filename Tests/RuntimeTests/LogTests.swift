import Foundation
import Glibc
import Runtime
import TestSupport
import Testing

struct LogTests {
  private let moment = Instant(microseconds: 1_795_249_800_250_000)

  @Test func `a JSON line holds time, level, message and fields in their order`() {
    let line = Log.jsonLine(
      .warning, moment, "slow", ["id": .text("a"), "count": 3, "ms": .number(1.5), "cut": .flag(true)])
    #expect(
      line
        == #"{"time":"2026-11-21T08:30:00.250Z","level":"warning","message":"slow","id":"a","count":3,"ms":1.5,"cut":true}"#
        + "\n")
  }

  @Test(arguments: [
    "a\nb", "a\"b\\c", "\u{1B}[31mred", "\r\n", "\0", "\u{7F}", "\u{9B}31m", "\u{85}", "\u{2028}x\u{2029}",
    "\u{202E}abc", "é ☕️ 𝄞",
  ])
  func `no text of a stranger reaches the terminal as a control`(text: String) throws {
    for line in [
      Log.jsonLine(.info, moment, "m", ["text": .text(text)]),
      Log.readableLine(.info, moment, "m", ["text": .text(text)]),
    ] {
      #expect(line.hasSuffix("\n"))
      let controls = line.unicodeScalars.dropLast().filter {
        [.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
          || (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value)
      }
      #expect(controls.isEmpty, "\(controls.map(\.value))")
    }
    let json = Log.jsonLine(.info, moment, "m", ["text": .text(text)])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["text"] as? String == text)
  }

  @Test(arguments: [0.1, -0.0, 1e300, 1e-300, .infinity, .nan])
  func `every number makes a line that is JSON`(number: Double) throws {
    let line = Log.jsonLine(.info, moment, "m", ["n": .number(number)])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["n"] as? Double == (number.isFinite ? number : nil))
  }

  @Test func `a readable line shows the hour, the level unless it is info, and plain values bare`() {
    #expect(Log.readableLine(.info, moment, "started", ["port": 8080]) == "08:30:00  started  port=8080\n")
    #expect(
      Log.readableLine(.error, moment, "failed", ["path": "/a", "why": "two words"])
        == "08:30:00  error: failed  path=/a  why=\"two words\"\n")
  }

  @Test func `what is below the level is not written`() {
    let log = RecordedLog()
    let quiet = log.log(level: .warning, clock: .system())
    quiet.debug("a")
    quiet.info("b")
    quiet.warning("c")
    quiet.error("d")
    #expect(log.lines.count == 2)
    #expect(!quiet.isOn(.info) && quiet.isOn(.error))
  }

  @Test func `lines reach their descriptor whole and in order`() async throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    let log = Log.lines(to: writing, readable: false, level: .info, clock: ManualClock().wall)
    for number in 0..<500 { log.info("line", ["n": .integer(number)]) }
    let text = try await blocking {
      var all = ""
      var bytes = [UInt8](repeating: 0, count: 4096)
      while all.split(separator: "\n").count < 500 || !all.hasSuffix("\n") {
        let count = read(reading, &bytes, bytes.count)
        guard count > 0 else { break }
        all += String(decoding: bytes.prefix(count), as: UTF8.self)
      }
      return all
    }
    let expected = (0..<500).map { ",\"n\":\($0)}" }
    #expect(zip(text.split(separator: "\n"), expected).allSatisfy { $0.hasSuffix($1) })
    close(reading)
    close(writing)
  }

  @Test func `a reader that is stuck does not hold up who logs`() async throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let log = Log.lines(to: ends[1], readable: true, level: .info, clock: ManualClock().wall)
    // A pipe holds 64 KiB: far more is logged than it, or the queue behind it, can take.
    for number in 0..<5000 { log.info("a line that nobody reads", ["n": .integer(number)]) }
    let reading = ends[0]
    let first = try await blocking {
      var byte: UInt8 = 0
      return read(reading, &byte, 1) == 1
    }
    // The pipe stays open: its writer is still at it.
    #expect(first)
  }
}
