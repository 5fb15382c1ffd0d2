import HTTP
import Synchronization

/// A national file of a test's own: rows differ from an ordinary one in what a test is about.
struct IRVEFile {
  static let columns = [
    "nom_amenageur", "siren_amenageur", "contact_amenageur", "nom_operateur", "contact_operateur",
    "telephone_operateur", "nom_enseigne", "id_station_itinerance", "id_station_local", "nom_station",
    "implantation_station", "adresse_station", "code_insee_commune", "coordonneesXY", "nbre_pdc", "id_pdc_itinerance",
    "id_pdc_local", "puissance_nominale", "prise_type_ef", "prise_type_2", "prise_type_combo_ccs",
    "prise_type_chademo", "prise_type_autre", "gratuit", "paiement_acte", "paiement_cb", "paiement_autre",
    "tarification", "condition_acces", "reservation", "horaires", "accessibilite_pmr", "restriction_gabarit",
    "station_deux_roues", "raccordement", "num_pdl", "date_mise_en_service", "observations", "date_maj",
    "cable_t2_attache",
  ]

  private static let ordinary = [
    "nom_amenageur": "Commune de Sainte-Ville", "nom_operateur": "Exploitant", "contact_operateur": "aide@exemple.fr",
    "nom_enseigne": "Réseau exemple", "nom_station": "Place du Marché", "implantation_station": "Voirie",
    "adresse_station": "1 place du Marché 75001 Paris", "code_insee_commune": "75101",
    "coordonneesXY": "[2.340000, 48.860000]", "nbre_pdc": "2", "puissance_nominale": "22", "prise_type_ef": "true",
    "prise_type_2": "true", "prise_type_combo_ccs": "false", "prise_type_chademo": "false", "prise_type_autre": "false",
    "gratuit": "false", "paiement_acte": "true", "paiement_cb": "true", "paiement_autre": "false",
    "condition_acces": "Accès libre", "reservation": "false", "horaires": "24/7",
    "accessibilite_pmr": "Accessibilité inconnue", "restriction_gabarit": "inconnu", "station_deux_roues": "false",
    "raccordement": "Direct", "date_mise_en_service": "2024-05-01", "date_maj": "2026-01-15",
  ]

  private var rows: [[String: String]] = []
  private var order = columns

  var lines: [String] {
    [order.joined(separator: ",")] + rows.map { row in order.map { Self.quoted(row[$0] ?? "") }.joined(separator: ",") }
  }

  /// A point of a station: `("A", 1)` is FRTSTEA1 of FRTSTPA.
  mutating func add(_ station: String, _ number: Int, _ changes: [String: String] = [:]) {
    var cells = Self.ordinary
    cells["id_station_itinerance"] = "FRTSTP\(station)"
    cells["id_pdc_itinerance"] = "FRTSTE\(station)\(number)"
    cells.merge(changes) { $1 }
    rows.append(cells)
  }

  func with(columns: [String]) -> IRVEFile {
    var other = self
    other.order = columns
    return other
  }

  static func of(_ fill: (inout IRVEFile) -> Void) -> IRVEFile {
    var file = IRVEFile()
    fill(&file)
    return file
  }

  private static func quoted(_ cell: String) -> String {
    cell.contains(where: { ",\"\n".contains($0) })
      ? "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : cell
  }

  var bytes: [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

  /// As a body that arrives in pieces.
  func body(pieces size: Int = 1000) -> BodyStream {
    let bytes = bytes
    let parts = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min(bytes.count, $0 + size)]) }
    let next = Next(parts)
    return BodyStream { next.take() }
  }
}

private final class Next: Sendable {
  private let parts: Mutex<ArraySlice<[UInt8]>>
  init(_ parts: [[UInt8]]) { self.parts = Mutex(parts[...]) }
  func take() -> [UInt8]? { parts.withLock { $0.popFirst() } }
}
