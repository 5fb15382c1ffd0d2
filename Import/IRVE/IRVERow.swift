import Postgres
import Runtime
import Stations

/// A row of the national file that was understood, in its own terms, valid as long as its record.
struct IRVERow {
  /// Raised when the program makes something else of the same cells, so that the next import rewrites every row.
  static let hashVersion: UInt64 = 2

  var line = 0
  /// As compared: capital letters and digits; `local…` when it was made from the local one.
  var idPdc = CellText.absent
  var idPdcLocal = CellText.absent
  var puissanceNominale: Power?
  var prises = Prises()
  var cableT2Attache: Bool?
  var reservation: Bool?
  var accessibilitePmr = AccessibilitePmr.inconnue
  var dateMiseEnService: CivilDay?
  var dateMaj: CivilDay?
  /// Orders rows of one identifier: source, then date, then date of the resource. The higher is believed.
  var rang: Int64 = 0
  var idStation = CellText.absent
  var nomStation = CellText.absent
  var nomEnseigne = CellText.absent
  var nomOperateur = CellText.absent
  var nomAmenageur = CellText.absent
  var contactOperateur = CellText.absent
  var telephoneOperateur = CellText.absent
  var implantation: Implantation?
  var adresse = CellText.absent
  var codePostal = CellText.absent
  var commune = CellText.absent
  var codeInseeCommune = CellText.absent
  var coordonnees = Coordinates(longitude: 0, latitude: 0)
  var fuseau: StaticString = "Europe/Paris"
  var conditionAcces = ConditionAcces.libre
  var horaires = CellText.absent
  /// In the one spelling of `OpeningHours`; absent when they make no sense.
  var horairesLus = CellText.absent
  var ouvert247 = false
  var stationDeuxRoues = false
  var hauteurMax: Float?
  var gratuit: Bool?
  var paiementActe: Bool?
  var paiementCb: Bool?
  var paiementAutre: Bool?
  var tarification = CellText.absent
  var raccordement: Raccordement?
  var observations = CellText.absent
  var nbrePdc: Int32?
  /// Things corrected, not understood or doubted, in the order in which they were read.
  var corrections: [Correction] = []

  struct Prises: OptionSet {
    let rawValue: Int16
    static let ef = Prises(rawValue: 1)
    static let type2 = Prises(rawValue: 2)
    static let comboCcs = Prises(rawValue: 4)
    static let chademo = Prises(rawValue: 8)
    static let autre = Prises(rawValue: 16)
  }

  enum AccessibilitePmr: String { case reserve, accessible, nonAccessible, inconnue }
  enum Implantation: String { case voirie, parkingPublic, parkingPrive, clientele, stationDediee }
  enum ConditionAcces: String { case libre, reserve }
  enum Raccordement: String { case direct, indirect }

  /// A cell that was read otherwise than it is written.
  struct Correction {
    let code: CorrectionCode
    /// The column's name in the schema, as in the file's newest version.
    let column: StaticString
    let from: String
    let to: String
  }
}
