import Glibc
import Import
import Places
import Postgres
import Runtime

/// Fills an empty database at start: with the communes where setup fetched them, and with a country of so many points where a
/// demonstration is wanted. Several instances may start on one database: one fills it, the others wait.
struct FirstFill {
  let points: Int
  let fetched: FetchedPlaces
  let database: Database
  let imports: ImportFeature
  let log: Log

  /// Whether it filled the country.
  func run() async throws -> Bool {
    guard points > 0 else { return false }
    return try await alone {
      try await loadMissingPlaces()
      guard try await isMissing("stations") else { return false }
      try await fillCountry()
      return true
    }
  }

  /// Without a demonstration nobody waits for them: search and the ground under the map begin to answer when they are there.
  func loadPlaces() async throws {
    guard try await isMissing("communes"), fetched.areHere else { return }
    try await alone { try await loadMissingPlaces() }
  }

  private func alone<Value>(_ fill: () async throws -> Value) async throws -> Value {
    // Reads and writes go another way: a transaction that has read a table stands in the way of whoever fills it.
    try await database.transaction(timeout: .seconds(3600), attempts: 1) { transaction in
      // The second to come waits for as long as it takes.
      try await transaction.execute("select set_config('lock_timeout', '0', true)")
      try await transaction.execute("select pg_advisory_xact_lock(hashtextextended('first-fill', 0))")
      return try await fill()
    }
  }

  private func isMissing(_ table: SQL) async throws -> Bool {
    try await database.first("select not exists (select from \(sql: table))") { try $0.next(Bool.self) } ?? true
  }

  private func loadMissingPlaces() async throws {
    guard try await isMissing("communes") else { return }
    log.info("loading the communes of France")
    let loaded = try await PlacesFeature.load(from: fetched, into: database)
    log.info("the communes of France are loaded", ["communes": .integer(loaded.communes)])
  }

  private func fillCountry() async throws {
    log.info("loading a demonstration country, which does not exist", ["points": .integer(points)])
    let country = Demonstration(points: points, seed: 1, towns: try await Demonstration.Towns(from: fetched))
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let terminal = ImportTerminal(isTerminal: isTerminal) { text in
      guard isTerminal else { return }
      print(text, terminator: "")
      fflush(nil)
    }
    try await imports.carryOut(country, on: terminal)
  }
}
