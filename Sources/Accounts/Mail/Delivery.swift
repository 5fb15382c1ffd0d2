package import Runtime
package import Secrets

/// The destination of mails: a mail server, or a folder on a machine that has none.
package struct Delivery: Sendable {
  let from: String?
  let deliver: @Sendable (Message) async throws -> Void

  package init(from: String? = nil, deliver: @escaping @Sendable (Message) async throws -> Void) {
    self.from = from
    self.deliver = deliver
  }

  /// `smtp://user:password@host:587` or `smtps://...`.
  package static func smtp(_ url: Secret<String>, from: String?) -> Delivery {
    let server = MailServer(url)
    return Delivery(from: from) { message in try await server.deliver(message) }
  }

  /// A file a mail, so that a fresh installation needs no mail server. The log names the file and not what is in it.
  package static func folder(_ path: String, from: String?, log: Log) -> Delivery {
    Delivery(from: from) { message in
      let file = try MailFolder.write(message, in: path)
      log.info("a mail was written to a file, as there is no SMTP_URL", ["file": .text(file)])
    }
  }
}
