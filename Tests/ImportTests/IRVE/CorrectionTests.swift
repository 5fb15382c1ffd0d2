import HTTP
import Runtime
import Stations
import Testing

@testable import Import

/// A row for each code: what is written, and what the row says then.
struct Trap: Sendable, CustomTestStringConvertible {
  let code: CorrectionCode
  let column: String
  let written: String
  let shown: @Sendable (IRVERow) -> String?
  let expected: String?
  var others: [String: String] = [:]

  var testDescription: String { "\(code.rawValue): \(written.prefix(40))" }

  init(
    _ code: CorrectionCode, _ column: String, _ written: String, _ expected: String?,
    with others: [String: String] = [:],
    _ shown: @escaping @Sendable (IRVERow) -> String?
  ) {
    (self.code, self.column, self.written, self.expected, self.others, self.shown) =
      (code, column, written, expected, others, shown)
  }
}

@Suite struct CorrectionTests {
  private static let traps: [Trap] = power + words + dates + texts + places + sockets

  private static let power: [Trap] = [
    Trap(.powerInWatts, "puissance_nominale", "22000", "22.0") { $0.puissanceNominale?.kilowatts.description },
    Trap(.powerInWatts, "puissance_nominale", "7400 W", "7.4") { $0.puissanceNominale?.kilowatts.description },
    Trap(.powerInWatts, "puissance_nominale", "350000.0", "350.0") { $0.puissanceNominale?.kilowatts.description },
    Trap(.powerUnit, "puissance_nominale", "22 kW", "22.0") { $0.puissanceNominale?.kilowatts.description },
    Trap(.powerUnit, "puissance_nominale", "3,7kW", "3.7") { $0.puissanceNominale?.kilowatts.description },
    Trap(.powerUnit, "puissance_nominale", "22 kva", "22.0") { $0.puissanceNominale?.kilowatts.description },
    Trap(.decimalComma, "puissance_nominale", "7,4", "7.4") { $0.puissanceNominale?.kilowatts.description },
    Trap(.powerZero, "puissance_nominale", "0", nil) { $0.puissanceNominale?.kilowatts.description },
    Trap(.powerZero, "puissance_nominale", "0.0001", nil) { $0.puissanceNominale?.kilowatts.description },
    Trap(.powerUnreadable, "puissance_nominale", "T2 - E/F", nil) { $0.puissanceNominale?.kilowatts.description },
    Trap(.powerUnreadable, "puissance_nominale", "inconnue", nil) { $0.puissanceNominale?.kilowatts.description },
    Trap(.powerUnreadable, "puissance_nominale", "7.4 / 22", nil) { $0.puissanceNominale?.kilowatts.description },
  ]

  private static let words: [Trap] = [
    Trap(.booleanSpelling, "reservation", "VRAI", "true") { $0.reservation?.description },
    Trap(.booleanSpelling, "reservation", "oui", "true") { $0.reservation?.description },
    Trap(.booleanSpelling, "reservation", "1", "true") { $0.reservation?.description },
    Trap(.booleanSpelling, "reservation", "0", "false") { $0.reservation?.description },
    Trap(.booleanSpelling, "reservation", "No", "false") { $0.reservation?.description },
    Trap(.booleanSpelling, "reservation", "Faux", "false") { $0.reservation?.description },
    Trap(.booleanUnreadable, "reservation", "peut-être", nil) { $0.reservation?.description },
    Trap(.wordUnreadable, "implantation_station", "Sur la lune", nil) { $0.implantation?.rawValue },
    Trap(.wordUnreadable, "condition_acces", "Selon humeur", "libre") { $0.conditionAcces.rawValue },
    Trap(.wordUnreadable, "accessibilite_pmr", "Bof", "inconnue") { $0.accessibilitePmr.rawValue },
    Trap(.wordUnreadable, "raccordement", "Sans fil", nil) { $0.raccordement?.rawValue },
    Trap(.wordUnreadable, "type_prise", "prise de tête", "3") { "\($0.prises.rawValue)" },
    Trap(.hoursSpelling, "horaires", "Mo-Fr 07:00:00-20:59:00", "Mo-Fr 07:00-21:00") { $0.horairesLus.string },
    Trap(.hoursSpelling, "horaires", "Lun-Ven\u{A0}: 08:00-18:00", "Mo-Fr 08:00-18:00") { $0.horairesLus.string },
    Trap(.hoursUnreadable, "horaires", "We 08:00-20", "We 08:00-20") { row in
      row.horairesLus.isAbsent && !row.ouvert247 ? row.horaires.string : "read"
    },
    Trap(.hoursDoubtful, "horaires", "Mo 00:00-00:01", "Mo 00:00-00:01") { row in
      row.horairesLus.isAbsent && !row.ouvert247 ? row.horaires.string : "read"
    },
  ]

