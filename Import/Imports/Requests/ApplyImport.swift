import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/admin/imports/{id}/apply, from preview. Of two who apply, one is told that it is no longer there.
struct ApplyImport: Decodable, Sendable {
  /// Carries out also the rows that are older than what is stored.
  let older: Bool?
  /// The number of points that would go, where the guard stopped the import because they are too many.
  let confirmWithdrawals: WithdrawalCount?
}

typealias WithdrawalCount = BoundedNumber<WithdrawalCountRule>

enum WithdrawalCountRule: NumberRule {
  static let bounds = Bounds(0...1_000_000_000)
  static let sample = 1234
}

extension ImportFeature {
  func apply(_ call: Call<ImportPath, Nothing, OptionalJSONBody<ApplyImport>>, _ administrator: Administrator)
    async throws -> Response
  {
    let wanted = call.body
    let run = try await apply(
      call.path.id, by: administrator.id, insisting: wanted?.older ?? false,
      withdrawals: .counted(wanted?.confirmWithdrawals?.count))
    await run.wait()
    return try await answer(run, in: call.request.language)
  }

  func apply(
    _ id: Import.ID, by actor: Account.ID?, insisting: Bool = false, withdrawals: WithdrawalLeave
  ) async throws -> ImportRun {
    if runs.isStopping { throw Problem(.unavailable).retry(after: 1) }
    let (now, source) = (clock.now, try await find(id, in: database).source)
    let staged = try await database.transaction { transaction -> (ClaimedImport, Bool)? in
      try await withdrawals.check(id, in: transaction)
      let claimed = try await transaction.first(
        """
        update imports i set state = 'merging', guard = null, beat_at = \(now), applied_at = \(now)
        where i.id = \(id) and i.state = 'preview'
        returning \(sql: ClaimedImport.columns), exists (select from import_stages s where s.import_id = i.id)
        """
      ) { row in (try ClaimedImport(&row), try row.next(Bool.self)) }
      guard let claimed else { return nil }
      let details = (insisting ? [("older", true)] : []) + withdrawals.details
      try await record("import.applied", by: actor, on: id, .object(details), in: transaction)
      return claimed
    }
    guard let (claimed, isStaged) = staged else {
      throw Problem(
        .conflict, Text(fr: "Cet import n'attend pas de confirmation.", en: "This import does not wait to be applied."))
    }
    guard isStaged else {
      try await conclude(id, source, .failed, Failed(failure: .stageLost, detail: nil))
      throw Problem(.conflict, Failure.stageLost.sentence)
    }
    return try await start(claimed, .staged(insisting: insisting))
  }
}
