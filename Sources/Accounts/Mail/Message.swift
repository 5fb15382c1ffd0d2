package import Runtime
import Secrets

/// One mail, ready to go (RFC 5322).
package struct Message: Sendable {
  package let id: String
  package let from: String
  package let to: String
  package let subject: String
  package let body: String
  package let date: Instant

  /// For SMTP: seven bits and short lines, which every server passes on.
  var wire: [UInt8] {
    let encoded = Array(Base64.standard.encode(Array(body.utf8)).utf8)
    let lines = stride(from: 0, to: encoded.count, by: 76).map { start in
      String(decoding: encoded[start..<min(start + 76, encoded.count)], as: UTF8.self)
    }
    return Array((head(Self.encodedWords(subject), "base64") + lines + [""]).joined(separator: "\r\n").utf8)
  }

  /// For a file: what a person can read.
  var readable: [UInt8] { Array((head(subject, "8bit") + [body]).joined(separator: "\n").utf8) }

  private func head(_ subject: String, _ encoding: String) -> [String] {
    [
      "From: Watts Up <\(from)>", "To: <\(to)>", "Subject: \(subject)", "Date: \(Self.date(date))",
      "Message-ID: <\(id)@\(from.split(separator: "@").last ?? "localhost")>", "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: \(encoding)", "",
    ]
  }

  /// RFC 2047: at most 75 characters a word, and no character cut in two.
  private static func encodedWords(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 < 128 }) else { return text }
    var pieces = [""]
    for character in text {
      if pieces[pieces.count - 1].utf8.count + character.utf8.count > 42 { pieces.append("") }
      pieces[pieces.count - 1].append(character)
    }
    return pieces.map { "=?UTF-8?B?\(Base64.standard.encode(Array($0.utf8)))?=" }.joined(separator: "\r\n ")
  }

  private static func date(_ instant: Instant) -> String {
    let days = Int((instant.seconds - (instant.seconds % 86_400 + 86_400) % 86_400) / 86_400)
    let day = CivilDay(daysSince1970: days)
    // The first of January 1970 was a Thursday.
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((days % 7) + 7) % 7]
    let month = "JanFebMarAprMayJunJulAugSepOctNovDec".dropFirst((day.month - 1) * 3).prefix(3)
    let time = instant.description.dropFirst(11).prefix(8)
    return "\(weekday), \(day.day) \(month) \(day.year) \(time) +0000"
  }
}
