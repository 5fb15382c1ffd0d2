import HTTP
import Postgres

/// The schema's rules that a body may break in spite of its fields: by what others wrote, or where the schema is stricter.
enum StationRule {
  static func explained<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as PostgresError {
      guard let refusal = error.constraint.flatMap({ refusals[$0] }) else { throw error }
      throw refusal
    }
  }

  /// By the name of the constraint.
  static let refusals: [String: Problem] = [
    "stations_irve_id_key": taken, "charge_points_irve_id_key": taken,
    "charge_points_station_id_fkey": unknownStation,
    "stations_name_length": invalid(
      "/name", "bad-length", fr: "Entre 1 et 300 caractères.", en: "Between 1 and 300 characters."),
    "stations_postcode_shape": invalid(
      "/address/postcode", "bad-postcode", fr: "Cinq chiffres, comme 75001.", en: "Five digits, such as 75001."),
    "stations_insee_code_shape": invalid(
      "/address/inseeCode", "bad-insee-code", fr: "Un code commune.", en: "A commune's code."),
    "stations_location_on_earth": invalid("/location", "out-of-range", fr: "Hors de la Terre.", en: "Not on Earth."),
    "stations_max_height_plausible": invalid(
      "/maxHeightM", "out-of-range", fr: "De 0,6 à 9,9 mètres.", en: "From 0.6 to 9.9 metres."),
    "charge_points_power_plausible": invalid(
      "/powerKw", "out-of-range", fr: "Plus de 0, au plus 1000.", en: "More than 0, at most 1000."),
  ]

  static let unknownStation = invalid(
    "/stationId", "unknown-station", fr: "Cette station n'existe pas.", en: "There is no such station.")

  private static let taken: Problem = {
    var problem = Problem(
      .conflict, Text(fr: "Cet identifiant est déjà pris.", en: "This identifier is taken already."))
    problem.faults = [Problem.Fault("/irveId", FieldFault("taken", fr: "Déjà pris.", en: "Taken already."))]
    return problem
  }()

  private static func invalid(_ pointer: String, _ code: String, fr: String, en: String) -> Problem {
    Problem(.validation, faults: [Problem.Fault(pointer, FieldFault(code, fr: fr, en: en))])
  }
}
