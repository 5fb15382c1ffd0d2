import HTTP

/// The addresses that a style of MapLibre's names: those of its tiles, pictures and letters, and of descriptions that
/// name more.
struct StyleAddresses {
  private(set) var assets: [String] = []
  /// Each describes a source's tiles (TileJSON).
  private(set) var descriptions: [String] = []
  private(set) var attributions: [String] = []

  init(style: JSON) {
    add(style["glyphs"])
    add(style["sprite"])
    guard case .object(let sources)? = style["sources"] else { return }
    for (_, source) in sources { add(source: source) }
  }

  private mutating func add(source: JSON) {
    add(tiles: source)
    add(source["data"])
    add(source["urls"])
    guard let url = source["url"]?.string else { return }
    // A picture's or a film's address is that of itself.
    if ["image", "video"].contains(source["type"]?.string) { assets.append(url) } else { descriptions.append(url) }
  }

  /// Of a source, or of its description.
  mutating func add(tiles source: JSON) {
    add(source["tiles"])
    guard let words = source["attribution"]?.string, 1...1000 ~= words.utf8.count else { return }
    attributions.append(words)
  }

  private mutating func add(_ json: JSON?) {
    switch json {
    case .string(let address): assets.append(address)
    case .array(let several): for one in several { add(one["url"] ?? one) }
    default: break
    }
  }
}

extension JSON {
  fileprivate var string: String? { if case .string(let text) = self { text } else { nil } }
}
