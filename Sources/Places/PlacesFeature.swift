package import HTTP
package import Postgres

/// Communes: which one a place lies in, what they are called, and what the ground under the map looks like.
package struct PlacesFeature: Sendable {
  let database: Database
  let tiles = KeptTiles()
  /// Nil: nobody is asked.
  let addresses: AddressBase?

  package init(database: Database, addresses: AddressBase? = nil) {
    (self.database, self.addresses) = (database, addresses)
  }

  static let findLink = "/api/places{?q,limit,addresses,lat,lon}"

  package var feature: Feature {
    Feature(
      routes: [
        Route(
          .get, "/api/places", access: .public, "Towns, postcodes and addresses to fly to, networks to filter by",
          answers: .json(PlaceList.self), handler: findPlaces),
        Route(
          .get, "/basemap/{z}/{x}/{y}.mvt", access: .public, "The ground under the map, as a vector tile",
          answers: .media(.vectorTile), traffic: .bulk, handler: showBasemap),
      ],
      links: Links().adding("places", Self.findLink).adding("basemap", "/basemap/{z}/{x}/{y}.mvt"))
  }
}
