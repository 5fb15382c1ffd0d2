import HTTP
import Postgres

/// The leave to withdraw more points than the guard lets pass.
enum WithdrawalLeave: Sendable {
  /// Somebody has read how many they are; nil: nobody said so.
  case counted(Int?)
  /// Whatever their number: the command line's `--yes`.
  case granted

  /// For the audit log.
  var details: [(String, JSON)] {
    if case .counted(let said?) = self { [("withdrawals", .integer(said))] } else { [] }
  }

  /// Throws where an import in preview waits for the number and this is another one. Nobody else applies it until the
  /// transaction ends.
  func check(_ id: Import.ID, in transaction: Transaction) async throws {
    guard case .counted(let said) = self else { return }
    let wanted = try await transaction.first(
      """
      select withdrawn from imports
      where id = \(id) and state = 'preview' and guard = \(Guard.withdrawals.rawValue) for no key update
      """
    ) { row in try row.next(Int?.self) ?? 0 }
    if let wanted, wanted != said { throw Problem.unconfirmed(wanted, said) }
  }
}

/// What a refusal to withdraw so many says beside what every problem says.
struct WithdrawalRefusal: Decodable {
  /// The number to confirm.
  let withdrawals: Int
}

extension Problem.Kind {
  static let withdrawalsUnconfirmed = Self(
    "withdrawals-unconfirmed", 409, fr: "Retraits à confirmer", en: "Withdrawals to be confirmed",
    detail: Text(
      fr: "Plus de 10 % des points seraient retirés : confirmez leur nombre dans confirmWithdrawals.",
      en: "More than 10% of the points would be withdrawn: confirm their number in confirmWithdrawals."))
}

extension Problem {
  fileprivate static func unconfirmed(_ wanted: Int, _ said: Int?) -> Problem {
    let fault =
      said == nil
      ? FieldFault(
        "missing", fr: "Saisissez le nombre de points retirés : \(wanted).",
        en: "Type the number of points that go: \(wanted).")
      : FieldFault(
        "not-the-number", fr: "Le nombre de points retirés est \(wanted).",
        en: "The number of points that go is \(wanted).")
    let detail = Text(
      fr: "Cet import retirerait \(wanted) points, plus de 10 % : confirmez ce nombre dans confirmWithdrawals.",
      en: "This import would withdraw \(wanted) points, more than 10%: confirm that number in confirmWithdrawals.")
    var problem = Problem(
      .withdrawalsUnconfirmed, detail, faults: [Problem.Fault("/confirmWithdrawals", fault)])
    problem.members = [("withdrawals", .integer(wanted))]
    return problem
  }
}
