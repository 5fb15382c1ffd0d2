import Postgres
import Runtime
import Stations
import Testing

@testable import Import

@Suite struct ColumnsTests {
  private static let version1 = [
    "n_amenageur", "n_operateur", "n_enseigne", "id_station", "n_station", "ad_station", "code_insee", "Xlongitude",
    "Ylatitude", "nbre_pdc", "id_pdc", "puiss_max", "type_prise", "acces_recharge", "accessibilité", "observations",
    "date_maj",
  ]
  private static let row1 = [
    "SDE 24", "Virta", "MObiVE", "FR*S24*P24322*004", "Gare", "Place de la Gare - 24000 PERIGUEUX", "24322",
    "0,708173", "45,187737", "2", "FR*S24*E24322*004*2", "18", "T2 - EF", "payant", "24h/24 7j/7", "Par badge",
    "31/03/2020",
  ]

  @Test func `order, further columns, size, accents and blanks of names are irrelevant`() throws {
    let names = Sample.columns.map(\.key)
    let cells = Sample.columns.map(\.value)
    let header = names.reversed().map { "  " + $0.uppercased() + "\u{A0}" } + ["Région", ""]
    let outcome = try Sample.read(header: header, cells.reversed() + ["Île-de-France", ""])
    #expect(outcome.row?.idPdc.string == "FRA68E680210015")
    #expect(outcome.row?.nomStation.string == "Picpus")
    #expect(outcome.codes == [])
  }

  @Test func `a byte order mark and quotes before the first name are forgiven`() throws {
    var header = Sample.columns.map(\.key)
    header[0] = "\u{FEFF}\"" + header[0] + "\""
    #expect(try Sample.read(header: header, Sample.columns.map(\.value)).row?.nomAmenageur.string == "Ville de Picpus")
  }

  @Test(arguments: ["accessibilité", "accessibilite", "accessibilit√©", "accessibilitÃ©", "accessibilit\u{FFFD}"])
  func `version 1 is read, however its accents were broken`(_ name: String) throws {
    let header = Self.version1.map { $0 == "accessibilité" ? name : $0 }
    let row = try #require(try Sample.read(header: header, Self.row1).row)
    #expect(row.idPdc.string == "FRS24E243220042")
    #expect(row.idStation.string == "FRS24P24322004")
    #expect(row.coordonnees.longitude == 0.708173 && row.coordonnees.latitude == 45.187737)
    #expect(row.prises == [.ef, .type2])
    #expect(row.horairesLus.string == "24/7" && row.ouvert247)
    #expect(row.gratuit == false && row.paiementActe == true)
    #expect(row.adresse.string == "Place de la Gare" && row.codePostal.string == "24000")
    #expect(row.dateMaj?.year == 2020)
  }

  @Test func `version 1 with other capitals, a wrong letter and codes of its own is read`() throws {
    let header = Self.version1.map {
      ["id_station": "ID_station", "id_pdc": "ID_pdc", "Ylatitude": "Xlatitude"][$0] ?? $0
    }
    #expect(try Sample.read(header: header, Self.row1).row != nil)
  }

  @Test func `the draft of version 3 is read, lists in cells and all`() throws {
    let cells: KeyValuePairs = [
      "nom_operateur": "X", "nom_enseigne": "Y", "id_station_itinerance": "FRA68P1", "nom_station": "Z",
      "adresse_station": "1 rue de la Paix 68870 Bartenheim", "code_postal": "68870", "station_latitude": "47.6347",
      "station_longitude": "7.4910", "nbre_pdc": "2", "id_pdc_itinerance": "FRA68E123", "puissance_nominale_kw": "22.5",
      "prise_type_2": "true", "prise_type_mcs": "false", "prise_type_autre": #"["T1"]"#, "cb_sans_contact": "true",
      "gabarit_hauteur_max_m": "2.1", "type_vehicule": #"["L"]"#, "horodatage_maj": "2021-04-05T00:00:00Z",
    ]
    let row = try #require(try Sample.read(header: cells.map(\.key), cells.map(\.value)).row)
    #expect(row.puissanceNominale?.watts == 22_500 && row.prises == [.type2, .autre] && row.hauteurMax == 2.1)
    #expect(row.stationDeuxRoues && row.paiementCb == true && row.codePostal.string == "68870")
    #expect(row.dateMaj?.day == 5 && row.corrections.isEmpty)
  }

  @Test func `the consolidated files give postcode, town and rank`() throws {
    let row = try #require(
      try Sample.read([
        "last_modified": "2026-10-05T15:34:18.641293+00:00", "datagouv_dataset_id": "6818bce2d9af175f6e01a1b2",
        "consolidated_code_postal": "75012", "consolidated_commune": "Paris 12e",
        "consolidated_is_lon_lat_correct": "False",
      ]).row)
    #expect(row.commune.string == "Paris 12e" && row.corrections.isEmpty)
    #expect(row.rang >> 56 == 3)
  }

  @Test func `a file that is something else is refused by name`() {
    #expect(throws: HeaderFault.notIRVE) { try Sample.columns(of: ["prénom", "nom", "âge"]) }
    #expect(throws: HeaderFault.notIRVE) { try Sample.columns(of: [""]) }
    #expect(throws: HeaderFault.dynamicFile) {
      try Sample.columns(of: ["id_pdc_itinerance", "etat_pdc", "occupation_pdc", "horodatage"])
    }
    #expect(throws: HeaderFault.missingColumn("coordonneesXY")) {
      try Sample.columns(of: ["id_pdc_itinerance", "nom_station"])
    }
    #expect(throws: HeaderFault.missingColumn("id_pdc_itinerance")) {
      try Sample.columns(of: Self.version1.filter { $0 != "id_pdc" })
    }
  }

  @Test func `operators' files from before any schema have no point to be known by`() throws {
    let header = [
      "ID_station", "nom_station", "adresse_station", "latitude_WSG84", "longitude_WSG84", "type_connecteur",
    ]
    let outcome = try Sample.read(header: header, ["31", "Gare", "1 rue X", "46,32", "2,58", "T3 et EF"])
    #expect(outcome.refusal?.code == IRVERefusal.noId.rawValue)
  }

  @Test func `content is what says something of the point, the station's and the terms apart, whatever the order`()
    throws
  {
    let names = [
      "id_pdc_itinerance", "num_pdl", "nom_station", "coordonneesXY", "puissance_nominale", "horaires", "last_modified",
      "date_maj",
    ]
    for columns in [try Sample.columns(of: names), try Sample.columns(of: names.reversed())] {
      #expect(
        columns.content == [.nomStation, .coordonneesXY, .idPdcItinerance, .puissanceNominale, .horaires, .dateMaj])
      #expect(columns.ofStation == [.nomStation, .coordonneesXY])
      #expect(columns.ofTerms == [.horaires])
    }
  }

  @Test func `a record with another number of cells than the header is refused, empty ones at its end apart`() throws {
    let names = Sample.columns.map(\.key)
    let cells = Sample.columns.map(\.value)
    #expect(try Sample.read(header: names, cells + ["", " "]).row != nil)
    #expect(try Sample.read(header: names + ["", ""], cells).row != nil)
    for wrong in [cells + ["x"], Array(cells.dropLast()), [""]] {
      #expect(try Sample.read(header: names, wrong).refusal?.code == Record.Fault.columnCount.rawValue)
    }
  }
}
