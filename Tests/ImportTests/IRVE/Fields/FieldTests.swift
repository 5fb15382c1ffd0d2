import Testing

@testable import Import

/// What needs no correction, or none that is worth a word.
@Suite struct FieldTests {
  @Test(arguments: ["true", "True", "TRUE", " true ", "tRuE"])
  func `true is true in letters of any size`(_ written: String) throws {
    let outcome = try Sample.read(["reservation": written, "station_deux_roues": written])
    #expect(outcome.row?.reservation == true && outcome.row?.stationDeuxRoues == true)
    #expect(outcome.codes == [])
  }

  @Test(arguments: ["", "-", "NA", "inconnu", "Non renseigné"])
  func `an empty cell is neither true nor false`(_ written: String) throws {
    let outcome = try Sample.read(["reservation": written, "gratuit": written, "tarification": written])
    #expect(outcome.row?.reservation == nil && outcome.row?.gratuit == nil && outcome.codes == [])
    #expect(outcome.row?.tarification.isAbsent == true)
  }

  @Test func `a spelling that a file keeps to is said once a row`() throws {
    let changes = ["gratuit": "0", "paiement_cb": "1", "paiement_acte": "OUI", "reservation": "VRAI"]
    #expect(try Sample.read(changes).codes == [.booleanSpelling])
  }

  @Test(arguments: [
    ("implantation_station", "PARKING PRIVE A USAGE PUBLIC", "parkingPrive"),
    ("implantation_station", "Station dÃ©diÃ©e Ã\u{A0} la recharge rapide", "stationDediee"),
    ("implantation_station", "Parking privé réservé à la clientèle", "clientele"),
    ("condition_acces", "acces reserve", "reserve"), ("condition_acces", "AccÃ¨s rÃ©servÃ©", "reserve"),
    ("condition_acces", "Acc\u{FFFD}s r\u{FFFD}serv\u{FFFD}", "reserve"), ("condition_acces", "ACCÈS LIBRE", "libre"),
    ("accessibilite_pmr", "Réservé PMR", "reserve"), ("accessibilite_pmr", "non accessible", "nonAccessible"),
    ("accessibilite_pmr", "Accessible mais non reserve PMR", "accessible"),
    ("accessibilite_pmr", "Accessibilité inconnue", "inconnue"), ("raccordement", "INDIRECT", "indirect"),
  ])
  func `the words of a list are known in any size, accented or not`(
    _ column: String, _ written: String, _ word: String
  ) throws {
    let outcome = try Sample.read([column: written])
    let row = try #require(outcome.row)
    let words = [
      row.implantation?.rawValue, row.conditionAcces.rawValue, row.accessibilitePmr.rawValue,
      row.raccordement?.rawValue,
    ]
    #expect(words.contains(word) && outcome.codes == [])
  }

