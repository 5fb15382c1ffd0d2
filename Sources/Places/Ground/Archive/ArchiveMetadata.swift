import HTTP

/// What an archive says of itself.
struct ArchiveMetadata: Sendable {
  /// The two vocabularies of layers that the app draws.
  enum Vocabulary: String, CaseIterable, Field { case protomaps, openmaptiles }

  let vocabulary: Vocabulary?
  let attribution: String

  private static let openStreetMap = "© <a href=\"https://www.openstreetmap.org/copyright\">OpenStreetMap</a>"
  private static let own: [Vocabulary: Set<String>] = [
    .protomaps: ["earth", "roads", "buildings", "places", "boundaries", "pois", "transit"],
    .openmaptiles: [
      "transportation", "transportation_name", "building", "place", "boundary", "waterway", "water_name", "park",
      "housenumber", "poi",
    ],
  ]

  init(_ bytes: [UInt8]) throws(ArchiveFault) {
    guard let json = try? JSONParser.parseLeniently(bytes) else { throw .damaged(.metadata) }
    vocabulary = Self.vocabulary(of: Self.layers(json["vector_layers"]))
    let said = json["attribution"].flatMap { Self.text($0) } ?? ""
    // Both vocabularies are those of OpenStreetMap's data, which asks to be named.
    attribution = said.isEmpty || said.utf8.count > 1000 ? Self.openStreetMap : said
  }

  private static func vocabulary(of layers: Set<String>) -> Vocabulary? {
    let shared = own.mapValues { $0.intersection(layers).count }
    let (protomaps, openmaptiles) = (shared[.protomaps] ?? 0, shared[.openmaptiles] ?? 0)
    if protomaps == openmaptiles { return nil }
    return protomaps > openmaptiles ? .protomaps : .openmaptiles
  }

  private static func layers(_ json: JSON?) -> Set<String> {
    guard case .array(let layers)? = json else { return [] }
    return Set(layers.compactMap { $0["id"].flatMap { text($0) } })
  }

  private static func text(_ json: JSON) -> String? { if case .string(let text) = json { text } else { nil } }
}
