import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// POST /api/account/totp: a secret for the person's authenticator. Nothing changes before a first code has come back; a
/// further proposal takes the place of this one.
struct ProposedSecondFactor: Codable, Sendable {
  /// The secret for a person who types it.
  let secret: String
  /// The secret for a person who opens a link, and for a program that draws it as a picture.
  let uri: String
  let _links: Links

  init(_ codes: TimeCodes, for email: String) {
    secret = codes.base32
    let account = "Watts%20Up:" + email.percentEncoded
    uri =
      "otpauth://totp/\(account)?secret=\(secret)&issuer=Watts%20Up&algorithm=SHA1&digits=\(TimeCodes.digits)"
      + "&period=\(TimeCodes.period)"
    _links = Links().adding("confirm", "/api/account/totp", method: .put)
  }
}

extension AccountsFeature {
  func proposeSecondFactor(_ call: Call<Nothing, Nothing, NoBody>, _ fresh: FreshDriver) async throws -> Response {
    let driver = fresh.driver
    let codes = TimeCodes()
    let email = try await database.first(
      """
      with proposed as (
        insert into second_factors as f (account_id, secret, sealed_with, proposed_at)
        select account_id, \(sealer.seal(codes.secret.exposed, for: driver.id.description)), \(sealer.keyName), \(clock.now)
        from sessions where id = \(driver.session)
        on conflict (account_id) do update set secret = excluded.secret, sealed_with = excluded.sealed_with,
          proposed_at = excluded.proposed_at
          where f.confirmed_at is null
        returning account_id
      )
      select email from accounts where id in (select account_id from proposed)
      """
    ) { try $0.next(String.self) }
    guard let email else { throw Problem.secondFactorIsOn }
    return try .json(ProposedSecondFactor(codes, for: email))
  }
}

extension Problem {
  static var secondFactorIsOn: Problem {
    Problem(
      .conflict,
      Text(
        fr: "Le second facteur est déjà actif : retirez-le d'abord.",
        en: "The second factor is on already: switch it off first."))
  }
}
