package import HTTP

/// The size and the look of a chart as a picture, as a request may ask for it.
package struct Picture: Sendable {
  /// Pixels of the picture in all: what a picture costs is decided before anything is drawn.
  package static let mostPixels = 4_000_000

  /// What cairo can draw.
  private static let sides = 1...32_767

  package let width: Int
  package let height: Int
  package let scale: Int
  package let theme: Theme

  package init(
    width: Int? = nil, height: Int? = nil, scale: Int? = nil, theme: Theme? = nil
  ) throws {
    self.width = width ?? 640
    self.height = height ?? 320
    self.scale = scale ?? 1
    self.theme = theme ?? .light
    var faults: [Problem.Fault] = []
    for (name, value) in [("width", self.width), ("height", self.height)] where !Self.sides.contains(value) {
      faults.append(
        Problem.Fault("?" + name, FieldFault("out-of-range", fr: "De 1 à 32 767.", en: "From 1 to 32,767.")))
    }
    if ![1, 2].contains(self.scale) {
      faults.append(Problem.Fault("?scale", FieldFault("out-of-range", fr: "1 ou 2.", en: "1 or 2.")))
    }
    if faults.isEmpty, max(self.width, self.height) * self.scale > Self.sides.upperBound {
      let fault = FieldFault(
        "out-of-range", fr: "Au plus 32 767 pixels par côté.", en: "At most 32,767 pixels a side.")
      faults.append(Problem.Fault(self.width > self.height ? "?width" : "?height", fault))
    }
    if faults.isEmpty, self.width * self.height * self.scale * self.scale > Self.mostPixels {
      let fault = FieldFault(
        "too-many-pixels", fr: "Au plus 4 000 000 pixels (largeur × hauteur × échelle²).",
        en: "At most 4,000,000 pixels (width × height × scale²).")
      faults.append(Problem.Fault("?width", fault))
    }
    if !faults.isEmpty { throw Problem(.validation, faults: faults) }
  }
}

extension Chart {
  /// The chart as SVG: text, and nothing that has to be loaded.
  func svg(_ picture: Picture) -> [UInt8] {
    var canvas = SVGCanvas(picture, title: title, description: description)
    draw(on: &canvas, picture)
    return canvas.finish()
  }

  func png(_ picture: Picture) throws -> [UInt8] {
    var canvas = try CairoCanvas(picture)
    draw(on: &canvas, picture)
    return try canvas.finish(title: title, description: description)
  }

  /// The answer that a picture travels in. Its version is that of its bytes.
  func response(_ format: PictureFormat, _ picture: Picture, to request: Request) throws -> Response {
    let bytes = Bytes(format == .svg ? svg(picture) : try png(picture))
    let tag = EntityTag(of: bytes)
    var response = Response(.ok, .bytes(bytes), type: format.type, cache: .revalidated).tagged(tag)
      .header("Vary", "Accept-Language")
    if request.has(tag) {
      response.status = .notModified
      response.body = .empty
    }
    return response
  }
}

package enum PictureFormat: Sendable {
  case svg, png

  package var type: MediaType {
    switch self {
    case .svg: MediaType("image/svg+xml")
    case .png: MediaType("image/png")
    }
  }
}
