import Postgres
import Testing

@testable import Import

@Suite struct PositionTests {
  @Test(arguments: [
    "[2.395, 48.845]", "[2.395,48.845]", "[2.395 , 48.845]", "[2.395, 48.845 ]", "  [2.395, 48.845]\u{A0}",
    "[2.395000000,48.845000000]", "[+2.395, 48.845]", "[2.3950000000000000, 48.8450000000000000]",
  ])
  func `the ordinary spellings need no correction`(_ written: String) throws {
    let outcome = try Sample.read(["coordonneesXY": written])
    #expect(outcome.row?.coordonnees == Coordinates(longitude: 2.395, latitude: 48.845))
    #expect(outcome.codes == [])
  }

  @Test(arguments: [
    ("2.395, 48.845", CorrectionCode.coordinatesSpelling), ("[2.395,\t48.845]", .coordinatesSpelling),
    ("2.395 48.845", .coordinatesSpelling), ("[2395E-3, 48.845]", .coordinatesSpelling),
    ("2.395;48.845", .coordinatesSpelling),
    ("[2,395, 48,845]", .decimalComma), ("[2,395;48,845]", .decimalComma), ("2,395 48,845", .decimalComma),
    ("[48.845, 2.395]", .coordinatesSwapped), ("[48.845,2.395]", .coordinatesSwapped),
    ("48.845, 2.395", .coordinatesSwapped),
    ("[48,845, 2,395]", .coordinatesSwapped),
  ])
  func `the others are understood, and it is said`(_ written: String, _ code: CorrectionCode) throws {
    let outcome = try Sample.read(["coordonneesXY": written])
    #expect(outcome.row?.coordonnees == Coordinates(longitude: 2.395, latitude: 48.845))
    #expect(outcome.codes.contains(code))
    let correction = try #require(outcome.corrections(code).first)
    #expect(correction.column.description == "coordonneesXY" && correction.from == written)
    #expect(correction.to == "[2.395, 48.845]")
  }

  @Test func `a number in scientific notation near Greenwich is one`() throws {
    let row = try #require(try Sample.read(["coordonneesXY": "[-9.92E-4, 45.015003]"]).row)
    #expect(row.coordonnees == Coordinates(longitude: -0.000992, latitude: 45.015003))
  }

  @Test func `sixteen decimals lose nothing that matters`() throws {
    let row = try #require(try Sample.read(["coordonneesXY": "[44.13773925874119, 4.793801084658256]"]).row)
    #expect(row.coordonnees == Coordinates(longitude: 4.793801084658256, latitude: 44.13773925874119))
  }

  @Test(arguments: [
    (-61.53, 16.24, "America/Guadeloupe"), (-63.08, 18.07, "America/Guadeloupe"), (-62.85, 17.9, "America/Guadeloupe"),
    (-61.07, 14.6, "America/Martinique"), (-52.33, 4.93, "America/Cayenne"), (55.45, -20.88, "Indian/Reunion"),
    (45.1, -12.8, "Indian/Mayotte"), (-56.18, 46.78, "America/Miquelon"), (166.45, -22.27, "Pacific/Noumea"),
    (-149.57, -17.54, "Pacific/Tahiti"), (-139.0, -9.8, "Pacific/Marquesas"), (-176.2, -13.28, "Pacific/Wallis"),
    (9.45, 42.7, "Europe/Paris"), (9.55, 42.1, "Europe/Paris"), (-5.1, 48.46, "Europe/Paris"),
    (2.54, 51.08, "Europe/Paris"),
  ])
  func `every part of France is known either way round, with its time`(
    _ longitude: Double, _ latitude: Double, _ zone: String
  ) throws {
    for (written, turned) in [("[\(longitude), \(latitude)]", false), ("[\(latitude), \(longitude)]", true)] {
      let outcome = try Sample.read(["coordonneesXY": written, "code_insee_commune": ""])
      #expect(outcome.row?.coordonnees == Coordinates(longitude: longitude, latitude: latitude))
      #expect(outcome.row?.fuseau.description == zone)
      #expect(outcome.codes == (turned ? [.coordinatesSwapped] : []))
    }
  }

  @Test(arguments: [
    ("[4.35, 50.85]", "FRA68E1234", 4.35), ("[13.4, 52.5]", "DEABCE1234", 13.4), ("[52.5, 13.4]", "DEABCE1234", 13.4),
    ("[12.5, 41.9]", "FRA68E1234", 12.5), ("[-74.0, 40.7]", "USABCE1234", -74.0), ("[46.7, 24.7]", "SAABCE1234", 46.7),
    ("[-3.7, 40.4]", "ESZUNE1111ER7", -3.7),
  ])
  func `places abroad stay where they are`(_ written: String, _ id: String, _ longitude: Double) throws {
    let row = try #require(try Sample.read(["coordonneesXY": written, "id_pdc_itinerance": id]).row)
    #expect(row.coordonnees.longitude == longitude)
  }

  @Test(arguments: [
    ("", IRVERefusal.noCoordinates), ("[]", .coordinatesUnreadable), ("abc", .coordinatesUnreadable),
    ("[2.3]", .coordinatesUnreadable), ("[2.3, 48.8, 5]", .coordinatesUnreadable),
    ("[2.3, nord]", .coordinatesUnreadable),
    (" -0.I241, 46.2", .coordinatesUnreadable), ("[0, 0]", .coordinatesZero), ("[0.0,0.0]", .coordinatesZero),
    ("[48.845, 48.845]", .coordinatesEqual), ("[2.3, 2.3]", .coordinatesEqual),
    ("[4.649609, 3.8419]", .coordinatesNowhere),
    ("[200, 48.8]", .coordinatesNowhere), ("[2.395, 488.45]", .coordinatesNowhere),
    ("[1e300, 1e300]", .coordinatesEqual),
    ("[1e999, 2]", .coordinatesNowhere),
  ])
  func `what leads nowhere is refused`(_ written: String, _ code: IRVERefusal) throws {
    let refusal = try #require(try Sample.read(["coordonneesXY": written]).refusal)
    #expect(refusal.code == code.rawValue && refusal.column.description == "coordonneesXY")
  }

  @Test(arguments: ["", "[0,0]", "[2.395, 2.395]", "illisible", "[4.649609, 3.8419]"])
  func `where the pair is useless, other columns are asked`(_ written: String) throws {
    for (longitude, latitude) in [("2.395", "48.845"), ("48,845", "2,395")] {
      let outcome = try Sample.read([
        "coordonneesXY": written, "consolidated_longitude": longitude, "consolidated_latitude": latitude,
      ])
      #expect(outcome.row?.coordonnees == Coordinates(longitude: 2.395, latitude: 48.845))
      #expect(outcome.codes.contains(.coordinatesElsewhere))
    }
    let outcome = try Sample.read([
      "coordonneesXY": written, "consolidated_longitude": "0", "consolidated_latitude": "0",
    ])
    #expect(outcome.row == nil)
  }

  @Test func `two columns of which one holds both numbers are read`() throws {
    let header = ["id_pdc", "n_amenageur", "Xlongitude", "Ylatitude"]
    let outcome = try Sample.read(header: header, ["FRE10E20922", "X", "41.995246,9.445071", "9.445072"])
    #expect(outcome.row?.coordonnees == Coordinates(longitude: 9.445071, latitude: 41.995246))
  }
}
