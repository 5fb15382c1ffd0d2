package import Accounts
import HTTP
import Postgres
import Runtime
import Stations

extension FavouritesFeature {
  /// The export names the stations. The rows go with the row of the account.
  package static let personalData = PersonalData(
    "favourites",
    export: { database, account in
      .array(
        try await database.query(
          """
          select s.id, s.name, f.created_at from favourites f join stations s on s.id = f.station_id
          where f.account_id = \(account) order by f.id
          """
        ) { row in
          [
            "stationId": .string(try row.next(Station.ID.self).description), "name": .string(try row.next(String.self)),
            "favouritedAt": .string(try row.next(Instant.self).description),
          ]
        })
    },
    forget: { _, _, _ in })
}
