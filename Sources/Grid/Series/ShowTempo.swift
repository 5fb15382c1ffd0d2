import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/grid/tempo: today and tomorrow, unless something else is asked for.
struct TempoQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
}

package enum TempoColour: String, CaseIterable, Field, Sendable { case blue, white, red }

struct TempoDay: Codable, Sendable {
  let date: String
  let colour: TempoColour
}

struct TempoList: Codable, Sendable {
  let from: String
  let to: String
  let items: [TempoDay]
  let updatedAt: Instant?
  let source: String
}

extension GridFeature {
  /// A day of the tariff begins at six.
  static func tempoDay(of instant: Instant) -> CivilDay {
    let local = Paris.zone.local(instant)
    return local.second < 6 * 3600 ? local.day.adding(-1) : local.day
  }

  func showTempo(_ call: Call<Nothing, TempoQuery, NoBody>, _: Void) async throws -> Response {
    let zone = Paris.zone
    let from = call.query.from?.day(in: zone) ?? Self.tempoDay(of: clock.now)
    let to = call.query.to?.day(in: zone) ?? max(from, from.adding(1))
    let days = try await tempo(from: from, to: to)
    if call.request.wantsCSV { return .csv(["date", "colour"], days.map { [$0.date, $0.colour.rawValue] }) }
    let updated = try await database.readFirst("select max(stored_at) from grid_tempo") { try $0.next(Instant?.self) }
    return try .json(
      TempoList(
        from: from.text, to: to.text, items: days, updatedAt: updated ?? nil,
        source: "RTE, eCO2mix (Licence Ouverte 2.0)"), cache: .revalidated
    ).header("Vary", "Accept")
  }

  func tempo(from: CivilDay, to: CivilDay) async throws -> [TempoDay] {
    try await database.read(
      "select day, colour from grid_tempo where day between \(from) and \(to) order by day"
    ) { row in
      TempoDay(date: try row.next(CivilDay.self).text, colour: TempoColour(rawValue: try row.next()) ?? .blue)
    }
  }
}
