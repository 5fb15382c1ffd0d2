import Accounts
import Foundation
import HTTP
import Runtime
import Secrets
import Synchronization
import TestSupport
import Testing

@Suite struct MailServerTests {
  @Test func `a mail goes out over SMTP, in lines that every server passes on`() async throws {
    let server = try MailPeer()
    let people = try await TestPeople.make(site: "https://watts.example")
    try await people.signUp("élodie@exemple.org")
    let postman = people.accounts.postman(.smtp(Secret(server.url), from: nil))
    #expect(try await postman.deliverNext())
    let dialogue = server.received.joined(separator: "\n")
    #expect(dialogue.contains("MAIL FROM:<no-reply@watts.example>"))
    #expect(dialogue.contains("RCPT TO:<élodie@exemple.org>"))
    #expect(dialogue.contains("Subject: Confirmez votre adresse"))
    #expect(server.received.allSatisfy { $0.utf8.count <= 78 })
    let body = server.received.drop { !$0.isEmpty }.dropFirst().prefix { $0 != "." }.joined()
    let text = String(decoding: try #require(Data(base64Encoded: body)), as: UTF8.self)
    #expect(text.contains("https://watts.example/profil#confirmation="))
    #expect(text.hasPrefix("Bonjour Camille,"))
    #expect(try await postman.deliverNext() == false)
  }

  @Test func `a subject with accents is encoded`() async throws {
    let server = try MailPeer()
    let people = try await TestPeople.make()
    let postman = people.accounts.postman(.smtp(Secret(server.url), from: "bornes@example.org"))
    try await people.signUp("camille@example.org")
    #expect(try await postman.deliverNext())
    try await people.signUp("camille@example.org")
    #expect(try await postman.deliverNext())
    let subject = "=?UTF-8?B?" + Data("Vous avez déjà un compte".utf8).base64EncodedString() + "?="
    #expect(server.received.contains("Subject: " + subject))
    #expect(server.received.contains("From: Watts Up <bornes@example.org>"))
  }

  @Test func `a server that refuses for now gets the mail later`() async throws {
    let server = try MailPeer(refusals: 1)
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let postman = people.accounts.postman(.smtp(Secret(server.url), from: nil))
    #expect(try await postman.deliverNext())
    #expect(!server.received.contains { $0.hasPrefix("Subject:") })
    people.clock.advance(by: .seconds(120))
    #expect(try await postman.deliverNext())
    #expect(server.received.contains { $0.hasPrefix("Subject:") })
  }

  @Test func `a password never goes to a server without TLS, nor into the error`() async throws {
    let server = try MailPeer()
    let people = try await TestPeople.make()
    try await people.signUp("camille@example.org")
    let lines = Mutex<[String]>([])
    let url = server.url.replacing("smtp://", with: "smtp://somebody:sesame@")
    let noisy = AccountsFeature(
      AccountsFeature.Settings(site: Site("http://localhost")), database: people.database,
      hasher: PasswordHasher(threads: 1),
      keys: try SecretKeys(parsing: "k:" + Base64.standard.encode(Array(repeating: 1, count: 32))),
      log: Log(level: .debug, clock: people.clock.wall) { level, instant, message, fields in
        lines.withLock { $0.append(Log.jsonLine(level, instant, message, fields)) }
      }, clock: people.clock.wall)
    #expect(try await noisy.postman(.smtp(Secret(url), from: nil)).deliverNext())
    #expect(!server.received.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
    let logged = lines.withLock { $0 }
    #expect(logged.count == 1)
    #expect(logged.allSatisfy { $0.contains("a mail was not delivered") && !$0.contains("sesame") })
  }
}

/// The other end of an SMTP dialogue, on a free port of this machine.
private final class MailPeer: Sendable {
  let url: String
  private let lines = Mutex<[String]>([])
  private let refusals: Mutex<Int>
  private let socket: Int32

  var received: [String] { lines.withLock { $0 } }

  init(refusals: Int = 0) throws {
    self.refusals = Mutex(refusals)
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> UInt16 in
        guard bind(socket, generic, length) == 0, listen(socket, 8) == 0,
          getsockname(socket, generic, &length) == 0
        else { return 0 }
        return pointer.pointee.sin_port.bigEndian
      }
    }
    try #require(port != 0)
    self.socket = socket
    url = "smtp://127.0.0.1:\(port)"
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(socket, nil, nil)
        guard client >= 0, let peer = self else { return }
        peer.talk(client)
      }
    }
  }

  deinit {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
  }

  private func talk(_ client: Int32) {
    guard let stream = fdopen(client, "r+") else { return }
    defer { fclose(stream) }
    func say(_ line: String) {
      fputs(line + "\r\n", stream)
      fflush(stream)
    }
    say("220 peer")
    var isData = false
    var buffer = [CChar](repeating: 0, count: 4096)
    while fgets(&buffer, Int32(buffer.count), stream) != nil {
      let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let line = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "")
      lines.withLock { $0.append(line) }
      if isData {
        if line == "." {
          isData = false
          say("250 taken")
        }
        continue
      }
      switch line.prefix(4) {
      case "EHLO": say("250-peer\r\n250 SMTPUTF8")
      case "MAIL":
        let refuses = refusals.withLock { left in
          defer { left -= 1 }
          return left > 0
        }
        say(refuses ? "451 later" : "250 ok")
      case "DATA":
        isData = true
        say("354 go on")
      case "QUIT": return say("221 bye")
      case "STAR", "AUTH": say("502 no")
      default: say("250 ok")
      }
    }
  }
}
