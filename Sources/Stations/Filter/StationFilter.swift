import HTTP
import Resources
package import Runtime

/// The wishes of somebody who looks for a charge point, in the words of a query: the same for tiles, lists, search and live views.
///
/// A query type takes it in with `filter = try StationFilter(from: decoder)`; without one, `request.query(as:)`. Unknown
/// names and values are 422 either way. A point matches when all of it holds for the point and its station together, and a
/// station when one of its points does.
package struct StationFilter: Hashable, Sendable {
  /// A point whose power nobody knows does not match.
  package var minPower: Power?
  /// Any of these; empty when it does not matter.
  package var sockets: Sockets = []
  package var onlyOpenAccess = false
  package var onlyFree = false
  package var onlyCard = false
  /// Points reserved for or accessible to people of reduced mobility.
  package var onlyAccessible = false
  package var twoWheelers: Bool?
  package var onlyOpen24h = false
  /// As stored: the import has brought spellings together.
  package var brand: String?
  package var `operator`: String?
  /// Metres of the vehicle. A station without a known limit matches.
  package var height: Double?
  /// Free then, and open as far as anybody knows.
  package var available: Availability?

  package enum Availability: Hashable, Sendable {
    case now
    /// A whole minute, as bookings begin on.
    case at(Instant)
  }

  package init() {}

  /// How far ahead points can be booked.
  package static let horizon = Duration.seconds(7 * 86_400)

  /// The moment that was asked for must not have passed nor be farther away than bookings reach.
  package func check(at now: Instant) throws {
    guard case .at(let instant)? = available else { return }
    guard instant > now - .seconds(60), instant <= now + Self.horizon else {
      let fault = FieldFault(
        "out-of-range", fr: "De maintenant à 7 jours plus tard.", en: "From now to 7 days from now.")
      throw Problem(.validation, faults: [Problem.Fault("?at", fault)])
    }
  }
}

extension StationFilter: Decodable {
  private enum Yes: String, CaseIterable, Field { case yes = "1" }
  private enum YesOrNo: String, CaseIterable, Field { case yes = "1", no = "0" }
  private enum Access: String, CaseIterable, Field { case open }
  private enum Available: String, CaseIterable, Field { case now }

  private enum Name: String, CodingKey {
    case minPower, socket, access, free, card, pmr, twoWheels, open24h, brand, `operator`, maxHeight, available, at
  }

  package init(from decoder: any Decoder) throws {
    let query = try decoder.container(keyedBy: Name.self)
    func isAsked(_ name: Name) throws -> Bool { try query.decodeIfPresent(Yes.self, forKey: name) != nil }
    minPower = try query.decodeIfPresent(Power.self, forKey: .minPower)
    sockets = Sockets(try query.decodeIfPresent([SocketName].self, forKey: .socket) ?? [])
    onlyOpenAccess = try query.decodeIfPresent(Access.self, forKey: .access) != nil
    (onlyFree, onlyCard, onlyAccessible) = (try isAsked(.free), try isAsked(.card), try isAsked(.pmr))
    twoWheelers = try query.decodeIfPresent(YesOrNo.self, forKey: .twoWheels).map { $0 == .yes }
    onlyOpen24h = try isAsked(.open24h)
    brand = try query.decodeIfPresent(Line.self, forKey: .brand)?.text
    self.operator = try query.decodeIfPresent(Line.self, forKey: .operator)?.text
    height = try query.decodeIfPresent(MaxHeight.self, forKey: .maxHeight)?.metres
    let now = try query.decodeIfPresent(Available.self, forKey: .available).map { _ in Availability.now }
    // A moment says more than "now".
    available = try query.decodeIfPresent(Instant.self, forKey: .at).map { .at($0.wholeMinute) } ?? now
  }
}

/// One text for one filter, however it was asked: the order and the repetitions of a query are gone. Empty for none.
extension StationFilter: CustomStringConvertible {
  package var description: String {
    var parts: [String] = []
    if let minPower { parts.append("minPower=\(minPower.kilowatts)") }
    parts += sockets.names.map { "socket=\($0.rawValue)" }
    if onlyOpenAccess { parts.append("access=open") }
    if onlyFree { parts.append("free=1") }
    if onlyCard { parts.append("card=1") }
    if onlyAccessible { parts.append("pmr=1") }
    if let twoWheelers { parts.append("twoWheels=\(twoWheelers ? 1 : 0)") }
    if onlyOpen24h { parts.append("open24h=1") }
    if let brand { parts.append("brand=\(brand.plain)") }
    if let name = self.operator { parts.append("operator=\(name.plain)") }
    if let height { parts.append("maxHeight=\(height)") }
    switch available {
    case .now?: parts.append("available=now")
    case .at(let instant)?: parts.append("at=\(instant)")
    case nil: break
    }
    return parts.joined(separator: "&")
  }
}

extension String {
  /// Without the signs that a query is taken apart at: scalar by scalar, as an accent would hide its sign.
  fileprivate var plain: String {
    unicodeScalars.reduce(into: "") { text, sign in
      switch sign {
      case "%": text += "%25"
      case "&": text += "%26"
      case "+": text += "%2B"
      case "#": text += "%23"
      case " ": text += "+"
      default: text.unicodeScalars.append(sign)
      }
    }
  }
}

extension Instant {
  fileprivate var wholeMinute: Instant {
    let second = (seconds % 60 + 60) % 60
    return Instant(seconds: seconds - second)
  }
}
