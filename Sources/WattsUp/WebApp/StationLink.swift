import HTTP
import Stations

/// What other programs show of a link to a station: its name, its place, what it gives.
struct StationLink {
  let id: Station.ID
  let preview: StationPreview
  /// How the world calls us; empty where nobody has said so and nothing is sure.
  let site: String
  let language: Language

  var head: String {
    let base = site.hasSuffix("/") ? String(site.dropLast()) : site
    let address = "\(base)/s/\(id)"
    let picture = base + "/icons/preview.png"
    return """
      <title>\(preview.name.escapedForHTML) · Watts Up</title>
      <meta name="description" content="\(description.escapedForHTML)">
      <link rel="canonical" href="\(address.escapedForHTML)">
      \(property("type", "website"))
      \(property("site_name", "Watts Up"))
      \(property("locale", Text(fr: "fr_FR", en: "en_GB")(in: language)))
      \(property("title", preview.name))
      \(property("description", description))
      \(property("url", address))
      \(property("image", picture))
      \(property("image:width", "1200"))
      \(property("image:height", "630"))
      <meta name="twitter:card" content="summary_large_image">

      """
  }

  private func property(_ name: String, _ content: String) -> String {
    "<meta property=\"og:\(name)\" content=\"\(content.escapedForHTML)\">"
  }

  private var description: String {
    let town = [preview.postcode, preview.city].compactMap { $0 }.joined(separator: " ")
    let place = [preview.street, town].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    let count = preview.points
    let points = Text(
      fr: "\(count) \(count < 2 ? "point" : "points") de charge",
      en: "\(count) charge \(count == 1 ? "point" : "points")")
    // What is made up is never shown without saying so.
    let origin = preview.isMadeUp ? Text(fr: "Démonstration", en: "Demonstration")(in: language) : ""
    return [origin, place, points(in: language), power(in: language)].filter { !$0.isEmpty }.joined(separator: " · ")
  }

  private func power(in language: Language) -> String {
    guard let watts = preview.maxPower?.watts else { return "" }
    let (whole, tenths) = (watts / 1000, watts % 1000 / 100)
    let number = { (point: String) in tenths == 0 ? "\(whole)" : "\(whole)\(point)\(tenths)" }
    return Text(fr: "jusqu’à \(number(",")) kW", en: "up to \(number(".")) kW")(in: language)
  }
}
