import HTTP
import Postgres
import Resources
package import Runtime

/// What the contract at a usage point says of the point. Whose it is stays with Enedis.
package struct Contract: Codable, Sendable, Equatable {
  package let directions: [Direction]
  package let subscribedVa: Int?
  /// How the grid is paid, in its operator's words.
  package let tariff: String?
  package let readAt: Instant
}

/// The same as Enedis tells it: a self-consumer has a line that draws (C5) and one that injects (P4).
struct ToldContract: Equatable, Sendable {
  let directions: [Direction]
  let subscribedVa: Int?
  let tariff: String?

  /// - Throws: for an answer of a form that nobody knows, or of another point.
  init(_ json: JSON, of point: UsagePoint) throws {
    let lines = Self.lines(json)
    guard !lines.isEmpty, lines.allSatisfy({ $0["usage_point_id"]?.word.map { $0 == point.exposed } ?? true }) else {
      throw EnedisFault.trouble("unknown-form")
    }
    let ways = Set(lines.compactMap { Self.direction($0["segment"]?.word ?? "") })
    directions = Direction.allCases.filter { ways.contains($0) }
    let drawing = lines.first { Self.direction($0["segment"]?.word ?? "") == .drawn } ?? lines[0]
    subscribedVa = Self.voltAmperes(drawing["subscribed_power"])
    tariff = drawing["distribution_tariff"]?.word.map { String($0.prefix(100)) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A list of contracts, or the same list below a name.
  private static func lines(_ json: JSON) -> [JSON] {
    if case .object(let members) = json {
      if json["segment"] != nil { return [json] }
      return members.lazy.map { lines($0.1) }.first { !$0.isEmpty } ?? []
    }
    return json.list.filter { $0["segment"] != nil }
  }

  private static func direction(_ segment: String) -> Direction? {
    switch segment.first {
    case "C": .drawn
    case "P": .injected
    default: nil
    }
  }

  /// `{"unit": "kVA", "value": "9"}`, or `9 kVA`.
  private static func voltAmperes(_ power: JSON?) -> Int? {
    let text = power?["value"]?.word ?? power?.word ?? ""
    let number = Double(text.prefix { $0.isNumber || $0 == "." })
    let isWhole = (power?["unit"]?.word ?? (text.hasSuffix("kVA") ? "kVA" : "VA")) == "VA"
    return number.map { isWhole ? $0 : $0 * 1000 }.flatMap { (1...1_000_000).contains($0) ? Int($0) : nil }
  }
}

extension HomesFeature {
  func contracts(of homes: [Home.ID], in database: some Querying) async throws -> [Home.ID: Contract] {
    let found = try await database.query(
      """
      select home_id, directions, subscribed_va, tariff, read_at from home_contracts
      where home_id = any(\(homes)) and read_at is not null
      """
    ) { row in
      let home = try row.next(Home.ID.self)
      let directions = try row.next([String].self).compactMap(Direction.init)
      return (
        home,
        Contract(
          directions: directions, subscribedVa: try row.next(), tariff: try row.next(), readAt: try row.next())
      )
    }
    return Dictionary(found) { first, _ in first }
  }
}
