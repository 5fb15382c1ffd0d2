package import HTTP
package import Postgres
package import Runtime

/// The words of a letter, without its salutation.
package struct LetterWords: Sendable {
  package let subject: Text
  package let text: Text

  package init(subject: Text, text: Text) { (self.subject, self.text) = (subject, text) }

  func body(to name: String?, in language: Language) -> String {
    let name = name.flatMap(DisplayName.mailable).map { " " + $0 } ?? ""
    return Text(fr: "Bonjour\(name),", en: "Hello\(name),")(in: language) + "\n\n\(text(in: language))\n\nWatts Up\n"
  }
}

/// A letter that another slice writes, about one thing of its own. Its words are made when it goes out, and not at all when
/// there is nothing to say any more.
package struct Commission: Sendable {
  package typealias Subject = Identifier<Commission>

  /// As the table of mails names it.
  let kind: String
  let writer: Writer

  enum Writer: Sendable {
    case toPeople(Write)
    case toAnybody(WriteToAnybody)
  }

  package typealias Write = @Sendable (any Querying, Account.ID, Subject, Site, Instant) async throws -> LetterWords?
  package typealias WriteToAnybody = @Sendable (any Querying, Subject, Site, Instant) async throws -> Addressed?

  /// The words of a letter to an address that need not be anybody's here.
  package struct Addressed: Sendable {
    let words: LetterWords
    let language: Language

    package init(words: LetterWords, language: Language) { (self.words, self.language) = (words, language) }
  }

  package init(_ kind: StaticString, write: @escaping Write) {
    self.kind = "\(kind)"
    writer = .toPeople(write)
  }

  package init(_ kind: StaticString, toAnybody write: @escaping WriteToAnybody) {
    self.kind = "\(kind)"
    writer = .toAnybody(write)
  }

  /// Queues a letter to an address, whoever has it.
  package func queue(to address: String, about subject: Subject, at now: Instant) -> SQL {
    """
    insert into mails (id, kind, recipient, about, created_at, due_at)
    values (gen_random_uuid(), \(kind), \(address), \(subject), \(now), \(now)) on conflict do nothing
    """
  }

  /// Queues the letter for rows of account_id and about, once about each thing whatever number of servers do so. Nobody is
  /// written to at an address that is not known to be theirs.
  package func queue(_ wanted: SQL, at now: Instant) -> SQL {
    """
    insert into mails (id, kind, recipient, account_id, about, created_at, due_at)
    select gen_random_uuid(), \(kind), a.email, a.id, wanted.about, \(now), \(now)
    from (\(sql: wanted)) as wanted join accounts a on a.id = wanted.account_id
    where a.email_confirmed_at is not null and a.locked_at is null
    on conflict do nothing
    """
  }
}
