package import HTTP
package import Postgres

/// Communes: which one a place lies in, what they are called, and what the ground under the map looks like.
package struct PlacesFeature: Sendable {
  let database: Database
  let tiles = KeptTiles()

  package init(database: Database) { self.database = database }

  package var feature: Feature {
    Feature(
      routes: [
        Route(
          .get, "/api/places", access: .public, "Towns, departements and postcodes to fly to",
          answers: .json(PlaceList.self), handler: findPlaces),
        Route(
          .get, "/basemap/{z}/{x}/{y}.mvt", access: .public, "The ground under the map, as a vector tile",
          answers: .media(.vectorTile), traffic: .bulk, handler: showBasemap),
      ],
      links: Links().adding("places", "/api/places{?q,limit}").adding("basemap", "/basemap/{z}/{x}/{y}.mvt"))
  }
}
