import Runtime
import TestSupport
import Testing

@testable import Places

func outside(_ address: String, fetch: @escaping OutsideStyle.Fetch) throws -> OutsideStyle {
  let made = OutsideStyle(address, fetch: fetch)
  return try #require(made)
}

@Suite struct OutsideStyleTests {
  private struct Away: Error {}

  private func style(
    at address: String = "https://maps.example/styles/plan.json", _ files: [String: String],
    asked: Shared<[String: Bool]> = Shared([:])
  ) throws -> OutsideStyle {
    try outside(address) { address, _, allowsPrivate in
      asked.change { $0[address] = allowsPrivate }
      guard let file = files[address] else { throw Away() }
      return Array(file.utf8)
    }
  }

  private static let plan = """
    {"version": 8, "glyphs": "https://letters.example/{fontstack}/{range}.pbf", "name": "Plan", "name": "twice",
     "sprite": [{"id": "default", "url": "https://pictures.example:8443/sprite"}],
     "sources": {
       "a": {"type": "vector", "tiles": ["https://A.tiles.example/{z}/{x}/{y}.pbf", "https://b.tiles.example/{z}"]},
       "b": {"type": "vector", "url": "../b.json", "attribution": "© B"},
       "c": {"type": "vector", "url": "https://elsewhere.example/c.json"},
       "d": {"type": "geojson", "data": "/d.geojson"}, "e": {"type": "image", "url": "https://image.example/e.png"},
       "f": {"type": "geojson", "data": {"type": "FeatureCollection", "features": []}},
       "g": {"type": "raster", "tiles": ["mapbox://secret", "https://evil.example;script-src *//{z}"]}},
     "layers": []}
    """

  @Test func `whoever the style names may be asked, and nobody else`() async throws {
    let asked = Shared<[String: Bool]>([:])
    let style = try style(
      [
        "https://maps.example/styles/plan.json": Self.plan,
        "https://maps.example/styles/../b.json": #"{"tiles": ["https://btiles.example/{z}"], "attribution": "© B"}"#,
      ], asked: asked)
    #expect(style.origins.isEmpty)
    try await style.read()
    #expect(
      Set(style.origins) == [
        "https://maps.example", "https://letters.example", "https://pictures.example:8443", "https://a.tiles.example",
        "https://b.tiles.example", "https://elsewhere.example", "https://btiles.example", "https://image.example",
      ])
    #expect(style.known?.attribution == "© B")
    #expect(asked.value["https://elsewhere.example/c.json"] == false, "a stranger leads into this network")
    #expect(asked.value["https://maps.example/styles/../b.json"] == true)
  }

  @Test func `what cannot be read leaves what was known`() async throws {
    let files = Shared(["https://maps.example/styles/plan.json": Self.plan])
    let style = try outside("https://maps.example/styles/plan.json") { address, _, _ in
      guard let file = files.value[address] else { throw Away() }
      return Array(file.utf8)
    }
    try await style.read()
    let known = style.origins
    for broken in [nil, "", "<html>", "[]", #"{"version": 8}"#] as [String?] {
      files.change { $0["https://maps.example/styles/plan.json"] = broken }
      await #expect(throws: (any Error).self) { try await style.read() }
      #expect(style.origins == known)
    }
  }

  @Test func `nobody waits longer than two seconds for a style`() async throws {
    let style = try outside("https://maps.example/plan.json") { _, _, _ in
      try await Task.sleep(for: .seconds(600))
      return []
    }
    async let asked: Void = style.wasAsked(within: .seconds(600))
    await #expect(throws: TookTooLong.self) { try await style.read() }
    await asked
    #expect(style.origins.isEmpty)
  }

  @Test func `IGN is named, though its style does not say so`() async throws {
    let style = try style(
      at: "https://data.geopf.fr/plan.json",
      [
        "https://data.geopf.fr/plan.json":
          #"{"sources": {"p": {"tiles": ["https://data.geopf.fr/{z}"]}}, "layers": []}"#
      ])
    try await style.read()
    #expect(style.known?.attribution == "© IGN" && style.origins == ["https://data.geopf.fr"])
  }

  @Test(
    arguments: [
      ("https://Maps.Example:443/a?b", "https://maps.example"), ("http://127.0.0.1:80", "http://127.0.0.1"),
      ("HTTPS://[::1]:8443/x", "https://[::1]:8443"), ("ftp://a.example", nil), ("//a.example", nil), ("https://", nil),
      ("https://a.example 'unsafe-inline'", nil), ("https://u:p@a.example", nil), ("https://*.example", nil),
      ("https://{s}.example/", nil), ("https://a.example:99999999", nil), ("mapbox://styles", nil),
    ] as [(String, String?)])
  func `an origin is a scheme and a plain host`(address: String, origin: String?) {
    #expect(WebOrigin(of: address)?.description == origin)
  }
}
