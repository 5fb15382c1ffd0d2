import Postgres
import Runtime

@testable import Import

/// A row of a file of one's own writing: a good one, but for the cells that a test names.
struct Sample {
  static let today = CivilDay(year: 2026, month: 11, day: 21)
  static let columns: KeyValuePairs = [
    "nom_amenageur": "Ville de Picpus", "siren_amenageur": "130025265", "nom_operateur": "Bornes du Coin",
    "contact_operateur": "contact@coin.example", "telephone_operateur": "0102030405", "nom_enseigne": "Le Coin",
    "id_station_itinerance": "FRA68P68021001", "id_station_local": "", "nom_station": "Picpus",
    "implantation_station": "Voirie", "adresse_station": "1 avenue de la Paix 75012 Paris",
    "code_insee_commune": "75112", "coordonneesXY": "[2.395, 48.845]", "nbre_pdc": "10",
    "id_pdc_itinerance": "FRA68E680210015", "id_pdc_local": "", "puissance_nominale": "22", "prise_type_ef": "true",
    "prise_type_2": "true", "prise_type_combo_ccs": "false", "prise_type_chademo": "false",
    "prise_type_autre": "false", "gratuit": "false", "paiement_acte": "true", "paiement_cb": "true",
    "paiement_autre": "true", "tarification": "0,40 € / kWh", "condition_acces": "Accès libre", "reservation": "true",
    "horaires": "24/7", "accessibilite_pmr": "Accessible mais non réservé PMR",
    "restriction_gabarit": "Hauteur maximale 2m", "station_deux_roues": "false", "raccordement": "Direct",
    "num_pdl": "12345678912345", "date_mise_en_service": "2020-01-14", "observations": "", "date_maj": "2026-04-05",
    "cable_t2_attache": "true",
  ]

  /// What became of a record, with copies of its own.
  struct Outcome {
    var row: IRVERow?
    var refusal: Refusal?

    var codes: [CorrectionCode] { row?.corrections.map(\.code) ?? [] }
    func corrections(_ code: CorrectionCode) -> [IRVERow.Correction] {
      row?.corrections.filter { $0.code == code } ?? []
    }
  }

  static func read(_ changes: [String: String] = [:], decoding: Record.Decoding = .utf8) throws -> Outcome {
    var names = columns.map(\.key)
    var values = columns.map { changes[$0.key] ?? $0.value }
    for (name, value) in changes.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
      names.append(name)
      values.append(value)
    }
    return try read(header: names, values, decoding: decoding)
  }

  static func read(
    header: [String], _ values: [String], decoding: Record.Decoding = .utf8
  ) throws(HeaderFault) -> Outcome {
    var reader = IRVEReader(columns: try columns(of: header))
    return withRecord(values, decoding: decoding) { record in
      switch reader.read(record, today: today) {
      case .row(let row): Outcome(row: row.kept)
      case .refused(let refusal): Outcome(refusal: refusal)
      }
    }
  }

  static func columns(of header: [String]) throws(HeaderFault) -> IRVEColumns {
    let result = withRecord(header) { record in
      do throws(HeaderFault) { return Result<_, HeaderFault>.success(try IRVEColumns(header: record)) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

/// Lends a record of these cells.
func withRecord<Answer>(
  _ values: [String], line: Int = 2, decoding: Record.Decoding = .utf8, _ body: (Record) -> Answer
) -> Answer {
  withRecord(values.map { Array($0.utf8) }, line: line, decoding: decoding, body)
}

func withRecord<Answer>(
  _ values: [[UInt8]], line: Int = 2, decoding: Record.Decoding = .utf8, _ body: (Record) -> Answer
) -> Answer {
  Array(values.joined()).withUnsafeBytes { all in
    var place = 0
    let cells = values.map { value in
      defer { place += value.count }
      return Record.Cell(rebasing: all[place..<place + value.count])
    }
    return cells.withUnsafeBufferPointer { body(Record(line: line, cells: $0, decoding: decoding)) }
  }
}

extension IRVERow {
  /// With texts of its own, so that it outlives its record.
  var kept: IRVERow {
    var row = self
    let texts: [WritableKeyPath<IRVERow, CellText>] = [
      \.idPdc, \.idPdcLocal, \.idStation, \.nomStation, \.nomEnseigne, \.nomOperateur, \.nomAmenageur,
      \.contactOperateur, \.telephoneOperateur, \.adresse, \.codePostal, \.commune, \.codeInseeCommune, \.horaires,
      \.horairesLus, \.tarification, \.observations,
    ]
    for text in texts { row[keyPath: text] = row[keyPath: text].string.map { .owned($0) } ?? .absent }
    return row
  }
}