  @Test(arguments: [
    ("1 avenue de la Paix 75001 Paris", "1 avenue de la Paix", "75001", "Paris"),
    (
      "3 avenue irene joliot curie, 77700 Bailly-romainvilliers", "3 avenue irene joliot curie", "77700",
      "Bailly-romainvilliers"
    ),
    ("[36 avenue des Marais][74350][Allonzier-la-Caille]", "36 avenue des Marais", "74350", "Allonzier-la-Caille"),
    ("Le Bourg - 24290 Thonac", "Le Bourg", "24290", "Thonac"),
    ("111  Avenue du 18 avril 1944, Athis-Mons  91200  France", "111 Avenue du 18 avril 1944", "91200", "Athis-Mons"),
    ("187, Rue de Menin, Marquette-lez-Lille, 59520", "187, Rue de Menin", "59520", "Marquette-lez-Lille"),
    ("45 Rte de Bordeaux, 33121 Carcans, France", "45 Rte de Bordeaux", "33121", "Carcans"),
    ("Avenue des Tilleuls 49370 BECON-LES-GRANITS (49)", "Avenue des Tilleuls", "49370", "BECON-LES-GRANITS"),
    ("ZI Nord 78530 BUC CEDEX 2", "ZI Nord", "78530", "BUC"), ("36 38 Rue du Moulin", "36 38 Rue du Moulin", nil, nil),
    ("33 rue Marcelin Berthelot  02 LAON FRANCE", "33 rue Marcelin Berthelot 02 LAON FRANCE", nil, nil),
    ("13 allée Lakanal Villeneuve d'Ascq 59650", "13 allée Lakanal Villeneuve d'Ascq", "59650", nil),
    ("1 rue du Nil 95700 Roissy-en-France", "1 rue du Nil", "95700", "Roissy-en-France"),
    ("1 rue du Nil 93290 TREMBLAY EN FRANCE FRANCE", "1 rue du Nil", "93290", "TREMBLAY EN FRANCE"),
    ("1 rue du Nil, 95500 Bonneuil-en-France, France", "1 rue du Nil", "95500", "Bonneuil-en-France"),
    ("1 rue du Nil 97200 Fort de France Martinique", "1 rue du Nil", "97200", "Fort de France"),
    ("1 rue du Nil 77000 Melun - France", "1 rue du Nil", "77000", "Melun"),
    ("1 rue du Nil 77000 Melun Île-de-France", "1 rue du Nil", "77000", "Melun"),
    ("1 rue du Nil, Saint-Pierre 97410 La Reunion", "1 rue du Nil", "97410", "Saint-Pierre"),
    ("1 rue du Nil 97410 Saint-Pierre LA RÉUNION", "1 rue du Nil", "97410", "Saint-Pierre"),
    ("1 rue du Nil 97400 Saint-Denis de la Réunion", "1 rue du Nil", "97400", "Saint-Denis de la Réunion"),
    ("1 rue du Nil 97410 Île de la Réunion", "1 rue du Nil", "97410", nil),
    ("1 rue du Nil 47700 La Réunion", "1 rue du Nil", "47700", "La Réunion"),
    ("75004 PARIS", nil, "75004", "PARIS"), ("", nil, nil, nil), ("-", nil, nil, nil),
  ])
  func `an address is taken apart`(_ written: String, _ street: String?, _ postcode: String?, _ city: String?) throws {
    let row = try #require(try Sample.read(["adresse_station": written, "code_insee_commune": ""]).row)
    #expect(row.adresse.string == street)
    #expect(row.codePostal.string == postcode)
    #expect(row.commune.string == city)
  }

