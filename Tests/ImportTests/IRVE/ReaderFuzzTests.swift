import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Import

/// Good rows made bad: whatever the cells hold, a row comes out that the tables would take, or a reason.
@Suite struct ReaderFuzzTests {
  private static let spices =
    [
      "", " ", "\t", "\u{A0}", "\u{200B}", "\u{FFFD}", "Ã", "Ã©", "√©", "É", "È", "é", "e\u{301}", "€", "🔌", ",", ";",
      ".",
      "-", "+", "*", "[", "]", "|", "/", ":", "%", "0", "9", "00000", "99999", "e", "E9", "1e999", "kW", "m", "m²",
      "NaN",
      "Infinity", "-0", "true", "VRAI", "24/7", "2026-02-30", "31/12/9999", "12345", "Non concerné", " | FR*ABC",
      "France",
    ].map { Array($0.utf8) }

  private static func seasoned(_ values: [[UInt8]], _ random: inout SplitMix) -> [[UInt8]] {
    var values = values
    for _ in 0...Int.random(in: 0...6, using: &random) {
      let cell = Int.random(in: 0..<values.count, using: &random)
      let spice = spices.randomElement(using: &random) ?? []
      // Between letters, never within one: cells are valid UTF-8.
      var scalars = Array(String(decoding: values[cell], as: UTF8.self).unicodeScalars)
      let place = Int.random(in: 0...scalars.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: values[cell] = spice
      case 1: values[cell] = values.randomElement(using: &random) ?? []
      case 2: scalars.removeLast(scalars.count - place)
      case 3: scalars.removeFirst(place)
      case 4: scalars.insert(Unicode.Scalar(UInt32.random(in: 1..<0xD800, using: &random)) ?? "?", at: place)
      default: scalars.insert(contentsOf: String(decoding: spice, as: UTF8.self).unicodeScalars, at: place)
      }
      if values[cell] != spice, !scalars.isEmpty {
        values[cell] = Array(String(String.UnicodeScalarView(scalars)).utf8)
      }
    }
    return values
  }

  /// What the tables would not take of it.
  private static func fault(in row: IRVERow) -> String? {
    let point = row.coordonnees
    let name = row.nomStation.string ?? ""
    let id = row.idPdc.string ?? ""
    let station = row.idStation.string ?? ""
    func isAscii(_ text: String) -> Bool { text.utf8.allSatisfy { ($0 | 0x20) &- 97 < 26 || $0 &- 48 < 10 } }
    if !(1...160).contains(id.count) || !isAscii(id) { return "id \(id)" }
    if !(1...120).contains(station.count) || !isAscii(station) { return "station \(station)" }
    if !(1...300).contains(name.unicodeScalars.count) { return "name \(name)" }
    if abs(point.longitude) > 180 || abs(point.latitude) > 90 { return "place \(point)" }
    if let power = row.puissanceNominale, power.kilowatts < 0.5 { return "power \(power)" }
    if let height = row.hauteurMax, !(height > 0.5 && height < 10) { return "height \(height)" }
    if let code = row.codePostal.string, code.wholeMatch(of: /[0-9]{5}/) == nil { return "postcode \(code)" }
    if let code = row.codeInseeCommune.string, code.wholeMatch(of: /([013-9][0-9]|2[AB1-9])[0-9]{3}/) == nil {
      return "insee \(code)"
    }
    return row.corrections.contains { $0.from.unicodeScalars.count > 121 || $0.to.unicodeScalars.count > 121 }
      ? "a long excerpt" : nil
  }

  @Test(arguments: [31, 32])
  func `no record makes the reader fail, and what it takes the tables take`(seed: UInt64) async throws {
    let columns = try Sample.columns(of: Sample.columns.map(\.key))
    let good = Sample.columns.map { Array($0.value.utf8) }
    let taken = Shared(0)
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(6_000, long: 500_000)) { random in
      var reader = IRVEReader(columns: columns)
      let values = Self.seasoned(good, &random)
      return withRecord(values) { record in
        let id = reader.identify(record)?.string
        let station = reader.identifyStation(record).string
        guard case .row(let row) = reader.read(record, today: Sample.today) else { return nil }
        taken.countOne()
        if row.idPdc.string != id || row.idStation.string != station { return "identified as another" }
        return Self.fault(in: row).map { "\($0) of \(values.map { String(decoding: $0, as: UTF8.self) })" }
      }
    }
    #expect(found.isEmpty)
    #expect(taken.value > 1000)
  }

  @Test(arguments: [41])
  func `no record makes the reader of the dynamic file fail`(seed: UInt64) async throws {
    let header = ["id_pdc_itinerance", "etat_pdc", "occupation_pdc", "horodatage", "etat_prise_type_2"]
    let good = ["FRA68E1", "en_service", "libre", "2026-08-17 10:09:48.094+00:00", "fonctionnel"].map { Array($0.utf8) }
    let reader = try withRecord(header) { record in Result { try DynamicColumns(header: record) } }
      .map(DynamicReader.init(columns:)).get()
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(10_000, long: 500_000)) { random in
      withRecord(Self.seasoned(good, &random)) { record in
        guard case .row(let row) = reader.read(record, now: Instant(seconds: 1_800_000_000)) else { return nil }
        return row.etat == .horsService && row.occupation == .libre ? "free though out of service" : nil
      }
    }
    #expect(found.isEmpty)
  }
}
