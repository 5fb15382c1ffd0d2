import HTTP

/// GET /ground.json: what lies under the map, so that a client knows what to draw and with which words.
struct GroundDescription: Codable, Sendable {
  enum Kind: String, CaseIterable, Field { case style, archive, communes }

  let kind: Kind
  /// An outside style; where it does not answer, the tiles are drawn.
  let styleUrl: String?
  /// Those of our own.
  let tiles: [String]
  let minzoom: Int
  let maxzoom: Int
  /// West, south, east and north.
  let bounds: [Double]?
  /// Of the outside style where there is one, else of the tiles.
  let attribution: String
  /// The vocabulary of an archive's layers; null where it is neither, and for communes.
  let schema: ArchiveMetadata.Vocabulary?
}

extension PlacesFeature {
  func describeGround(_ call: Call<Nothing, Nothing, NoBody>, _: Void) async throws -> Response {
    let outside = ground.style?.known
    let kind = outside != nil ? GroundDescription.Kind.style : ground.archive != nil ? .archive : .communes
    let attribution = outside?.attribution ?? ground.archive?.metadata.attribution ?? "IGN · INSEE · Etalab"
    let zooms = ground.archive?.header.zooms ?? 0...GroundTile.lastZoom
    let description = GroundDescription(
      kind: kind, styleUrl: outside.flatMap { _ in ground.style?.address },
      tiles: [ground.archive == nil ? "/basemap/{z}/{x}/{y}.mvt" : "/ground/{z}/{x}/{y}.mvt"],
      minzoom: zooms.lowerBound, maxzoom: zooms.upperBound, bounds: ground.archive?.header.bounds,
      attribution: attribution, schema: ground.archive?.metadata.vocabulary)
    return try .json(description, cache: .revalidated)
  }
}
