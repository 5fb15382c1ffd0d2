import HTTP
import Runtime
import Stations

/// GET /tiles.json
struct TileJSON: Codable, Sendable {
  struct VectorLayer: Codable, Sendable {
    let id: String
    let description: String
    let minzoom: Int
    let maxzoom: Int
    /// Each with what it is.
    let fields: [String: String]
  }

  var tilejson = "3.0.0"
  let name: String
  let tiles: [String]
  var scheme = "xyz"
  var minzoom = 0
  var maxzoom = Hierarchy.streetZoom
  let vectorLayers: [VectorLayer]
  let attribution: String

  /// As the specification spells it.
  private enum CodingKeys: String, CodingKey {
    case tilejson, name, tiles, scheme, minzoom, maxzoom, attribution
    case vectorLayers = "vector_layers"
  }
}

extension MapFeature {
  func describeTiles(_ call: Call<Nothing, StationFilter, NoBody>, _: Void) async throws -> Response {
    try call.query.check(at: clock.now)
    let site = publicURL ?? call.request.ownSite ?? ""
    let query = call.query.description
    let counts = ["points": "Number", "stations": "Number", "free": "Number", "maxKw": "Number"]
    let circles = counts.merging(["id": "Number", "expansionZoom": "Number"]) { $1 }
    let stations = counts.merging(["id": "String", "name": "String", "access": "String"]) { $1 }
    let zoom = Hierarchy.streetZoom
    let description = TileJSON(
      name: "Watts Up", tiles: [site + "/tiles/{z}/{x}/{y}.mvt" + (query.isEmpty ? "" : "?" + query)],
      vectorLayers: [
        .init(id: "clusters", description: "Several stations each", minzoom: 0, maxzoom: zoom - 1, fields: circles),
        .init(id: "stations", description: "Stations", minzoom: 0, maxzoom: zoom, fields: stations),
      ],
      attribution: "IRVE, data.gouv.fr, Licence Ouverte 2.0")
    return try .json(description, cache: .revalidated)
  }
}
