/// Draws by writing SVG: the letters are those of whoever looks at it.
struct SVGCanvas: Canvas {
  private var text: String

  init(_ picture: Picture, title: String, description: String) {
    let (width, height) = (picture.width, picture.height)
    text = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width * picture.scale)" height="\(height * picture.scale)" \
      viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="t d" \
      font-family="Inter, 'DejaVu Sans', sans-serif">
      <title id="t">\(Self.escaped(title))</title>
      <desc id="d">\(Self.escaped(description))</desc>

      """
    box(0, 0, Double(width), Double(height), picture.theme.paper)
  }

  mutating func area(_ points: [Point], _ colour: Colour) {
    text += "<path fill=\"\(colour.text)\" d=\"\(Self.path(points))Z\"/>\n"
  }

  mutating func line(_ points: [Point], _ colour: Colour, width: Double, isDashed: Bool) {
    let dashes = isDashed ? " stroke-dasharray=\"4 3\"" : ""
    text += "<path fill=\"none\" stroke=\"\(colour.text)\" stroke-width=\"\(Self.number(width))\"\(dashes) "
    text += "stroke-linejoin=\"round\" d=\"\(Self.path(points))\"/>\n"
  }

  mutating func text(_ words: String, at place: Point, size: Double, _ colour: Colour, _ anchor: Anchor) {
    text += "<text x=\"\(Self.number(place.x))\" y=\"\(Self.number(place.y))\" font-size=\"\(Self.number(size))\" "
    text += "fill=\"\(colour.text)\" text-anchor=\"\(anchor.rawValue)\">\(Self.escaped(words))</text>\n"
  }

  mutating func boxes(_ boxes: [Box], _ colour: Colour) {
    text += "<path fill=\"\(colour.text)\" shape-rendering=\"crispEdges\" d=\""
    for box in boxes {
      let (left, top) = (Self.number(box.left), Self.number(box.top))
      text += "M\(left) \(top)H\(Self.number(box.right))V\(Self.number(box.bottom))H\(left)Z"
    }
    text += "\"/>\n"
  }

  consuming func finish() -> [UInt8] { Array((text + "</svg>\n").utf8) }

  private static func path(_ points: [Point]) -> String {
    var path = ""
    for (index, point) in points.enumerated() {
      path += "\(index == 0 ? "M" : "L")\(number(point.x)) \(number(point.y))"
    }
    return path
  }

  /// With one digit behind the point at most.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return (tenths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(rest)")
  }

  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      // Control characters have no place in XML.
      case let other where other.value < 32 || other.value == 127: escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
