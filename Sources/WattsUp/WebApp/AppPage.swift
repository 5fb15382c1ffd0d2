import HTTP

/// The one page of the app. What its head says of itself can be replaced by what an address is about.
struct AppPage: Sendable {
  private let before: String
  private let own: String
  private let after: String

  /// Behind a proxy that serves us under a `prefix`, the page names its files below it.
  init(_ file: String, prefix: String) {
    let pieces = file.split(separator: "=\"/", omittingEmptySubsequences: false)
    let page = prefix.isEmpty ? file : pieces.joined(separator: "=\"\(prefix)/")
    guard let start = page.firstRange(of: "<title>")?.lowerBound,
      let end = page[start...].firstRange(of: "<meta name=\"color-scheme\"")?.lowerBound
    else {
      (before, own, after) = (page, "", "")
      return
    }
    before = String(page[..<start])
    own = String(page[start..<end])
    after = String(page[end...])
  }

  var bytes: Bytes { about(own) }

  func about(_ head: String) -> Bytes { Bytes(before + head + after) }
}
