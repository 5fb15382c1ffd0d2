import Testing

@testable import Import

@Suite struct IdentifierTests {
  @Test(arguments: [
    "FR*A68*E680210015", "FR A68 E680210015", "FR-A68-E680210015", "fra68e680210015", " FRA68E680210015\u{A0}",
    "FR*A68*E*6802*1001*5*_", "\u{200B}FRA68\u{2011}E680210015", "FR.A68.E680210015",
  ])
  func `stars, dashes, dots, blanks and small letters are no part of an identifier`(_ written: String) throws {
    let outcome = try Sample.read(["id_pdc_itinerance": written, "id_station_itinerance": written])
    #expect(outcome.row?.idPdc.string == "FRA68E680210015")
    #expect(outcome.row?.idStation.string == "FRA68E680210015")
  }

  @Test(arguments: ["ESZUNE1111ER7", "BE*ABC*E1234", "FRBFCEVDIUF", "FR0123"])
  func `identifiers of other countries and ones without digits are good`(_ written: String) throws {
    #expect(try Sample.read(["id_pdc_itinerance": written]).row != nil)
  }

  @Test(arguments: [
    "Non concerné", "NON CONCERNE", "non concerne", "Non concerne\u{301}", "Non concernÃ©", "Non concern\u{FFFD}",
    "Non-concerné", "", "NA", "null", "-", "n/a", "Inconnu", "12345", "FR", "SANS OBJET", "FR#A68#E1",
    String(repeating: "A", count: 40), "aucun",
  ])
  func `without an identifier the local one is taken, and without that the row is refused`(_ written: String) throws {
    let taken = try Sample.read(["id_pdc_itinerance": written, "id_pdc_local": "ATHTBE1012062"])
    #expect(taken.row?.idPdc.string == "localBORNESDUCOINATHTBE1012062P1823913884")
    #expect(taken.codes == [.idFromLocal])
    for local in ["", "Non concerné", "-"] {
      let refused = try Sample.read(["id_pdc_itinerance": written, "id_pdc_local": local])
      #expect(refused.refusal?.code == IRVERefusal.noId.rawValue)
      #expect(refused.refusal?.column.description == "id_pdc_itinerance")
    }
  }

  @Test func `a local identifier of the national form is one`() throws {
    let outcome = try Sample.read(["id_pdc_itinerance": "", "id_pdc_local": "FR*SOD*E*LYON*1*1*1*_"])
    #expect(outcome.row?.idPdc.string == "FRSODELYON111")
  }

  @Test func `a short local identifier is told apart by its station`() throws {
    let ids = try ["Gare", "Mairie", "駅"].map {
      try Sample.read([
        "id_pdc_itinerance": "", "id_pdc_local": "1", "id_station_itinerance": "Non concerné", "nom_station": $0,
      ]).row?.idPdc.string
    }
    #expect(ids[0] == "localBORNESDUCOIN1GAREP1823913884")
    #expect(Set(ids).count == 3)
  }

  @Test func `a station without an identifier is told by its local one, or by its name and place`() throws {
    let local = try Sample.read(["id_station_itinerance": "Non concerné", "id_station_local": "S-17"])
    #expect(local.row?.idStation.string == "localBORNESDUCOINS17")
    #expect(local.codes == [.stationIdFromLocal])
    func made(_ changes: [String: String]) throws -> String? {
      let outcome = try Sample.read(["id_station_itinerance": ""].merging(changes) { $1 })
      #expect(outcome.codes.contains(.stationIdMade))
      return outcome.row?.idStation.string
    }
    let first = try made([:])
    #expect(try made(["coordonneesXY": "[2.39500000,48.845]"]) == first)
    #expect(try made(["coordonneesXY": "[48.845, 2.395]"]) == first)
    #expect(try made(["coordonneesXY": "[2.396, 48.845]"]) != first)
    #expect(try made(["nom_station": "Nation"]) != first)
    #expect(first?.hasPrefix("localBORNESDUCOINPICPUS") == true)
  }

  @Test(arguments: ["FRA68E680210015", "fr*a68*e1234", "Non concerné", ""])
  func `what identifies a record alone is what its row is identified by`(_ written: String) throws {
    let changes = ["id_pdc_itinerance": written, "id_pdc_local": "B-1", "id_station_itinerance": written]
    let row = try #require(try Sample.read(changes).row)
    var reader = IRVEReader(columns: try Sample.columns(of: Sample.columns.map(\.key)))
    withRecord(Sample.columns.map { changes[$0.key] ?? $0.value }) { record in
      #expect(reader.identify(record)?.string == row.idPdc.string)
      #expect(reader.identifyStation(record).string == row.idStation.string)
    }
  }

  @Test func `a record that nothing identifies is none`() throws {
    var reader = IRVEReader(columns: try Sample.columns(of: Sample.columns.map(\.key)))
    withRecord(Sample.columns.map { $0.key.hasPrefix("id_pdc") ? "" : $0.value }) { record in
      #expect(reader.identify(record) == nil)
    }
  }

  @Test func `the source is believed first, then the day, then the minute of the resource`() throws {
    let gireve = "63dccb1307e9b2f213a5130c"
    let ranks = try [
      ("", "2026-01-01", ""), ("", "2026-01-01", "2026-01-01T10:00:00+00:00"),
      ("", "2026-01-01", "2026-01-01T10:01:00+00:00"),
      ("", "2026-01-02", ""), ("64060c2ac773dcf3fabbe5d2", "", ""), (gireve, "", ""), (gireve, "2020-01-01", ""),
      ("6818bce2d9af175f6e01a1b2", "", ""),
    ].map { dataset, day, stamp in
      try #require(
        try Sample.read(["datagouv_dataset_id": dataset, "date_maj": day, "last_modified": stamp]).row?.rang)
    }
    #expect(ranks == ranks.sorted() && Set(ranks).count == ranks.count)
  }
}
