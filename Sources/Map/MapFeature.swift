package import HTTP
package import Postgres
package import Runtime
import Stations

/// The map of the whole country, in memory: tiles of circles for any filter, and what changes in view.
package struct MapFeature: Sendable {
  let database: Database
  let clock: WallClock
  let log: Log
  /// Scheme, authority and prefix under which the world calls us; nil for the address that was asked.
  let publicURL: String?
  let present: CurrentMap
  let hub = LiveHub()
  let asked = AskedFilters()

  package init(database: Database, clock: WallClock, log: Log, publicURL: String? = nil) {
    self.database = database
    self.clock = clock
    self.log = log
    self.publicURL = publicURL
    present = CurrentMap(database: database, clock: clock)
  }

  /// The country has been loaded once.
  package var isReady: Bool { present.moment != nil }

  @discardableResult
  package func isLoaded(within patience: Duration) async -> Bool {
    let deadline = ContinuousClock.now + patience
    while !isReady, .now < deadline, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
    return isReady
  }

  package var feature: Feature {
    let filters = "minPower,socket*,access,free,card,pmr,twoWheels,open24h,brand,operator,maxHeight,available,at"
    return Feature(
      routes: [
        Route(
          .get, "/tiles.json", access: .public, "The tiles, described (TileJSON 3.0)", answers: .json(TileJSON.self),
          traffic: .bulk, handler: describeTiles),
        .immediate(
          .get, "/tiles/{z}/{x}/{y}.mvt", "A tile: circles up to zoom 13, then stations", path: TilePath.self,
          query: StationFilter.self, answers: .media(.vectorTile), handler: showTile),
        Route(
          .get, "/tiles/{z}/{x}/{y}.geojson", access: .public, "The same tile as GeoJSON, without its surroundings",
          answers: .media(MediaType(fileName: "tile.geojson")), traffic: .bulk, handler: showGeoJSONTile),
        .socket(
          "/api/live", access: .public, "What changes in view",
          talk: .init(sends: PointsNews.self, hears: ViewNews.self), handler: watch),
      ],
      links: Links().adding("tiles", "/tiles.json{?\(filters)}")
        .adding("vectorTiles", "/tiles/{z}/{x}/{y}.mvt{?\(filters)}")
        .adding("geoJSONTiles", "/tiles/{z}/{x}/{y}.geojson{?\(filters)}")
        .adding("livePoints", "/api/live{?bbox,since}"),
      work: work)
  }
}
