package import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// A letter thirty days before a consent ends: without a new one the readings are erased then.
extension HomesFeature {
  private static let ahead = Duration.seconds(30 * 86_400)

  /// Any number of servers may do so side by side: each consent is written about once.
  func remindEnding() async throws {
    let now = clock.now
    try await database.transaction { transaction in
      let due = try await transaction.query(
        """
        update home_consents set reminded_at = \(now)
        where id in (
          select id from home_consents
          where state = 'active' and ends_at <= \(now + Self.ahead) and ends_at > \(now) and reminded_at is null
          limit 500 for update skip locked
        ) returning id
        """
      ) { try $0.next(Consent.ID.self) }
      if due.isEmpty { return }
      try await transaction.execute(
        Self.ending.queue(
          "select account_id, id as about from home_consents where id = any(\(due)) and account_id is not null", at: now
        ))
    }
  }

  /// Worded when it goes out: of one that was withdrawn meanwhile nobody is told.
  package static let ending = Commission("consentEnding") { database, account, subject, site, now in
    let id = Consent.ID(high: subject.high, low: subject.low)
    let found = try await database.first(
      """
      select h.name, c.ends_at from home_consents c join homes h on h.id = c.home_id
      where c.id = \(id) and c.account_id = \(account) and c.state = 'active' and c.ends_at > \(now)
      """
    ) { row in (name: try row.next(String.self), day: Paris.zone.local(try row.next(Instant.self)).day.text) }
    return found.map { words(of: $0.name, $0.day, at: site) }
  }

  private static func words(of home: String, _ day: String, at site: Site) -> LetterWords {
    LetterWords(
      subject: Text(fr: "Votre accord pour les relevés se termine", en: "Your consent to readings ends"),
      text: Text(
        fr: "Votre accord pour « \(home) » se termine le \(day). "
          + "Sans nouvel accord, vos relevés sont alors effacés.\n\n"
          + "Pour le redonner, ou le retirer dès maintenant :\n\n\(site.url)/maison",
        en: "Your consent for “\(home)” ends on \(day). Without a new one your readings are erased then.\n\n"
          + "To give it again, or to withdraw it now:\n\n\(site.url)/maison"))
  }
}