  @Test(arguments: [("La Reunion", "97410", nil), ("France", "59000", nil), ("La Réunion", "47700", "La Réunion")])
  func `a country is no town in its own column either`(_ written: String, _ postcode: String, _ town: String?) throws {
    let row = try #require(
      try Sample.read([
        "adresse_station": "rue", "consolidated_commune": written, "consolidated_code_postal": postcode,
        "code_insee_commune": "",
      ]).row)
    #expect(row.commune.string == town)
  }

  @Test(arguments: [
    ("IZIVIA", "IZIVIA"), ("Izivia", "IZIVIA"), ("Lidl France", "Lidl"), ("LIDL", "Lidl"),
    ("TESLA SUPERCHARGER", "Tesla"),
    ("Freshmile Services | FR*FR1", "Freshmile"), ("Atlante | FR*ATL", "Atlante"), ("WAAT SAS | FR*WA2", "WAAT"),
    ("Bouygues Energies & Services", "Bouygues Energies & Services"),
    ("BOUYGUES ENERGIES SERVICES", "Bouygues Energies & Services"),
    ("Zunder | ES*ZUN", "Zunder"), ("Aventim | Bondues", "Aventim | Bondues"), ("RÃ©vÃ©o", "Révéo"),
    ("Morbihan énergies | FR*S56", "Morbihan énergies"), ("Qwello ", "Qwello"),
  ])
  func `a network has one name`(_ written: String, _ name: String) throws {
    let outcome = try Sample.read(["nom_operateur": written])
    #expect(outcome.row?.nomOperateur.string == name && outcome.codes == [])
  }

  @Test(
    arguments: [
      ("Hauteur maximale 2m", 2), ("1m90", 1.9), ("2.10 m", 2.1), ("3m", 3), ("HAUTEUR MAXIMALE 2M - 3T", 2),
      ("2,5m", 2.5),
      ("Hauteur maximale 2m10", 2.1), ("190 cm", 1.9), ("3.5", 3.5), ("1m80 max", 1.8),
      ("Hauteur maximal 3 mètres.", 3),
      ("aucune", nil), ("inconnu", nil), ("15m²", nil), ("1m090", nil), ("99999", nil), ("0", nil),
      ("50042629009564", nil),
      ("Place VL 2", nil), ("12 m", nil), ("niveau -2 m", nil), ("3 min", nil),
    ] as [(String, Float?)])
  func `a height is one only where it is understood`(_ written: String, _ metres: Float?) throws {
    #expect(try Sample.read(["restriction_gabarit": written]).row?.hauteurMax == metres)
  }

  @Test(
    arguments: [
      ("T2 - E/F", [.ef, .type2]), ("E/F + T2", [.ef, .type2]), ("EF - T2 - T3", [.ef, .type2, .autre]),
      ("T2-Combo2-CHAdeMO", [.type2, .comboCcs, .chademo]), ("T2 – E/F", [.ef, .type2]), ("COMBO", .comboCcs),
      ("A/C - Combo - CHAdeMO", [.type2, .comboCcs, .chademo]), ("EF/T3", [.ef, .autre]), ("T3 et EF", [.ef, .autre]),
      ("Type 3c", .autre), ("T2 (spécifique Tesla)", .type2), ("TE-T3", [.ef, .autre]), ("T2*E", [.ef, .type2]),
      ("T2/TE", [.ef, .type2]), ("CHAdeMO-EU", .chademo), ("E", .ef), ("T2Cable", .type2),
    ] as [(String, IRVERow.Prises)])
  func `the sockets that version 1 names are known`(_ written: String, _ sockets: IRVERow.Prises) {
    let named = Array(written.utf8).withUnsafeBytes { SocketNames($0) }
    #expect(named.sockets == sockets)
  }

  @Test(
    arguments: [
      ("payant", false, true), ("Payant - CB", false, true), ("Gratuit", true, nil),
      ("gratuit jusqu'au 30/06/2018", nil, nil),
      ("5€ / 45min, si abonné", false, true), ("Inconnu", nil, nil), ("2|3", nil, nil),
    ] as [(String, Bool?, Bool?)])
  func `version 1 tells in one field what charging costs`(_ written: String, _ free: Bool?, _ paid: Bool?) throws {
    let row = try #require(
      try Sample.read(["acces_recharge": written, "gratuit": "", "paiement_acte": ""]).row)
    #expect(row.gratuit == free && row.paiementActe == paid)
  }

  @Test func `blanks and marks that nobody sees go without a word`() throws {
    let outcome = try Sample.read([
      "nom_station": "\u{2063} Parc  des\u{A0}\u{A0}Expositions\n nord ",
      "telephone_operateur": "\u{2066}+33 1 59 06 86 35",
      "observations": "Rez-de-chausse\u{301}e",
    ])
    #expect(outcome.row?.nomStation.string == "Parc des Expositions nord")
    #expect(outcome.row?.telephoneOperateur.string == "+33 1 59 06 86 35")
    #expect(outcome.row?.observations.string == "Rez-de-chaussée" && outcome.codes == [])
  }

  @Test(arguments: [
    "Évry-Courcouronnes", "L’Haÿ-les-Roses", "SYNDICAT D'ÉNERGIE", "Île d’Œuvre – 5 €", "Ça va ? «oui»", "MÜNCHEN",
  ])
  func `good French is left alone`(_ written: String) throws {
    let outcome = try Sample.read(["nom_station": written])
    #expect(outcome.row?.nomStation.string == written && outcome.codes == [])
  }

  @Test(arguments: ["24/7", " 24/7", "24h/24 7j/7", "Mo-Su 00:00-23:59", "Mo-Su 00:00-24:00"])
  func `always open is always open`(_ written: String) throws {
    let row = try #require(try Sample.read(["horaires": written]).row)
    #expect(row.ouvert247 && row.horairesLus.string == "24/7")
  }

  @Test func `an ordinary row borrows its texts`() throws {
    var reader = IRVEReader(columns: try Sample.columns(of: Sample.columns.map(\.key)))
    withRecord(Sample.columns.map(\.value)) { record in
      guard case .row(let row) = reader.read(record, today: Sample.today) else { return }
      let texts = [
        row.idPdc, row.idStation, row.nomStation, row.nomOperateur, row.adresse, row.tarification, row.horaires,
      ]
      #expect(texts.allSatisfy { if case .borrowed = $0 { true } else { false } })
    }
  }
}
