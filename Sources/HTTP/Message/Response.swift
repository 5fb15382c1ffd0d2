package struct Response: Sendable {
  package enum Body: Sendable {
    case empty
    case bytes(Bytes)
    case file(FileSlice)
    /// Pieces as they become ready; the connection waits for each, so nothing piles up.
    case stream(AsyncStreamedBody)
  }

  package var status: Status
  package var headers = Headers()
  package var body: Body

  package init(_ status: Status, _ body: Body = .empty, type: MediaType? = nil, cache: CachePolicy = .never) {
    self.status = status
    self.body = body
    // Enough for what every answer gets in the end.
    headers.reserve(8)
    if let type { headers.add("Content-Type", type.text) }
    headers.add("Cache-Control", cache.text)
  }

  package static func json(
    _ value: some Encodable, status: Status = .ok, cache: CachePolicy = .never
  ) throws -> Response {
    json(try JSONWriter.encode(value), status, cache)
  }

  package static func json(_ value: JSON, status: Status = .ok, cache: CachePolicy = .never) -> Response {
    json(value.serialized(), status, cache)
  }

  /// An answer that may be kept has a version, that of its bytes.
  private static func json(_ bytes: Bytes, _ status: Status, _ cache: CachePolicy) -> Response {
    let response = Response(status, .bytes(bytes), type: .json, cache: cache)
    return cache.text == CachePolicy.never.text ? response : response.tagged(EntityTag(of: bytes))
  }

  /// Of something that shows more than what its version counts.
  package static func json(_ value: some Encodable, version: Int, status: Status = .ok) throws -> Response {
    let bytes = try JSONWriter.encode(value)
    return json(bytes, status, .never).tagged(EntityTag(version: version, showing: bytes))
  }

  package static let noContent = Response(.noContent)

  package consuming func header(_ name: String, _ value: String) -> Response {
    headers.set(name, value)
    return self
  }

  package consuming func tagged(_ tag: EntityTag) -> Response { header("ETag", tag.text) }
}

package struct MediaType: Hashable, Sendable {
  package let text: String
  package init(_ text: String) { self.text = text }

  package static let json = MediaType("application/json")
  package static let problem = MediaType("application/problem+json")
  package static let html = MediaType("text/html; charset=utf-8")
  package static let csv = MediaType("text/csv; charset=utf-8")
  package static let calendar = MediaType("text/calendar; charset=utf-8")
  package static let metrics = MediaType("text/plain; version=0.0.4; charset=utf-8")
  package static let vectorTile = MediaType("application/vnd.mapbox-vector-tile")
  package static let bytes = MediaType("application/octet-stream")

  private static let byExtension: [String: MediaType] = [
    "html": .html, "css": .init("text/css; charset=utf-8"), "js": .init("text/javascript; charset=utf-8"),
    "mjs": .init("text/javascript; charset=utf-8"), "json": .json, "geojson": .init("application/geo+json"),
    "webmanifest": .init("application/manifest+json"), "svg": .init("image/svg+xml"), "png": .init("image/png"),
    "ico": .init("image/x-icon"), "woff2": .init("font/woff2"), "txt": .init("text/plain; charset=utf-8"),
    "csv": .csv, "mvt": .vectorTile, "md": .init("text/plain; charset=utf-8"),
  ]

  package init(fileName: some StringProtocol) {
    let suffix = fileName.split(separator: ".").last.map { $0.lowercased() } ?? ""
    self = MediaType.byExtension[suffix] ?? .bytes
  }

  /// Text shrinks; pictures and fonts are compressed already.
  package var isCompressible: Bool {
    text.hasPrefix("text/") || ["json", "xml", "javascript", "mapbox-vector-tile"].contains { text.contains($0) }
  }
}

package enum CachePolicy: Sendable {
  /// The answer is private, or true only for this moment.
  case never
  /// Kept, but asked about each time.
  case revalidated
  /// The same, by nobody but who asked.
  case personal
  case seconds(Int)
  /// The address changes when the content does.
  case immutable

  package var text: String {
    switch self {
    case .never: "no-store"
    case .revalidated: "no-cache"
    case .personal: "private, no-cache"
    case .seconds(let seconds): "public, max-age=\(seconds)"
    case .immutable: "public, max-age=31536000, immutable"
    }
  }
}

/// Part of an open file.
package struct FileSlice: Sendable {
  package let path: String
  package let offset: Int
  package let count: Int
}

package struct AsyncStreamedBody: Sendable {
  package typealias Write = @Sendable (_ piece: [UInt8]) async throws -> Void
  package let produce: @Sendable (_ write: Write) async throws -> Void

  /// `produce` writes piece after piece; when it throws, the connection is cut so that the client sees the answer is
  /// not whole.
  package init(_ produce: @escaping @Sendable (_ write: Write) async throws -> Void) { self.produce = produce }
}
