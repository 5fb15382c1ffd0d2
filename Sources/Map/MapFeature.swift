package import HTTP
package import Runtime
package import Stations

/// The map of the whole country, in memory: tiles of circles for any filter, and what changes in view.
package struct MapFeature: Sendable {
  package let country: PresentCountry
  let clock: WallClock
  /// Scheme, authority and prefix under which the world calls us; nil for the address that was asked.
  let publicURL: String?
  let present: CurrentMap
  let hub = LiveHub()
  let asked = AskedFilters()

  package init(of country: PresentCountry, publicURL: String? = nil) {
    self.country = country
    self.publicURL = publicURL
    clock = country.clock
    present = CurrentMap(clock: clock)
    country.tell { [present, hub] news in try await Self.follow(news, present, hub) }
  }

  private static func follow(_ news: CountryNews, _ present: CurrentMap, _ hub: LiveHub) async throws {
    if news.isAnother { try await present.begin(news.moment) } else { present.update(news.moment) }
    if let from = news.rememberedFrom { return hub.begin(number: news.number, from: from, news.changes) }
    hub.tell(PointNews.of(Array(news.points), at: news.moment), number: news.number, news.changes)
  }

  /// Keeps the country at the present.
  package var work: [BackgroundWork] { country.work }

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
