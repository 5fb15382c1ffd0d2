package import HTTP
package import Postgres
package import Runtime

/// Communes: which one a place lies in, what they are called, and what the ground under the map looks like.
package struct PlacesFeature: Sendable {
  let database: Database
  let ground: Ground
  let log: Log
  let tiles = KeptTiles()
  let complaints = GroundComplaints()

  package init(database: Database, ground: Ground = Ground(), log: Log = .silent) {
    (self.database, self.ground, self.log) = (database, ground, log)
  }

  package var feature: Feature {
    Feature(
      routes: [
        Route(
          .get, "/api/places", access: .public, "Towns, departements and postcodes to fly to",
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
      links: Links().adding("places", "/api/places{?q,limit}").adding("basemap", "/basemap/{z}/{x}/{y}.mvt")
        .adding("ground", "/ground.json"),
      work: styleWork)
  }
}
