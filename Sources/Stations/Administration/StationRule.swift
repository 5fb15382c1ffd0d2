import HTTP
import Postgres

/// The schema's rules that a body may break in spite of its fields: by what others wrote, or when the schema is stricter.
enum StationRule {
  static func explained<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as PostgresError {
      guard let refusal = refusal(error.constraint ?? "") else { throw error }
      throw refusal
    }
  }

  private static func refusal(_ constraint: String) -> Problem? {
    switch constraint {
    case "stations_irve_id_key", "charge_points_irve_id_key":
      var problem = Problem(
        .conflict, Text(fr: "Cet identifiant est déjà pris.", en: "This identifier is taken already."))
      problem.faults = [fault("/irveId", "taken", fr: "Déjà pris.", en: "Taken already.")]
      return problem
    case "charge_points_station_id_fkey":
      return invalid(
        "/stationId", "unknown-station", fr: "Cette station n'existe pas.", en: "There is no such station.")
    case "stations_name_length":
      return invalid("/name", "bad-length", fr: "Entre 1 et 300 caractères.", en: "Between 1 and 300 characters.")
    case "stations_postcode_shape":
      return invalid("/address/postcode", "bad-postcode", fr: "Cinq chiffres.", en: "Five digits.")
    case "stations_insee_code_shape":
      return invalid("/address/inseeCode", "bad-insee-code", fr: "Un code commune.", en: "A commune's code.")
    case "stations_location_on_earth":
      return invalid("/location", "out-of-range", fr: "Hors de la Terre.", en: "Not on Earth.")
    case "stations_max_height_plausible":
      return invalid("/maxHeightM", "out-of-range", fr: "De 0,6 à 9,9 mètres.", en: "From 0.6 to 9.9 metres.")
    case "charge_points_power_plausible":
      return invalid("/powerKw", "out-of-range", fr: "Plus de 0, au plus 1000.", en: "More than 0, at most 1000.")
    default: return nil
    }
  }

  private static func invalid(_ pointer: String, _ code: String, fr: String, en: String) -> Problem {
    Problem(.validation, faults: [fault(pointer, code, fr: fr, en: en)])
  }

  private static func fault(_ pointer: String, _ code: String, fr: String, en: String) -> Problem.Fault {
    Problem.Fault(pointer, FieldFault(code, fr: fr, en: en))
  }
}
