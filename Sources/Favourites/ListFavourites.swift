import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Stations

/// GET /api/favourites: mine, the latest first.
struct ListFavourites: Decodable, Sendable {
  let cursor: Cursor<KeptStation>?
  let limit: PageLimit?
}

struct FavouriteList: Decodable {
  let items: [Favourite]
  let _links: Links
}

extension FavouritesFeature {
  func listFavourites(_ call: Call<Nothing, ListFavourites, NoBody>, _ driver: Driver) async throws -> Response {
    let (now, limit, cursor) = (clock.now, call.query.limit?.count ?? 50, call.query.cursor?.id)
    let found = try await database.query(
      """
      \(sql: KeptStation.rows(at: now))
      where f.account_id = \(driver.id) and (\(cursor)::uuid is null or f.id < \(cursor))
      order by f.id desc limit \(limit + 1)
      """
    ) { row in try KeptStation(&row, at: now) }
    let page = found.prefix(limit)
    var links: [(String, JSON)] = [("self", ["href": "/api/favourites"])]
    if found.count > limit, let last = page.last {
      let next = call.request.next(at: "/api/favourites", after: Cursor(id: last.id).text)
      links.append(("next", ["href": .string(next)]))
    }
    return Response(.ok, .bytes(list(page, .object(links), at: now)), type: .json)
  }

  private func list(_ page: ArraySlice<KeptStation>, _ links: JSON, at now: Instant) -> Bytes {
    var json = JSONWriter(capacity: 512 + page.count * 1300)
    json.object { json in
      json.name("items")
      json.array { json in for kept in page { kept.write(into: &json, at: now) } }
      json.name("_links")
      json.write(links)
    }
    return json.finish()
  }

  func showFavourite(_ call: Call<FavouritePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let now = clock.now
    guard let found = try await kept(call.path.stationId, by: driver, at: now) else { throw Problem(.notFound) }
    return found.response(at: now)
  }

  /// Nil for a station that is none of the driver's favourites.
  func kept(_ id: Station.ID, by driver: Driver, at now: Instant) async throws -> KeptStation? {
    try await database.first(
      "\(sql: KeptStation.rows(at: now)) where f.account_id = \(driver.id) and f.station_id = \(id)"
    ) { row in try KeptStation(&row, at: now) }
  }
}
