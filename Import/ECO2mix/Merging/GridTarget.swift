import Grid
import Postgres
import Runtime

/// Where the rows of a file go: into the stage, to be compared with what is stored; or, where nothing real is stored and
/// nobody wants to look first, into their table at once.
enum GridTarget: Sendable {
  case stage
  case readings(now: Instant)

  static func find(_ job: ImportJob, at now: Instant, in transaction: Transaction) async throws -> GridTarget {
    let isEmpty: SQL = "select not exists (select from grid_readings where nature > 0)"
    guard job.mayApplyAtOnce, try await transaction.first(isEmpty, { try $0.next(Bool.self) }) == true else {
      return .stage
    }
    // Imports of the other source wait for the end of this one; whoever reads does not.
    try await transaction.execute("lock table grid_readings in share row exclusive mode")
    return try await transaction.first(isEmpty) { try $0.next(Bool.self) } == true ? .readings(now: now) : .stage
  }
}
