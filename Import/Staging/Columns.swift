import Ground
import Postgres
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
    let hash: UInt64
    let evidence: [UInt8]?
    let isRepeated: Bool
  }

  mutating func addPoint(_ row: IRVERow, _ place: PointPlace, to destination: Destination) {
    self.row(fields: 16)
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
    switch destination {
    case .stage:
      add(place.stationIrveID)
      add(Int64(row.line))
      add(place.isRepeated)
    case .tables(let importID):
      add(place.stationID)
      add("irve" as StaticString)
      add(importID)
    }
  }

  struct StationPlace {
    let id: Identifier<IRVERow>
    let irveID: CellText
    let hash: UInt64
    let isRepeated: Bool
  }

  mutating func addStation(_ row: IRVERow, _ place: StationPlace, to destination: Destination) {
    let isStaged = if case .stage = destination { true } else { false }
    self.row(fields: isStaged ? 31 : 32)
    add(place.id)
    add(place.irveID)
    addWhoAndWhere(row)
    addTerms(row)
    add(row.nbrePdc)
    add(Int64(bitPattern: place.hash))
    switch destination {
    case .stage: add(place.isRepeated)
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

  private mutating func addTerms(_ row: IRVERow) {
    add(row.conditionAcces.access)
    add(row.horaires)
    add(row.horairesLus)
    add(row.ouvert247)
    add(row.stationDeuxRoues)
    add(row.hauteurMax)
    add(row.paiementActe)
    add(row.paiementCb)
    add(row.paiementAutre)
    add(row.gratuit)
    add(row.tarification)
    add(row.observations)
    add(row.raccordement?.gridConnection)
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

extension IRVERow.ConditionAcces {
  fileprivate var access: StaticString {
    switch self {
    case .libre: "open"
    case .reserve: "restricted"
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
