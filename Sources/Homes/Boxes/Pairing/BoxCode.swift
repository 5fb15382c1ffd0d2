import Runtime
import Secrets

/// The code that somebody carries from the app to a box: eight signs that no eye confuses, good once, for a quarter of
/// an hour.
struct BoxCode: Sendable {
  static let lives = Duration.seconds(15 * 60)
  private static let signs = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")
  private static let length = 8

  private let text: Secret<String>

  init() {
    var random = SystemRandomNumberGenerator()
    text = Secret(
      String((0..<Self.length).map { _ in Self.signs[Int.random(in: Self.signs.indices, using: &random)] }))
  }

  /// As somebody types it: dashes, blanks and case are forgiven.
  init?(_ typed: String) {
    let letters = typed.uppercased().filter { $0 != "-" && $0 != " " }
    guard letters.count == Self.length, letters.allSatisfy({ Self.signs.contains($0) }) else { return nil }
    text = Secret(letters)
  }

  /// In two groups.
  var exposed: String { "\(text.exposed.prefix(4))-\(text.exposed.suffix(4))" }

  /// The tries are few and the time is short: the digest needs to be no slower.
  var atRest: [UInt8] { Digest.sha256(Array("box code \(text.exposed)".utf8)) }
}
