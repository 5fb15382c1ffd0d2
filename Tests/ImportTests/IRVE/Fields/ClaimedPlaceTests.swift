import Postgres
import Testing

@testable import Import

/// What the address has to say about a position.
@Suite struct ClaimedPlaceTests {
  private func read(_ written: String, _ insee: String, _ address: String) throws -> Sample.Outcome {
    try Sample.read(["coordonneesXY": written, "code_insee_commune": insee, "adresse_station": address])
  }

  @Test(arguments: [
    // A rest area of the A84 in Savoie, Guadeloupe in the mountains of Sweden's neighbour, Lyon in Paris.
    ("[6.5, 45.5]", "50639", "Aire A84 50800 Villedieu"), ("[15.9, 61.9]", "59350", "1 rue 59000 Lille"),
    ("[2.35, 48.85]", "69123", "1 rue 69001 Lyon"), ("[2.35, 48.85]", "2A004", "1 rue 20000 Ajaccio"),
    ("[2.35, 48.85]", "97209", "1 rue 97200 Fort-de-France"),
  ])
  func `a position that code and postcode contradict is doubted, and stays`(
    _ written: String, _ insee: String, _ address: String
  ) throws {
    let outcome = try read(written, insee, address)
    let doubts = outcome.corrections(.positionDoubtful)
    #expect(doubts.count == 1 && outcome.codes == [.positionDoubtful])
    #expect(doubts.first?.column.description == "coordonneesXY" && doubts.first?.from == written)
    let row = try #require(outcome.row)
    #expect("[\(row.coordonnees.longitude), \(row.coordonnees.latitude)]" == written)
    #expect(row.codeInseeCommune.string == insee)
  }

  @Test(arguments: [
    // Rennes without its sign; Pointe-à-Pitre without it, either way round; Saint-Denis without it; Brest turned round.
    ("[1.68, 48.11]", "35238", "1 rue 35000 Rennes", -1.68, 48.11, [CorrectionCode.coordinatesSign]),
    ("[61.53, 16.24]", "97120", "1 rue 97110 Pointe-à-Pitre", -61.53, 16.24, [.coordinatesSign]),
    ("[16.24, 61.53]", "97120", "1 rue 97110 Pointe-à-Pitre", -61.53, 16.24, [.coordinatesSwapped, .coordinatesSign]),
    ("[55.45, 20.88]", "97411", "1 rue 97400 Saint-Denis", 55.45, -20.88, [.coordinatesSign]),
    ("[48.39, 4.49]", "29019", "1 rue 29200 Brest", -4.49, 48.39, [.coordinatesSwapped, .coordinatesSign]),
    ("[48.39, -4.49]", "29019", "1 rue 29200 Brest", -4.49, 48.39, [.coordinatesSwapped]),
    ("[-2.35, 48.85]", "75101", "1 rue 75001 Paris", 2.35, 48.85, [.coordinatesSign]),
    // Nowhere at all as it is written.
    ("[61.53, -16.24]", "97120", "1 rue 97110 Pointe-à-Pitre", -61.53, 16.24, [.coordinatesSign]),
  ])
  func `a position is turned where that makes all three agree`(
    _ written: String, _ insee: String, _ address: String, _ longitude: Double, _ latitude: Double,
    _ codes: [CorrectionCode]
  ) throws {
    let outcome = try read(written, insee, address)
    #expect(outcome.row?.coordonnees == Coordinates(longitude: longitude, latitude: latitude))
    #expect(outcome.codes == codes)
    if insee.hasPrefix("97120") { #expect(outcome.row?.fuseau.description == "America/Guadeloupe") }
  }

  @Test(arguments: [
    // One of the two alone, the two at odds, a postcode in both places, over a border by a few kilometres.
    ("[6.5, 45.5]", "50639", "Aire A84"), ("[6.5, 45.5]", "", "1 rue 50800 Villedieu"),
    ("[6.5, 45.5]", "50639", "1 rue 73000 Chambéry"), ("[6.5, 45.5]", "73065", "1 rue 50800 Villedieu"),
    ("[5.62, 45.4]", "73065", "1 rue 73000 Chambéry"), ("[8.73, 41.92]", "2A004", "1 rue 20000 Ajaccio"),
    ("[-62.85, 17.9]", "97123", "1 rue 97133 Saint-Barthélemy"), ("[-62.85, 17.9]", "97701", "1 rue 97133 Gustavia"),
  ])
  func `where they do not both speak against it, a position is believed`(
    _ written: String, _ insee: String, _ address: String
  ) throws {
    #expect(try read(written, insee, address).codes == [])
  }

  @Test(arguments: [
    "{'lon': 2.395, 'lat': 48.845}", "{'lat': 48.845, 'lon': 2.395}", "{\"lon\": 2.395, \"lat\": 48.845}",
    "{'lon':2.395,'lat':48.845}", "{\"longitude\": \"2.395\", \"latitude\": \"48.845\"}",
    "{\"type\": \"Point\", \"coordinates\": [2.395, 48.845]}",
  ])
  func `coordinates in an object are read by their names`(_ written: String) throws {
    let outcome = try Sample.read(["coordonneesXY": written])
    #expect(outcome.row?.coordonnees == Coordinates(longitude: 2.395, latitude: 48.845))
    #expect(outcome.codes == [.coordinatesSpelling])
  }

  @Test(arguments: ["{}", "{'lon': 2.395}", "{'lat': 48.845, 'lon': 'est'}", "{[}]", "{'lon': , 'lat': 48.845}", "{]["])
  func `an object without both numbers is unreadable`(_ written: String) throws {
    #expect(try Sample.read(["coordonneesXY": written]).refusal?.code == IRVERefusal.coordinatesUnreadable.rawValue)
  }

  @Test func `of every département the middle is in it, and turned round it is not`() {
    for number in [1, 13, 29, 59, 67, 75, 95] {
      let text = (number < 10 ? "0" : "") + "\(number)"
      #expect(Departement.claimed(insee: .owned(text + "001"), postcode: .owned(text + "000")) != nil)
    }
    #expect(Departement.claimed(insee: .owned("2B033"), postcode: .owned("20200")) != nil)
    #expect(Departement.claimed(insee: .owned("96001"), postcode: .owned("96000")) == nil)
    #expect(Departement.claimed(insee: .absent, postcode: .absent) == nil)
    #expect(Departement.claimed(insee: .owned("75101"), postcode: .absent) == nil)
  }
}
