package import HTTP
package import Postgres
package import Runtime

/// Communes: which one a place lies in, what they are called, and what the ground under the map looks like.
package struct PlacesFeature: Sendable {
  let database: Database
  let ground: Ground
  let log: Log
  let tiles = KeptTiles()
  /// Nil: nobody is asked.
  let addresses: AddressBase?
  let complaints = GroundComplaints()

  package init(
    database: Database, ground: Ground = Ground(), addresses: AddressBase? = nil, log: Log = .silent
  ) {
    (self.database, self.ground, self.addresses, self.log) = (database, ground, addresses, log)
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
        Route(
          .get, "/ground.json", access: .public, "What lies under the map: an outside style, an archive or communes",
          answers: .json(GroundDescription.self), traffic: .bulk, handler: describeGround),
        Route(
          .get, "/ground/{z}/{x}/{y}.mvt", access: .public, "A tile of the archive that lies under the map",
          answers: .media(.vectorTile), .empty(), traffic: .bulk, handler: showGround),
      ],
      links: Links().adding("places", Self.findLink).adding("basemap", "/basemap/{z}/{x}/{y}.mvt")
        .adding("ground", "/ground.json"),
      work: styleWork)
  }
}
