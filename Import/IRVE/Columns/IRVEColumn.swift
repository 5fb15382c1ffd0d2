/// The content of a column, whatever version of the schema named it.
enum IRVEColumn: Int, CaseIterable {
  case nomAmenageur, nomOperateur, contactOperateur, telephoneOperateur, nomEnseigne
  case idStationItinerance, idStationLocal, nomStation, implantationStation, adresseStation, codePostal, commune
  case codeInseeCommune, coordonneesXY, longitude, latitude, longitudeConsolidee, latitudeConsolidee, nbrePdc
  case idPdcItinerance, idPdcLocal, puissanceNominale
  case priseTypeEf, priseType2, priseTypeComboCcs, priseTypeChademo, priseTypeMcs, priseTypeAutre, typePrise
  case gratuit, paiementActe, paiementCb, cbSansContact, paiementAutre, tarification, conditionAcces, accesRecharge
  case reservation, horaires, accessibilite, accessibilitePmr, restrictionGabarit, gabaritHauteurMax
  case stationDeuxRoues, typeVehicule, raccordement, dateMiseEnService, observations, dateMaj, cableT2Attache
  case lastModified, createdAt, datasetId

  enum Scope { case station, terms, point, order }

  /// The thing that the cell describes. `order` only settles which of two rows is believed.
  var scope: Scope {
    switch self {
    case .lastModified, .createdAt, .datasetId: .order
    case .idPdcItinerance, .idPdcLocal, .puissanceNominale, .priseTypeEf, .priseType2, .priseTypeComboCcs,
      .priseTypeChademo, .priseTypeMcs, .priseTypeAutre, .typePrise, .reservation, .accessibilitePmr,
      .dateMiseEnService, .dateMaj, .cableT2Attache:
      .point
    case .gratuit, .paiementActe, .paiementCb, .cbSansContact, .paiementAutre, .tarification, .conditionAcces,
      .accesRecharge, .horaires, .accessibilite, .stationDeuxRoues, .typeVehicule:
      .terms
    default: .station
    }
  }

  /// As evidence and refusals name it: the newest stable version's name, or the one that the only source of it uses.
  var name: StaticString { Self.names[rawValue] }

  private static let names: [StaticString] = [
    "nom_amenageur", "nom_operateur", "contact_operateur", "telephone_operateur", "nom_enseigne",
    "id_station_itinerance", "id_station_local", "nom_station", "implantation_station", "adresse_station",
    "consolidated_code_postal", "consolidated_commune", "code_insee_commune", "coordonneesXY", "longitude", "latitude",
    "consolidated_longitude", "consolidated_latitude", "nbre_pdc", "id_pdc_itinerance", "id_pdc_local",
    "puissance_nominale", "prise_type_ef", "prise_type_2", "prise_type_combo_ccs", "prise_type_chademo",
    "prise_type_mcs", "prise_type_autre", "type_prise", "gratuit", "paiement_acte", "paiement_cb", "cb_sans_contact",
    "paiement_autre", "tarification", "condition_acces", "acces_recharge", "reservation", "horaires", "accessibilite",
    "accessibilite_pmr", "restriction_gabarit", "gabarit_hauteur_max_m", "station_deux_roues", "type_vehicule",
    "raccordement", "date_mise_en_service", "observations", "date_maj", "cable_t2_attache", "last_modified",
    "created_at", "datagouv_dataset_id",
  ]

  /// The names of versions 1 and 3, the consolidated files and operators before any schema. The first that a header
  /// has is taken, the name itself before all of them.
  var aliases: [String] {
    switch self {
    case .nomAmenageur: ["n_amenageur"]
    case .nomOperateur: ["n_operateur", "nom_porteur"]
    case .nomEnseigne: ["n_enseigne"]
    case .idStationItinerance: ["id_station"]
    case .nomStation: ["n_station", "lieu"]
    case .adresseStation: ["ad_station", "adresse"]
    case .codePostal: ["code_postal", "cp"]
    case .commune: ["commune", "ville"]
    case .codeInseeCommune: ["code_insee"]
    case .longitude: ["Xlongitude", "station_longitude", "longitude_WSG84", "longitude_WGS84", "lon"]
    case .latitude: ["Ylatitude", "Xlatitude", "station_latitude", "latitude_WSG84", "latitude_WGS84", "lat"]
    case .nbrePdc: ["nb_pdc"]
    case .idPdcItinerance: ["id_pdc"]
    case .puissanceNominale: ["puissance_nominale_kw", "puiss_max"]
    case .typePrise: ["type_connecteur"]
    case .paiementActe: ["paiement_ad_hoc"]
    // A header whose last letter was lost on the way.
    case .accessibilite: ["accessibilit"]
    case .observations: ["observation"]
    case .dateMaj: ["horodatage_maj"]
    case .lastModified: ["datagouv_last_modified"]
    default: []
    }
  }
}
