import Accounts
import HTTP
import Postgres
import Runtime
import Stations

/// PUT and DELETE /api/favourites/{stationId}. Either may be said twice.
extension FavouritesFeature {
  /// More than anybody goes to; a list that one person fills must end somewhere.
  static let mostFavourites = 200

  func keepFavourite(_ call: Call<FavouritePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let (station, now) = (call.path.stationId, clock.now)
    let isNew = try await database.transaction { transaction in
      if try await holds(station, driver, in: transaction) { return false }
      try await keep(station, for: driver, at: now, in: transaction)
      return true
    }
    guard let found = try await kept(station, by: driver, at: now) else { throw Problem(.notFound) }
    let answer = found.response(isNew ? .created : .ok, at: now)
    return isNew ? answer.header("Location", "/api/favourites/\(station)") : answer
  }

  /// The account is held until the end, so that two requests at once do not pass the limit.
  private func holds(_ station: Station.ID, _ driver: Driver, in transaction: Transaction) async throws -> Bool {
    try await transaction.execute("select from accounts where id = \(driver.id) for no key update")
    return try await transaction.first(
      "select exists (select from favourites where account_id = \(driver.id) and station_id = \(station))"
    ) { try $0.next(Bool.self) } ?? false
  }

  private func keep(
    _ station: Station.ID, for driver: Driver, at now: Instant, in transaction: Transaction
  ) async throws {
    let made = try await transaction.execute(
      """
      insert into favourites (id, account_id, station_id, created_at)
      select \(ids.next(KeptStation.self, at: now)), \(driver.id), s.id, \(now) from stations s
      where s.id = \(station) and s.withdrawn_at is null
        and (select count(*) from favourites where account_id = \(driver.id)) < \(Self.mostFavourites)
      """)
    if made == 1 { return }
    let isThere = try await transaction.first(
      "select exists (select from stations where id = \(station) and withdrawn_at is null)"
    ) { try $0.next(Bool.self) }
    guard isThere == true else { throw Problem(.notFound, Self.noStation) }
    throw Problem(.quotaReached, Self.tooMany)
  }

  private static let noStation = Text(fr: "Cette station n'existe pas.", en: "There is no such station.")
  private static let tooMany = Text(
    fr: "Au plus \(mostFavourites) favoris : retirez-en un pour en ajouter un autre.",
    en: "At most \(mostFavourites) favourites: remove one to add another.")

  func dropFavourite(_ call: Call<FavouritePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await database.execute(
      "delete from favourites where account_id = \(driver.id) and station_id = \(call.path.stationId)")
    return .noContent
  }
}
