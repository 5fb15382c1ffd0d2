import HTTP
import Postgres
import Resources
import Runtime

/// A contest between two days, and the rules that it goes by.
struct Season: Codable, Sendable {
  typealias ID = Identifier<Season>

  enum State: String, CaseIterable, Field { case open, closed }

  let id: ID
  let name: String
  let from: CivilDate
  let to: CivilDate
  let rules: SeasonRules
  let state: State
  let createdAt: Instant
  let closedAt: Instant?
  let reckonedAt: Instant?
  /// Made up, as all in it but those who have come since.
  let demonstration: Bool
  let _links: Links

  var first: CivilDay { from.day }
  var last: CivilDay { to.day }
}

extension Season {
  /// The columns that `Versioned` reads, of the table `community_seasons` under the name `s`.
  static let columns: SQL = """
    s.id, s.name, s.first_day, s.last_day, s.rules, s.state, s.created_at, s.closed_at, s.reckoned_at, s.demonstration, s.version
    """

  struct Versioned: Sendable {
    let season: Season
    let tag: EntityTag

    init(_ row: inout Row) throws {
      let id = try row.next(Season.ID.self)
      let path = "/api/admin/community/seasons/\(id)"
      season = Season(
        id: id, name: try row.next(), from: CivilDate(day: try row.next()), to: CivilDate(day: try row.next()),
        rules: try SeasonRules(stored: row.next()), state: try row.word(), createdAt: try row.next(),
        closedAt: try row.next(), reckonedAt: try row.next(), demonstration: try row.next(),
        _links: Links().adding("self", path).adding("change", path, method: .patch)
          .adding("seasons", "/api/community/seasons"))
      tag = EntityTag(String(try row.next(Int.self)))
    }

    func response(_ status: Status = .ok) throws -> Response { try .json(season, status: status).tagged(tag) }
  }
}

/// A civil day as requests and answers write it: `2026-12-01`.
struct CivilDate: Field, Equatable {
  let day: CivilDay

  init(day: CivilDay) { self.day = day }

  static let schema: Schema = ["type": "string", "format": "date"]
  static let sample = CivilDate(day: CivilDay(year: 2026, month: 12, day: 1))

  init(_ value: FieldValue) throws(FieldFault) {
    let text = try value.string()
    guard text.utf8.count == 10, let instant = Instant(rfc3339: text + "T00:00:00Z") else {
      throw FieldFault("bad-date", fr: "Une date, par exemple 2026-12-01.", en: "A date, such as 2026-12-01.")
    }
    day = CivilDay(daysSince1970: Int((Double(instant.seconds) / 86_400).rounded(.down)))
  }

  func encode(to encoder: any Encoder) throws { try day.text.encode(to: encoder) }
}
