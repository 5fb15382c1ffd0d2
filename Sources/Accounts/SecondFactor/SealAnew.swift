import Postgres
import Runtime
import Secrets

extension AccountsFeature {
  /// Secrets that an old key sealed go under the one that seals now, so that the old one may be taken away soon after a new
  /// one came. What none of our keys opens is left to a server that has it.
  func sealAnew() async throws {
    let old = try await database.query(
      "select account_id, secret from second_factors where sealed_with <> \(sealer.keyName) limit 1000"
    ) { row in (id: try row.next(Account.ID.self), sealed: try row.next([UInt8].self)) }
    for (id, sealed) in old {
      guard let secret = sealer.open(sealed, for: id.description) else { continue }
      try await database.execute(
        """
        update second_factors set secret = \(sealer.seal(secret, for: id.description)), sealed_with = \(sealer.keyName)
        where account_id = \(id) and secret = \(sealed)
        """)
    }
  }
}
