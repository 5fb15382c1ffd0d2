import Household
import Runtime
import TestSupport
import Testing

@testable import Box

@Suite struct WireTests {
  private static let now = Instant(seconds: 1_795_942_800)  // 29 November 2026, 10:00 in France

  /// Frames of a house's meter, a minute apart.
  private func frames(_ mode: WireMode, _ count: Int) throws -> [[WireGroup]] {
    var house = try #require(Household(usagePoint: "14000000000001"))
    house.panels = 3000
    house.heating = .electric
    var meter = SimulatedMeter(mode, house)
    return (0..<count).map { meter.frame(at: Self.now + .seconds(60 * $0)) }
  }

  private func bytes(_ frames: [[WireGroup]], _ mode: WireMode) -> [UInt8] {
    frames.flatMap { groups -> [UInt8] in [0x02] + Array(groups.map { $0.written(in: mode) }.joined()) + [0x03] }
  }

  @Test(arguments: [
    ("PAPP", "00750", "-"), ("BASE", "012345678", "/"), ("ADCO", "012345678901", "E"), ("PTEC", "HP..", " "),
  ])
  func `the historical check leaves the last separator out`(label: String, data: String, check: String) {
    let line = Array("\(label) \(data) \(check)".utf8)
    #expect(WireGroup(line: line, mode: .historique) == WireGroup(label, data))
    #expect(WireGroup(line: line.dropLast() + [0x5F], mode: .historique) == nil)
  }

  @Test(arguments: [
    ("EAST\t012345678\t3", WireGroup("EAST", "012345678")), ("SINSTS\t00750\tR", WireGroup("SINSTS", "00750")),
    ("EAIT\t000001234\tO", WireGroup("EAIT", "000001234")),
    ("DATE\tH261129120000\t\t9", WireGroup("DATE", "", stamp: "H261129120000")),
  ])
  func `the standard check counts it`(text: String, group: WireGroup) {
    #expect(WireGroup(line: Array(text.utf8), mode: .standard) == group)
  }

  @Test func `what its label does not want is no group, however right its check`() {
    func line(_ group: WireGroup, _ mode: WireMode) -> [UInt8] { Array(group.written(in: mode).dropFirst().dropLast()) }
    for group in [
      WireGroup("EAST", "12345678"), WireGroup("EAST", "01234567p"), WireGroup("EASX", "012345678"),
      WireGroup("EAST", "012345678", stamp: "H261129120000"), WireGroup("DATE", "", stamp: "X261129120000"),
    ] { #expect(WireGroup(line: line(group, .standard), mode: .standard) == nil, "\(group)") }
    #expect(WireGroup(line: line(WireGroup("BASE", "012345678"), .historique), mode: .standard) == nil)
  }

  @Test(arguments: WireMode.allCases)
  func `a frame is read as it was said, however it is cut, with any line ends and any parity`(mode: WireMode) throws {
    let said = try frames(mode, 3)
    let plain = bytes(said, mode)
    let cooked = plain.filter { $0 != 0x03 }.map { $0 == 0x0D ? 0x0A : $0 }
    let parity = plain.map { $0.nonzeroBitCount.isMultiple(of: 2) ? $0 : $0 | 0x80 }
    for sent in [plain, cooked, parity] {
      for step in [1, 2, 7, 64, 1000, sent.count] {
        var reader = WireReader(mode)
        var found: [WireFrame] = []
        for start in stride(from: 0, to: sent.count, by: step) {
          found += reader.read(sent[start..<min(start + step, sent.count)])
        }
        found += reader.finish()
        #expect(found.map(\.groups) == said && reader.counts.corrupt == 0)
      }
    }
  }

  @Test(arguments: WireMode.allCases)
  func `the mode is found out, and nothing is lost by it`(mode: WireMode) throws {
    let said = try frames(mode, 2)
    var reader = WireReader()
    let found = reader.read(Array("9\u{1}rest\r".utf8) + bytes(said, mode)) + reader.finish()
    #expect(reader.mode == mode && found.map(\.groups) == said && reader.counts.corrupt == 0)
  }

  @Test func `an interrupted frame is not told, the next one is`() throws {
    let said = try frames(.historique, 2)
    let cut: [UInt8] = [0x02] + Array(said[0].prefix(3).map { $0.written(in: .historique) }.joined()) + [0x04]
    var reader = WireReader(.historique)
    #expect(reader.read(cut + bytes([said[1]], .historique)).map(\.groups) == [said[1]])
  }

  @Test(arguments: WireMode.allCases)
  func `one broken bit never makes another figure`(mode: WireMode) async throws {
    let groups = try frames(mode, 1)[0]
    let found = try await complaints(seed: 11, attempts: FuzzScale.count(20_000, long: 2_000_000)) { random in
      let group = groups[Int(random.next() % UInt64(groups.count))]
      var line = Array(group.written(in: mode).dropFirst().dropLast())
      line[Int(random.next() % UInt64(line.count))] ^= 1 << UInt8(random.next() % 7)
      guard let read = WireGroup(line: line, mode: mode), read != group else { return nil }
      // Six bits do not see the seventh: it turns a letter into another, and a digit into no digit.
      guard read.label == group.label, Int(read.data) == nil, Int(group.data) == nil else {
        return "\(group) as \(read)"
      }
      return nil
    }
    #expect(found.isEmpty, "\(found)")
  }

  @Test(arguments: WireMode.allCases)
  func `noise is counted and its figures are never believed`(mode: WireMode) throws {
    let said = try frames(mode, 400)
    var noise = WireNoise(share: 0.1, seed: 3)
    var reader = WireReader(mode)
    var plausibility = Plausibility()
    let groups = Set(said.joined().map { "\($0)" })
    let lines = said.joined().count
    for (number, frame) in said.enumerated() {
      let broken = frame.map { noise.disturb($0.written(in: mode)) }
      let sent: [UInt8] = [0x02] + Array(broken.joined()) + [0x03]
      for heard in reader.read(sent) {
        guard let judged = plausibility.judge(heard, contract: 12_000, at: number * 60_000) else { continue }
        for group in judged.groups where Int(group.data) != nil { #expect(groups.contains("\(group)"), "\(group)") }
      }
    }
    #expect(reader.counts.corrupt > lines / 20 && reader.counts.valid > lines * 8 / 10)
  }

  @Test func `stamps are read by the meter's season, and a doubtful clock is none`() throws {
    let zone = Household.zone
    for day in 0..<400 {
      let at = Self.now + .seconds(day * 86_400 + day * 37)
      #expect(WireStamp(WireStamp.text(at, in: zone)) == WireStamp(at, isTrusted: true))
    }
    #expect(WireStamp("h261129120000")?.isTrusted == false && WireStamp(" 261129120000") == nil)
    #expect(WireStamp("H261399120000") == nil && WireStamp("H260230120000") == nil)
  }
}

extension WireStamp {
  fileprivate init(_ instant: Instant, isTrusted: Bool) {
    let text = WireStamp.text(instant, in: Household.zone)
    guard let stamp = WireStamp(text) else { preconditionFailure(text) }
    self = stamp
  }
}
