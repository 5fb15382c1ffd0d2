import HTTP
import Postgres
import Runtime

/// GET /api/stations/{id}: a station with its points, as everybody sees it.
struct StationPath: Decodable, Sendable {
  let id: Station.ID
}

extension StationsFeature {
  /// Content of more points is made by a task.
  private static let mostPointsAtOnce = 100

  func showStation(_ request: Request) throws -> Reply {
    if !request.target.query.isEmpty { _ = try request.query(as: Nothing.self) }
    guard let id = request.target.segments.last.flatMap({ Station.ID($0) }) else { throw Problem(.notFound) }
    guard let moment = country.followed else { return .later { try await look(for: id).response(to: request) } }
    let now = clock.now
    if let content = ready.content(of: id, in: moment, at: now) { return content.reply(to: request) }
    guard let index = moment.country.index(of: id),
      moment.country.stations[index].points.count <= Self.mostPointsAtOnce
    else { return .later { try await look(for: id).response(to: request) } }
    return ready.content(of: index, in: moment, at: now).reply(to: request)
  }

  private func look(for id: Station.ID) async throws -> ReadyContent {
    if let content = find(id, in: try await country.present()) { return content }
    let withdrawnAt = try await database.readFirst("select withdrawn_at from stations where id = \(id)") { row in
      try row.next(Instant?.self)
    }
    guard let withdrawnAt else { throw Problem(.notFound) }
    if let day = withdrawnAt { throw Problem.withdrawn(day) }
    // It has been there for a moment only.
    await country.catchUp()
    guard let content = find(id, in: try await country.present()) else { throw Problem(.notFound) }
    return content
  }

  private func find(_ id: Station.ID, in moment: CountryMoment) -> ReadyContent? {
    let now = clock.now
    if let content = ready.content(of: id, in: moment, at: now) { return content }
    return moment.country.index(of: id).map { ready.content(of: $0, in: moment, at: now) }
  }
}

extension Problem {
  fileprivate static func withdrawn(_ instant: Instant) -> Problem {
    let day = instant.description.prefix(10)
    return Problem(
      .notFound,
      Text(
        fr: "Cette station a été retirée le \(day) : elle n'est plus proposée.",
        en: "This station was withdrawn on \(day): it is no longer offered."))
  }
}
