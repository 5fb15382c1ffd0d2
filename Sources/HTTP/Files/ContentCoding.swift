/// The ways in which content is packed for its way, the closest first. Brotli takes seconds for what gzip packs at once: only
/// set-up has that time.
package enum ContentCoding: String, CaseIterable {
  case brotli = "br"
  case gzip

  /// How the name ends of a file beside the file that it is packed from.
  var suffix: String {
    switch self {
    case .brotli: ".br"
    case .gzip: ".gz"
    }
  }
}

extension Request {
  package func accepts(_ coding: ContentCoding) -> Bool { preferred(of: [coding]) != nil }

  /// The one that the client likes best; of equals the first. nil when it can unpack none of them.
  func preferred(of codings: some Sequence<ContentCoding>) -> ContentCoding? {
    guard let header = headers["Accept-Encoding"] else { return nil }
    // Without weights, as browsers say it, nothing is to be weighed.
    if !header.utf8.contains(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "*") }) {
      let named = header.parts(at: ",").map(\.trimmed)
      return codings.first { coding in named.contains { Headers.same($0, coding.rawValue) } }
    }
    let accepted = weightedItems(header)
    var best: (coding: ContentCoding?, weight: Double) = (nil, 0)
    for coding in codings {
      // The asterisk stands for what is not named.
      let named = accepted.first { $0.item == coding.rawValue } ?? accepted.first { $0.item == "*" }
      if let named, named.weight > best.weight { best = (coding, named.weight) }
    }
    return best.coding
  }
}