  private static let dates: [Trap] = [
    Trap(.dateSpelling, "date_maj", "2018/3/31", "2018-3-31", \.maj),
    Trap(.dateSpelling, "date_maj", "31/03/2020", "2020-3-31", \.maj),
    Trap(.dateSpelling, "date_maj", "31-03-20", "2020-3-31", \.maj),
    Trap(.dateSpelling, "date_maj", "20181130", "2018-11-30", \.maj),
    Trap(.dateUnreadable, "date_maj", "hier", nil, \.maj),
    Trap(.dateUnreadable, "date_maj", "2024-02-30", nil, \.maj),
    Trap(.dateUnreadable, "date_maj", "31/31/2020", nil, \.maj),
    Trap(.dateImplausible, "date_maj", "0000-00-00", nil, \.maj),
    Trap(.dateImplausible, "date_mise_en_service", "1900-01-01", nil) { $0.dateMiseEnService.map { "\($0.year)" } },
    Trap(.dateImplausible, "date_mise_en_service", "1970/01/01", nil) { $0.dateMiseEnService.map { "\($0.year)" } },
    Trap(.dateInFuture, "date_maj", "2026-12-30", nil, \.maj),
    Trap(.countUnreadable, "nbre_pdc", "beaucoup", nil) { $0.nbrePdc?.description },
    Trap(.countUnreadable, "nbre_pdc", "-2", nil) { $0.nbrePdc?.description },
  ]

  private static let texts: [Trap] = [
    Trap(.textRepaired, "nom_station", "Rue de la RÃ©publique", "Rue de la République") { $0.nomStation.string },
    Trap(.textRepaired, "nom_station", "Saint-ClÈment-De-RiviËre", "Saint-Clément-De-Rivière") { $0.nomStation.string },
    Trap(.textRepaired, "nom_station", "Accessibilit√© r√©duite", "Accessibilité réduite") { $0.nomStation.string },
    Trap(.textRepaired, "nom_station", "accŽlŽrŽe", "accélérée") { $0.nomStation.string },
    Trap(.textRepaired, "nom_station", "S‚olis", "Séolis") { $0.nomStation.string },
    Trap(.textRepaired, "nom_station", "Rue du GÇ¸nÇ¸ral", "Rue du Général") { $0.nomStation.string },
    Trap(.textRepaired, "nom_station", "7 rue des Ã‰coles", "7 rue des Écoles") { $0.nomStation.string },
    Trap(.textRepaired, "nom_station", "lâ€™Ã®le Ã  vÃ©lo", "l’île à vélo") { $0.nomStation.string },
    Trap(.textRepaired, "adresse_station", "1 rue de la RÃ©gie 31550 NoÃ©", "1 rue de la Régie|Noé") {
      "\($0.adresse.string ?? "")|\($0.commune.string ?? "")"
    },
    Trap(.textRepaired, "nom_station", "ChÃƒÂ¢teau dÃ¢â‚¬â„¢eau", "Château d’eau") { $0.nomStation.string },
    Trap(.textRepaired, "nom_station", "Ãƒâ€°cole de la forÃƒÂªt", "École de la forêt") { $0.nomStation.string },
    Trap(.textRepaired, "nom_station", "VoilÃƒÂ  cÃƒÆ’Ã‚Â´tÃƒÆ’Ã‚Â©", "Voilà côté") { $0.nomStation.string },
    Trap(.textDamaged, "nom_station", "Stade Oc\u{FFFD}ane", "Stade Oc\u{FFFD}ane") { $0.nomStation.string },
    Trap(.textCut, "nom_station", String(repeating: "é", count: 301), "300") {
      $0.nomStation.string.map { "\($0.unicodeScalars.count)" }
    },
    Trap(.nameAlias, "nom_operateur", "BOUYGUES ENERGIES ET SERVICES", "Bouygues Energies & Services") {
      $0.nomOperateur.string
    },
    Trap(.nameAlias, "nom_enseigne", "Leclerc", "E.Leclerc") { $0.nomEnseigne.string },
    Trap(.nameMissing, "nom_station", "", "Le Coin") { $0.nomStation.string },
    Trap(.nameMissing, "nom_station", "-", "Le Coin") { $0.nomStation.string },
    Trap(.phoneZero, "telephone_operateur", "188246000", "0188246000") { $0.telephoneOperateur.string },
  ]

