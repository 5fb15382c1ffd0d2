import Glibc
import Ground
import Import
import Places
import Postgres

/// What an empty database is given at start where a demonstration is wanted: the communes that setup fetched, and a country
/// of so many points. Several instances may start on one database: one fills it, the others wait.
struct FirstFill {
  let points: Int
  let fetched: FetchedPlaces
  let database: Database
  let imports: Imports
  let log: Log

  /// Whether it filled the country.
  func run() async throws -> Bool {
    guard points > 0 else { return false }
    return try await database.transaction(timeout: .seconds(3600), attempts: 1) { transaction in
      try await transaction.execute("select pg_advisory_xact_lock(hashtextextended('first-fill', 0))")
      // Asked elsewhere: a transaction that has read a table stands in the way of whoever fills it.
      let missing = try await database.first(
        "select not exists (select from communes), not exists (select from stations)"
      ) { row in (communes: try row.next(Bool.self), stations: try row.next(Bool.self)) }
      if missing?.communes == true {
        log.info("loading the communes of France")
        _ = try await Places.load(from: fetched, into: database)
      }
      if missing?.stations == true { try await fillCountry() }
      return missing?.stations == true
    }
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
