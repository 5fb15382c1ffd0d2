import Runtime
import Testing

@testable import Import

@Suite struct DynamicReaderTests {
  private static let header = [
    "id_pdc_itinerance", "etat_pdc", "occupation_pdc", "horodatage", "etat_prise_type_2", "etat_prise_type_combo_ccs",
    "etat_prise_type_chademo", "etat_prise_type_ef",
  ]
  private static let good = [
    "FRA68E68021001", "en_service", "libre", "2026-08-17T12:00:00Z", "fonctionnel", "", "", "",
  ]
  private static let now = Instant(rfc3339: "2026-08-17T12:00:00Z") ?? Instant(seconds: 0)

  private func columns(_ header: [String]) throws(HeaderFault) -> DynamicColumns {
    let result = withRecord(header) { record in
      do throws(HeaderFault) { return Result<_, HeaderFault>.success(try DynamicColumns(header: record)) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private struct Outcome {
    var row: DynamicRow?
    var refusal: Refusal?
  }

  private func read(_ values: [String]) throws -> Outcome {
    let reader = DynamicReader(columns: try columns(Self.header))
    return withRecord(values) { record in
      switch reader.read(record, now: Self.now) {
      case .row(var row):
        row.idPdc = .owned(row.idPdc.string ?? "")
        return Outcome(row: row)
      case .refused(let refusal): return Outcome(refusal: refusal)
      }
    }
  }

  private func read(changing place: Int, to value: String) throws -> Outcome {
    var values = Self.good
    values[place] = value
    return try read(values)
  }

  @Test func `a row says what the point is and does, and which sockets it has`() throws {
    let row = try #require(try read(Self.good).row)
    #expect(row.idPdc.string == "FRA68E68021001" && row.etat == .enService && row.occupation == .libre)
    #expect(row.horodatage == Self.now && row.priseType2 == .fonctionnel && row.priseEf == nil)
    #expect(row.corrections.isEmpty)
  }

  @Test(arguments: [
    ("2026-08-17 10:09:48.094+00:00", "2026-08-17T10:09:48.094Z"),
    ("2026-08-17T10:09:48+02:00", "2026-08-17T08:09:48Z"),
    ("2026-08-17 10:09:48", "2026-08-17T10:09:48Z"), ("2026-08-17T10:09:48Z", "2026-08-17T10:09:48Z"),
    ("2022-10-18T12:35:49+0000", "2022-10-18T12:35:49Z"),
    ("2026-08-17 10:09:48.123456789", "2026-08-17T10:09:48.123456Z"),
    ("2026-08-17T10:09", "2026-08-17T10:09:00Z"), ("2026-08-17T05:09:48-03", "2026-08-17T08:09:48Z"),
  ])
  func `a moment is read in all its spellings, without a zone as UTC`(_ written: String, _ moment: String) throws {
    #expect(try read(changing: 3, to: written).row?.horodatage.description == moment)
  }

  @Test(arguments: [
    (0, "", DynamicRefusal.noId), (0, "Non concerné", .noId), (1, "", .stateUnknown), (1, "en panne", .stateUnknown),
    (2, "", .occupancyUnknown), (2, "peut-être", .occupancyUnknown), (3, "", .stampUnreadable),
    (3, "2026-08-17", .stampUnreadable), (3, "2026-08-17T25:00:00Z", .stampUnreadable),
    (3, "2026-02-30T10:00:00Z", .stampUnreadable),
    (3, "2026-08-17T10:00:00Zulu", .stampUnreadable), (3, "2026-08-17T12:05:01Z", .stampInFuture),
    (3, "2027-01-01 00:00:00", .stampInFuture),
  ])
  func `what the schema has no word for is refused`(_ place: Int, _ value: String, _ code: DynamicRefusal) throws {
    let refusal = try #require(try read(changing: place, to: value).refusal)
    #expect(refusal.code == code.rawValue && refusal.column.description == Self.header[place] && refusal.value == value)
  }

  @Test func `a clock a little ahead of ours is believed`() throws {
    #expect(try read(changing: 3, to: "2026-08-17T12:05:00Z").row != nil)
  }

  @Test func `words are known in any size, accented or not`() throws {
    let row = try #require(
      try read(["fr*a68*e68021001", "En Service", "Occupé", Self.good[3], "HORS_SERVICE", "", "", ""]).row)
    #expect(row.etat == .enService && row.occupation == .occupe && row.priseType2 == .horsService)
    #expect(row.corrections.map(\.code) == [.idSpelling])
  }

  @Test func `a point out of service is never free`() throws {
    let row = try #require(try read(["FRA68E1234", "hors_service", "libre", Self.good[3], "", "", "", ""]).row)
    #expect(row.occupation == .inconnu && row.corrections.map(\.code) == [.outOfServiceNotFree])
    let taken = try #require(try read(["FRA68E1234", "hors_service", "occupe", Self.good[3], "", "", "", ""]).row)
    #expect(taken.occupation == .occupe && taken.corrections.isEmpty)
  }

  @Test func `a socket's state that nobody knows is unknown, and the row stands`() throws {
    let row = try #require(try read(changing: 5, to: "bof").row)
    #expect(row.priseComboCcs == .inconnu && row.corrections.map(\.code) == [.socketStateUnreadable])
  }

  @Test func `a row with another number of cells is refused, one with empty cells more is not`() throws {
    #expect(try read(Array(Self.good.dropLast())).refusal?.code == Record.Fault.columnCount.rawValue)
    #expect(try read(Self.good + [""]).row != nil)
  }

  @Test func `a file that is something else is refused by name`() {
    #expect(throws: HeaderFault.staticFile) { try columns(Sample.columns.map(\.key)) }
    #expect(throws: HeaderFault.notIRVE) { try columns(["a", "b"]) }
    #expect(throws: HeaderFault.missingColumn("horodatage")) { try columns(Array(Self.header[0...2])) }
    #expect(throws: Never.self) { try columns(Array(Self.header[0...3]).reversed()) }
  }
}
