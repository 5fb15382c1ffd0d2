import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// Takes the mails that are due out of the table and delivers them. Any number of servers may do so side by side; a mail
/// goes out at least once, and a mail server that is away is asked again later and later.
package struct Postman: Sendable {
  let people: AccountsFeature
  let delivery: Delivery

  /// After some ten hours of trying.
  private static let mostAttempts = 12

  private struct Due: Sendable {
    let id: Identifier<Message>
    let kind: String
    let recipient: String
    let account: Account.ID?
    let about: Commission.Subject?
    let attempts: Int
  }

  var work: BackgroundWork {
    BackgroundWork("mails", every: .seconds(1)) {
      while try await deliverNext() {}
    }
  }

  /// False when nothing is due.
  package func deliverNext() async throws -> Bool {
    guard let due = try await take() else { return false }
    do {
      try await deliver(due)
    } catch let error where !(error is CancellationError) {
      people.log.warning(
        "a mail was not delivered",
        [
          "mail": .text(due.id.description), "attempt": .integer(due.attempts),
          "error": .text(String(describing: error)),
        ])
      if due.attempts >= Self.mostAttempts { try await drop(due) }
    }
    return true
  }

  /// The pause before the next attempt is set before this one: whoever dies with a mail in hand leaves it to the others.
  private func take() async throws -> Due? {
    let now = people.clock.now
    return try await people.database.first(
      """
      update mails set attempts = attempts + 1,
        due_at = \(now) + make_interval(secs => least(3600, 60 * 2 ^ least(attempts, 10)))
      where id = (
        select id from mails where sent_at is null and due_at <= \(now) order by due_at limit 1 for update skip locked
      )
      returning id, kind, recipient, account_id, about, attempts
      """
    ) { row in
      Due(
        id: try row.next(), kind: try row.next(), recipient: try row.next(), account: try row.next(),
        about: try row.next(), attempts: try row.next())
    }
  }

  private func deliver(_ due: Due) async throws {
    guard let message = try await write(due) else { return try await drop(due) }
    try await delivery.deliver(message)
    try await people.database.execute("update mails set sent_at = \(people.clock.now) where id = \(due.id)")
  }

  /// Nil where there is nothing to say any more.
  private func write(_ due: Due) async throws -> Message? {
    let commission = people.commissions.first { $0.kind == due.kind }
    if case .toAnybody(let write)? = commission?.writer, let about = due.about {
      return try await write(people.database, about, people.site, people.clock.now).map {
        message(due, $0.words, to: nil, in: $0.language)
      }
    }
    guard let account = due.account else { return nil }
    let person = try await people.database.first(
      "select display_name, language from accounts where id = \(account)"
    ) { row in (name: try row.next(String.self), language: try row.word(Language.self)) }
    guard let person, let words = try await words(of: due, commission, to: account) else { return nil }
    return message(due, words, to: person.name, in: person.language)
  }

  private func message(_ due: Due, _ words: LetterWords, to name: String?, in language: Language) -> Message {
    Message(
      id: due.id.description, from: delivery.from ?? "no-reply@\(people.site.host)", to: due.recipient,
      subject: words.subject(in: language), body: words.body(to: name, in: language), date: people.clock.now)
  }

  private func words(of due: Due, _ commission: Commission?, to account: Account.ID) async throws -> LetterWords? {
    guard let letter = Letter(rawValue: due.kind) else {
      guard let about = due.about, case .toPeople(let write)? = commission?.writer else { return nil }
      return try await write(people.database, account, about, people.site, people.clock.now)
    }
    var secret: String?
    if let purpose = letter.purpose {
      secret = try await makeSecret(for: due, purpose, account)
      if secret == nil { return nil }
    }
    return LetterWords(subject: letter.subject, text: letter.words(letter.link(at: people.site, secret: secret)))
  }

  /// Nil when the letter was taken back while it was in hand, by a new password for one: its row is gone then, and is held
  /// here, so that whoever takes back comes before this or finds the secret.
  private func makeSecret(for due: Due, _ purpose: Letter.Purpose, _ account: Account.ID) async throws -> String? {
    let token = Token()
    let made = try await people.database.execute(
      """
      insert into mail_tokens (digest, purpose, account_id, email, expires_at)
      select \(token.atRest), \(purpose.rawValue), \(account), \(due.recipient), \(people.clock.now + purpose.lifetime)
      from mails where id = \(due.id) for key share
      """)
    return made == 1 ? token.exposed : nil
  }

  private func drop(_ due: Due) async throws {
    try await people.database.execute("delete from mails where id = \(due.id)")
  }
}

extension AccountsFeature {
  package func postman(_ delivery: Delivery) -> Postman { Postman(people: self, delivery: delivery) }

  /// A statement that queues a letter; `queue_mail` sees to it that nobody is pestered.
  func queue(_ letter: Letter, to recipient: SQL, of account: SQL) -> SQL {
    queue(letter: "\(letter.rawValue)", to: recipient, of: account)
  }

  func queue(letter: SQL, to recipient: SQL, of account: SQL) -> SQL {
    let now = clock.now
    return """
      select queue_mail(
        \(ids.next(Message.self, at: now)), \(sql: letter), \(sql: recipient), \(sql: account), \(now))
      """
  }
}
