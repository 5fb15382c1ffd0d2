import HTTP
package import Postgres
import Resources
package import Runtime
import Secrets

/// The rules about who may charge at a point, when, and how it is paid. Many points share them, so they are stored once, under a name made of
/// what they say.
package struct Terms: Hashable, Sendable {
  package typealias ID = Identifier<Terms>

  package enum Access: String, CaseIterable, Field { case open, restricted }

  package var access = Access.open
  /// As the source writes them, and in the one spelling when they make sense.
  package var hoursText: String?
  package var hours: String?
  package var twoWheelersOnly = false
  package var payPerUse: Bool?
  package var payCard: Bool?
  package var payOther: Bool?
  package var free: Bool?
  package var tariff: String?

  package init() {}

  package var open24h: Bool { hours == "24/7" }

  /// Nil where nobody can say: no hours that make sense, or a zone that this machine does not know.
  func isOpen(at now: Instant, in timeZone: String) -> Bool? { Self.isOpen(hours, at: now, in: timeZone) }

  static func isOpen(_ hours: String?, at now: Instant, in timeZone: String) -> Bool? {
    if hours == "24/7" { return true }
    guard let hours = hours.flatMap({ OpeningHours.read($0).hours }), let zone = Zone.named(timeZone) else {
      return nil
    }
    return hours.isOpen(at: now, in: zone)
  }
}

extension Terms {
  /// The name that the function `terms_id` gives them in the database.
  package var id: ID {
    let said = [
      access.rawValue, hoursText, hours, word(twoWheelersOnly), word(payPerUse), word(payCard), word(payOther),
      word(free), tariff,
    ]
    let text = said.map { $0.map { "\($0.utf8.count):\($0)" } ?? "-" }.joined()
    let digest = Digest.sha256(Array(text.utf8))
    func half(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    return ID(high: half(digest[0..<8]), low: half(digest[8..<16]))
  }

  private func word(_ flag: Bool?) -> String? { flag.map { $0 ? "true" : "false" } }

  /// The columns that `init(row:)` reads, of the table `terms` under its own name.
  package static let columns: SQL = """
    terms.access, terms.hours_text, terms.hours, terms.two_wheelers_only, terms.pay_per_use, terms.pay_card,
    terms.pay_other, terms.free, terms.tariff
    """

  /// The terms of a blank sheet for the nulls of an outer join.
  package init(_ row: inout Row) throws {
    access = try row.wordIfAny() ?? .open
    (hoursText, hours) = (try row.next(), try row.next())
    twoWheelersOnly = try row.next(Bool?.self) ?? false
    (payPerUse, payCard, payOther, free) = (try row.next(), try row.next(), try row.next(), try row.next())
    tariff = try row.next()
  }

  /// Stores them, if nobody has, and gives their name.
  var stored: SQL {
    """
    terms_of(\(access.rawValue), \(hoursText), \(hours), \(twoWheelersOnly), \(payPerUse), \(payCard), \(payOther), \(free),
      \(tariff))
    """
  }
}
