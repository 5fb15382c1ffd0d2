import HTTP
import Postgres
import Resources
import Runtime
import Stations

/// A station that somebody keeps at hand. One that was withdrawn stays, and says so.
struct KeptStation: Sendable {
  typealias ID = Identifier<KeptStation>

  let id: ID
  let favouritedAt: Instant
  let station: StationItem

  /// The rows that `init(row:)` reads, without a condition.
  static func rows(at now: Instant) -> SQL {
    """
    select f.id, f.created_at, \(sql: StationItem.columns)
    from favourites f join stations s on s.id = f.station_id \(sql: StationItem.joined(at: now))
    """
  }

  init(_ row: inout Row, at now: Instant) throws {
    (id, favouritedAt) = (try row.next(), try row.next())
    station = try StationItem(&row, at: now)
  }

  func write(into json: inout JSONWriter, at now: Instant) {
    station.write(into: &json, at: now) { json in
      json.name("favouritedAt")
      json.write(favouritedAt)
      json.name("withdrawnAt")
      if let withdrawn = station.withdrawnAt { json.write(withdrawn) } else { json.null() }
    }
  }

  func response(_ status: Status = .ok, at now: Instant) -> Response {
    var json = JSONWriter(capacity: 2048)
    write(into: &json, at: now)
    return Response(status, .bytes(json.finish()), type: .json)
  }
}

/// The shape of what is written, for the documentation of the API; a test holds the two together.
struct Favourite: Decodable {
  let station: StationList.Item
  let favouritedAt: Instant
  let withdrawnAt: Instant?

  private enum Key: String, CodingKey { case favouritedAt, withdrawnAt }

  init(from decoder: any Decoder) throws {
    station = try StationList.Item(from: decoder)
    let more = try decoder.container(keyedBy: Key.self)
    favouritedAt = try more.decode(Instant.self, forKey: .favouritedAt)
    withdrawnAt = try more.decodeIfPresent(Instant.self, forKey: .withdrawnAt)
  }
}

/// The id in a path below /api/favourites.
struct FavouritePath: Decodable, Sendable {
  let stationId: Station.ID
}
