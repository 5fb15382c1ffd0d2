import Postgres
import Runtime
import Stations

/// Where rows are written to.
enum Destination: Sendable {
  /// Beside the tables, to be looked at and merged.
  case stage
  /// Into the tables themselves, which are empty, as brought by this import.
  case tables(importID: Import.ID)

  var stations: SQL { if case .stage = self { Statements.copyIncomingStations } else { Statements.copyStations } }
}

/// The one place where the terms of the national file become those of the tables: fields in the order of the COPY
/// statements in `Statements.swift`.
extension CopyRows {
  struct PointPlace {
    let id: Identifier<IRVERow>
    let stationID: Identifier<IRVERow>
    let stationIrveID: CellText
    let stationPlace: Int16
    let stationHash: UInt64
    let termsID: Terms.ID
    /// In the tables only where it is not its station's.
    let location: Coordinates?
    let hash: UInt64
    let evidence: [UInt8]?
    let isRepeated: Bool
  }

  mutating func addPoint(_ row: IRVERow, _ place: PointPlace, to destination: Destination) {
    let isStaged = if case .stage = destination { true } else { false }
    self.row(fields: isStaged ? 20 : 18)
    add(place.id)
    add(row.idPdc)
    add(row.idPdcLocal)
    add(row.puissanceNominale?.watts)
    add(row.prises.rawValue)
    add(row.cableT2Attache)
    add(row.reservation)
    add(row.accessibilitePmr.accessibility)
    add(row.dateMiseEnService)
    add(row.dateMaj)
    add(json: place.evidence)
    add(Int64(bitPattern: place.hash))
    add(row.rang)
    add(place.termsID)
    switch destination {
    case .stage:
      add(row.coordonnees)
      add(place.stationIrveID)
      add(place.stationPlace)
      add(Int64(bitPattern: place.stationHash))
      add(Int64(row.line))
      add(place.isRepeated)
    case .tables(let importID):
      if let location = place.location { add(location) } else { null() }
      add(place.stationID)
      add("irve" as StaticString)
      add(importID)
    }
  }

  struct StationPlace {
    let id: Identifier<IRVERow>
    let irveID: CellText
    let number: Int16
    /// Where its first row put it, unless that is here.
    let firstLocation: Coordinates?
    let hash: UInt64
    let evidence: [UInt8]?
  }

  mutating func addStation(_ row: IRVERow, _ place: StationPlace, to destination: Destination) {
    self.row(fields: 24)
    add(place.id)
    add(place.irveID)
    addWhoAndWhere(row)
    add(row.hauteurMax)
    add(row.observations)
    add(row.raccordement?.gridConnection)
    add(row.nbrePdc)
    add(Int64(bitPattern: place.hash))
    add(place.number)
    add(json: place.evidence)
    switch destination {
    case .stage:
      if let location = place.firstLocation { add(location) } else { null() }
      add(Int64(row.line))
    case .tables(let importID):
      add("irve" as StaticString)
      add(importID)
    }
  }

  private mutating func addWhoAndWhere(_ row: IRVERow) {
    add(row.nomStation)
    add(row.nomEnseigne)
    add(row.nomOperateur)
    add(row.nomAmenageur)
    add(row.contactOperateur)
    add(row.telephoneOperateur)
    add(row.implantation?.placement)
    add(row.adresse)
    add(row.codePostal)
    add(row.commune)
    add(row.codeInseeCommune)
    add(row.coordonnees)
    add(row.fuseau)
  }

  mutating func addTerms(_ terms: Terms, _ id: Terms.ID) {
    row(fields: 10)
    add(id)
    add(terms.access.rawValue)
    add(terms.hoursText)
    add(terms.hours)
    add(terms.twoWheelersOnly)
    add(terms.payPerUse)
    add(terms.payCard)
    add(terms.payOther)
    add(terms.free)
    add(terms.tariff)
  }
}

extension Terms {
  init(_ row: IRVERow) {
    self.init()
    access =
      switch row.conditionAcces {
      case .libre: .open
      case .reserve: .restricted
      }
    (hoursText, hours) = (row.horaires.string, row.horairesLus.string)
    twoWheelersOnly = row.stationDeuxRoues
    (payPerUse, payCard, payOther, free) = (row.paiementActe, row.paiementCb, row.paiementAutre, row.gratuit)
    tariff = row.tarification.string
  }
}

extension IRVERow.AccessibilitePmr {
  fileprivate var accessibility: StaticString {
    switch self {
    case .reserve: "reserved"
    case .accessible: "accessible"
    case .nonAccessible: "notAccessible"
    case .inconnue: "unknown"
    }
  }
}

extension IRVERow.Implantation {
  fileprivate var placement: StaticString {
    switch self {
    case .voirie: "street"
    case .parkingPublic: "publicCarPark"
    case .parkingPrive: "privateCarPark"
    case .clientele: "customers"
    case .stationDediee: "fastHub"
    }
  }
}

extension IRVERow.Raccordement {
  fileprivate var gridConnection: StaticString {
    switch self {
    case .direct: "direct"
    case .indirect: "indirect"
    }
  }
}