  private static let places: [Trap] = [
    Trap(.inseeSpelling, "code_insee_commune", "6069", "06069") { $0.codeInseeCommune.string },
    Trap(.inseeSpelling, "code_insee_commune", "2a004", "2A004") { $0.codeInseeCommune.string },
    Trap(.inseeIsPostcode, "code_insee_commune", "75012", nil) { $0.codeInseeCommune.string },
    Trap(.inseeIsPostcode, "code_insee_commune", "69000", nil) { $0.codeInseeCommune.string },
    Trap(.inseeIsPostcode, "code_insee_commune", "75001", "75001", with: ["adresse_station": "rue"]) {
      $0.codePostal.string
    },
    Trap(.inseeUnreadable, "code_insee_commune", "Paris", nil) { $0.codeInseeCommune.string },
    Trap(.inseeUnreadable, "code_insee_commune", "20001", nil) { $0.codeInseeCommune.string },
  ]

  private static let sockets: [Trap] = [
    Trap(.noSocket, "prise_type_ef", "false", "0", with: ["prise_type_2": ""]) { "\($0.prises.rawValue)" },
    Trap(.directWithoutSocket, "puissance_nominale", "150", "150.0") { $0.puissanceNominale?.kilowatts.description },
    Trap(.comboTooWeak, "prise_type_combo_ccs", "true", "7", with: ["puissance_nominale": "7.4"]) {
      "\($0.prises.rawValue)"
    },
    Trap(
      .socketsAsPoints, "nbre_pdc", "3", "3",
      with: [
        "prise_type_ef": "", "prise_type_combo_ccs": "true", "prise_type_chademo": "true", "puissance_nominale": "50",
      ]
    ) { $0.nbrePdc?.description },
  ]

  @Test(arguments: traps) func `what is written otherwise is understood, and said`(_ trap: Trap) throws {
    let outcome = try Sample.read([trap.column: trap.written].merging(trap.others) { $1 })
    let row = try #require(outcome.row, "\(trap.testDescription): \(String(describing: outcome.refusal))")
    #expect(trap.shown(row) == trap.expected)
    let corrections = outcome.corrections(trap.code)
    #expect(corrections.count == 1, "\(outcome.codes)")
    #expect((corrections.first?.from.unicodeScalars.count ?? 0) <= 121)
  }

  /// Told by other tests: of positions, of identifiers, of the dynamic file, of encodings, of merging.
  private static let elsewhere: Set<CorrectionCode> = [
    .coordinatesSwapped, .coordinatesSign, .coordinatesSpelling, .coordinatesElsewhere, .positionDoubtful, .idSpelling,
    .idFromLocal, .stationIdSpelling,
    .stationIdFromLocal, .stationIdMade, .outOfServiceNotFree, .socketStateUnreadable, .encodingWindows1252,
    .encodingRepaired, .duplicateIdentical, .duplicateLesserSource, .duplicateOlder, .duplicateLaterLine,
    .stationContradicted, .stationSplit, .socketsUnited, .pointsMiscounted,
  ]

  @Test func `every code has a trap, and a sentence in each language`() {
    let trapped = Set(Self.traps.map(\.code)).union(Self.elsewhere)
    #expect(trapped == Set(CorrectionCode.allCases))
    for code in CorrectionCode.allCases {
      #expect(code.sentence.french.count > 10 && code.sentence.english.count > 10)
      #expect(code.rawValue.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
    }
    let refusals: [any RefusalCode] = IRVERefusal.allCases + DynamicRefusal.allCases + Record.Fault.allCases
    for code in refusals { #expect(code.sentence.french != code.sentence.english) }
  }

  @Test func `a row that was not UTF-8 says so`() throws {
    #expect(try Sample.read(decoding: .windows1252).codes == [.encodingWindows1252])
    #expect(try Sample.read(decoding: .repaired).codes == [.encodingRepaired])
  }

  @Test(arguments: ["-5", "1200", "1601.6", "1000.5", "16000000", "-22 kW", "500000"])
  func `a power that cannot be is refused`(_ written: String) throws {
    let refusal = try #require(try Sample.read(["puissance_nominale": written]).refusal)
    #expect(refusal.code == IRVERefusal.powerImplausible.rawValue && refusal.column.description == "puissance_nominale")
    #expect(refusal.value == written)
  }

  @Test(
    arguments: [("1000", 1000), ("22.00", 22), ("22.08", 22.08), ("2.3", 2.3), ("12,5 kW", 12.5)] as [(String, Double)])
  func `a power that can be is taken`(_ written: String, _ kilowatts: Double) throws {
    #expect(try Sample.read(["puissance_nominale": written]).row?.puissanceNominale?.kilowatts == kilowatts)
  }
}

extension IRVERow {
  fileprivate var maj: String? { dateMaj.map { "\($0.year)-\($0.month)-\($0.day)" } }
}
