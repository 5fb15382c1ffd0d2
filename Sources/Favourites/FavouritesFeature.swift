package import Accounts
package import HTTP
package import Postgres
import Resources
package import Runtime

/// The stations that drivers keep at hand.
package struct FavouritesFeature: Sendable {
  let database: Database
  let doorkeeper: Doorkeeper
  let clock: WallClock
  let ids: IdentifierSource

  package init(database: Database, doorkeeper: Doorkeeper, clock: WallClock, ids: IdentifierSource = .random) {
    (self.database, self.doorkeeper, self.clock, self.ids) = (database, doorkeeper, clock, ids)
  }

  package var feature: Feature {
    let access = doorkeeper.driver
    return Feature(
      routes: [
        Route(
          .get, "/api/favourites", access: access, "My favourite stations, the latest first",
          answers: .json(FavouriteList.self), handler: listFavourites),
        Route(
          .get, "/api/favourites/{stationId}", access: access, "One of them", answers: .json(Favourite.self),
          handler: showFavourite),
        Route(
          .put, "/api/favourites/{stationId}", access: access, "Keep a station at hand",
          answers: .json(Favourite.self), .json(Favourite.self, status: .created), handler: keepFavourite),
        Route(
          .delete, "/api/favourites/{stationId}", access: access, "Let go of it", answers: .empty(),
          handler: dropFavourite),
      ],
      links: Links().adding("favourites", "/api/favourites{?cursor,limit}")
        .adding("favourite", "/api/favourites/{stationId}"))
  }
}
