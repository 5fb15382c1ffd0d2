import Accounts
import Foundation
import HTTP
import Runtime
import TestSupport
import Testing

/// The folder into which the mails of one test go, as on a machine without a mail server.
struct Mailbox {
  let folder = NSTemporaryDirectory() + "watts-up-mails-\(UUID().uuidString)"
  let people: TestPeople

  /// Delivers what is due and gives all mails so far, oldest first.
  func mails() async throws -> [String] {
    let postman = people.accounts.postman(.folder(folder, from: nil, log: .silent))
    while try await postman.deliverNext() {}
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return try names.sorted().map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }
  }

  func mails(to address: String) async throws -> [String] {
    try await mails().filter { $0.contains("\nTo: <\(address)>\n") }
  }

  /// The secret in the last mail's link: `#confirmation=` or `#reset=`.
  func secret(_ name: String, to address: String) async throws -> String {
    let mail = try await mails(to: address).last { $0.contains("#\(name)=") }
    let link = try #require(mail?.split(whereSeparator: \.isWhitespace).last { $0.contains("#\(name)=") })
    return String(try #require(link.split(separator: "=").last))
  }
}

extension TestPeople {
  var mailbox: Mailbox { Mailbox(people: self) }

  func confirm(_ secret: String) async throws -> TestAnswer {
    try await app.call(.post, "/api/account/confirmation", json: ["token": .string(secret)])
  }

  func askConfirmation(_ email: String) async throws -> TestAnswer {
    try await app.call(.post, "/api/account/confirmation/again", json: ["email": .string(email)])
  }

  func askReset(_ email: String) async throws -> TestAnswer {
    try await app.call(.post, "/api/account/reset", json: ["email": .string(email)])
  }

  func reset(_ secret: String, _ password: String) async throws -> TestAnswer {
    try await app.call(
      .post, "/api/account/reset/confirm", json: ["token": .string(secret), "password": .string(password)])
  }
}
