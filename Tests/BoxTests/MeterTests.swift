import Runtime
import Testing

@testable import Box

@Suite struct MeterTests {
  private func frame(_ mode: WireMode = .standard, _ groups: KeyValuePairs<String, String>) -> WireFrame {
    var frame = WireFrame(mode)
    for (label, data) in groups { frame.add(WireGroup(label, data)) }
    return frame
  }

  @Test func `a register that goes back or leaps is not believed, one that was doubted three times is`() throws {
    var plausibility = Plausibility()
    func judge(_ value: String, at second: Int) -> Bool {
      plausibility.judge(
        frame(.standard, ["ADSC": "064468000001", "EAST": value]), contract: 6000, at: second * 1000)?["EAST"]
        != nil
    }
    #expect(judge("000001000", at: 0) && judge("000001007", at: 2))
    #expect(!judge("000000999", at: 4) && !judge("000009007", at: 6))
    // 6 kW half as much again for an hour, and 20 Wh.
    #expect(judge("000010020", at: 3602) && !judge("000019200", at: 3602 + 3600) && plausibility.implausible == 3)
    // The first of these was wrong, and what follows it is right for ever after.
    #expect(!judge("000000100", at: 7300) && !judge("000000101", at: 7310) && judge("000000102", at: 7320))
  }

  @Test func `another meter is believed after three frames, and nothing is compared over it`() throws {
    var plausibility = Plausibility()
    func judge(_ serial: String, _ value: String, at second: Int) -> WireFrame? {
      plausibility.judge(frame(.standard, ["ADSC": serial, "EAST": value]), contract: 6000, at: second * 1000)
    }
    #expect(judge("064468000001", "080000000", at: 0) != nil)
    #expect(judge("064468000002", "000000010", at: 2) == nil && judge("064468000001", "080000001", at: 4) != nil)
    #expect(judge("064468000002", "000000011", at: 6) == nil && judge("064468000002", "000000011", at: 8) == nil)
    #expect(judge("064468000002", "000000012", at: 10)?["EAST"] != nil && plausibility.serial == "064468000002")
  }

  @Test func `a historical meter's drawn energy is the sum of its tariff's registers, once all are known`() throws {
    var meter = Meter()
    let first = meter.take(frame(.historique, ["ADCO": "021861000001", "OPTARIF": "HC..", "HCHC": "000000100"]))
    let second = meter.take(frame(.historique, ["ADCO": "021861000001", "HCHP": "000000050", "PAPP": "00750"]))
    let third = meter.take(frame(.historique, ["ADCO": "021861000001", "HCHC": "000000103"]))
    #expect(first == [] && second == [Measured(.drawn, 150), Measured(.apparent, 750)])
    #expect(third == [Measured(.drawn, 153)])
  }

  @Test func `a point of the curve is told once, with the meter's time`() throws {
    var meter = Meter()
    func point(_ stamp: String, _ watts: String, before: String) -> [Measured] {
      var frame = WireFrame(.standard)
      frame.add(WireGroup("ADSC", "064468000001"))
      frame.add(WireGroup("CCASN", watts, stamp: stamp))
      frame.add(WireGroup("CCASN-1", "00100", stamp: before))
      return meter.take(frame)
    }
    let ten = try #require(WireStamp("H261129100000")?.instant)
    let first = point("H261129100000", "00420", before: "H261129093000")
    #expect(
      first == [
        Measured(.curveDrawn, 100, at: ten - .seconds(1800)), Measured(.curveDrawn, 420, at: ten),
      ])
    #expect(point("H261129100000", "00420", before: "H261129093000") == [])
    #expect(
      point("H261129103000", "00400", before: "H261129100000") == [
        Measured(.curveDrawn, 400, at: ten + .seconds(1800))
      ])
  }

  @Test func `the meter's warnings are heard in both modes`() {
    var standard = MeterCondition()
    standard.take(frame(.standard, ["STGE": "003A0081", "PREF": "06", "SINSTS": "06100", "SINSTI": "00000"]))
    #expect(standard.isOverloaded && standard.contract == 6000 && standard.apparent == 6100)
    standard.take(frame(.standard, ["STGE": "1C3A0001"]))
    #expect(!standard.isOverloaded && standard.isRedTomorrow && standard.isPeakAnnounced)
    var historique = MeterCondition()
    historique.take(
      frame(.historique, ["ISOUSC": "30", "IINST": "031", "ADPS": "031", "DEMAIN": "ROUG", "PTEC": "HCJB"]))
    #expect(historique.isOverloaded && historique.isRedTomorrow && historique.contract == 6000)
    historique.take(frame(.historique, ["ISOUSC": "20", "IINST1": "001", "IINST2": "001", "IINST3": "001"]))
    #expect(!historique.isOverloaded && historique.contract == 12_000)
  }

  @Test func `values become rows when they change, and once a minute`() {
    var policy = RowPolicy()
    let taken = (0..<130).filter { policy.takes(Measured(.drawn, 100 + $0 / 65), at: $0 * 1000) }
    #expect(taken == [0, 60, 65, 125])
  }
}
