import HTTP
import Postgres
import Runtime
import Secrets

/// The code typed beside a password: six digits of the authenticator, or a recovery code.
struct GivenCode: Sendable, Field {
  private let text: Secret<String>

  static let schema: Schema = ["type": "string", "minLength": 6, "maxLength": 40]
  static let sample = GivenCode(text: Secret("123456"))

  private init(text: Secret<String>) { self.text = text }

  init(_ value: FieldValue) throws(FieldFault) {
    let text = try value.string().filter { $0 != " " }
    guard (6...40).contains(text.utf8.count) else { throw .wrongCode }
    self.text = Secret(text)
  }

  func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }

  /// Nil for what has not the form of one.
  fileprivate var digits: String? {
    let text = text.exposed
    return text.utf8.count == TimeCodes.digits && text.utf8.allSatisfy { (48...57).contains($0) } ? text : nil
  }

  fileprivate var recovery: RecoveryCode? { RecoveryCode(text.exposed) }
}

/// A code that may be left out: an empty field of a form is none.
struct SignInCode: Sendable, Field {
  let given: GivenCode?

  static let schema: Schema = ["type": "string", "maxLength": 40]
  static let sample = SignInCode(given: .sample)

  private init(given: GivenCode?) { self.given = given }

  init(_ value: FieldValue) throws(FieldFault) {
    let isBlank = try value.string().allSatisfy { $0 == " " }
    given = try isBlank ? nil : GivenCode(value)
  }

  func encode(to encoder: any Encoder) throws { try given.encode(to: encoder) }
}

extension AccountsFeature {
  /// Uses a code up: each is good once. False for a wrong one.
  func spend(_ code: GivenCode, of id: Account.ID, in transaction: Transaction) async throws -> Bool {
    if let recovery = code.recovery {
      return try await transaction.execute(
        "delete from recovery_codes where account_id = \(id) and digest = \(recovery.atRest)") == 1
    }
    return try await spend(code, of: id, whereConfirmed: true, in: transaction)
  }

  /// The row is held, so that of two who show one code at once the second finds it used up.
  func spend(
    _ code: GivenCode, of id: Account.ID, whereConfirmed: Bool, in transaction: Transaction
  ) async throws -> Bool {
    let factor = try await transaction.first(
      """
      select secret, last_step from second_factors
      where account_id = \(id) and (confirmed_at is not null) = \(whereConfirmed) for update
      """
    ) { row in (sealed: try row.next([UInt8].self), lastStep: try row.next(Int64.self)) }
    guard let factor, let digits = code.digits else { return false }
    guard let secret = sealer.open(factor.sealed, for: id.description) else {
      log.error("a second factor is sealed under a key that is not here", ["account": .text(id.description)])
      return false
    }
    guard let step = TimeCodes(secret: secret).step(of: digits, at: clock.now), step > factor.lastStep else {
      return false
    }
    try await transaction.execute("update second_factors set last_step = \(step) where account_id = \(id)")
    return true
  }
}
