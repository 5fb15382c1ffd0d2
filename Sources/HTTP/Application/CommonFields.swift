/// What every answer says of how it may be used, where it says nothing else itself: forbids a browser what it must never do
/// with our pages. Data, which nobody opens as a page, are let do nothing at all: fewer bytes, as there are many of them.
final class CommonFields: Sendable {
  struct Lines: Sendable {
    let fields: [(name: String, value: String)]
    /// As they are sent.
    let bytes: Bytes

    fileprivate init(_ policy: String, isSecure: Bool) {
      fields =
        [(ContentPolicy.name, policy), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin")]
        + (isSecure ? [("Strict-Transport-Security", "max-age=31536000; includeSubDomains")] : [])
      var block = ByteWriter()
      for (name, value) in fields { block.appendField(name, value) }
      bytes = block.finish()
    }
  }

  /// How an answer's own fields bear on these.
  enum Manner {
    case page, data
    /// One of them is said already.
    case special
  }

  private let page: Lines
  private let data: Lines

  init(isSecure: Bool) {
    page = Lines(ContentPolicy.text(), isSecure: isSecure)
    data = Lines(ContentPolicy.ofData, isSecure: isSecure)
  }

  func lines(_ manner: Manner) -> Lines { manner == .data ? data : page }

  func append(to block: inout ByteWriter, beside headers: Headers, _ manner: Manner) {
    switch manner {
    case .page: block.append(page.bytes.raw)
    case .data: block.append(data.bytes.raw)
    case .special: for (name, value) in page.fields where headers[name] == nil { block.appendField(name, value) }
    }
  }

  static func manner(beside headers: Headers) -> Manner {
    var manner = Manner.page
    for (name, value) in headers.own {
      switch name.utf8.count {
      case 12 where Headers.same(name, "Content-Type"): manner = MediaType(value).isData ? .data : .page
      case 15 where Headers.same(name, "Referrer-Policy"): return .special
      case 22 where Headers.same(name, "X-Content-Type-Options"): return .special
      case 23 where Headers.same(name, ContentPolicy.name): return .special
      case 25 where Headers.same(name, "Strict-Transport-Security"): return .special
      default: break
      }
    }
    return manner
  }
}

extension MediaType {
  /// Neither a document that may run scripts or load things, nor a script, which may be a worker's.
  fileprivate var isData: Bool {
    var text = text
    return text.withUTF8 { bytes in MediaType.data.contains { UnsafeRawBufferPointer(bytes).begins(with: $0) } }
  }

  private static let data: [StaticString] = [
    "application/json", "application/problem+json", "application/vnd.", "font/", "text/csv", "image/png",
  ]
}
