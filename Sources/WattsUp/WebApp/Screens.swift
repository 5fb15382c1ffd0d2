import HTTP

/// The screens of the web app, as its page lists them in a table: the router and the navigation are made of the same.
enum Screens {
  /// The first names of their addresses: the page is served for whatever begins with one of them.
  static func firstNames(in publicFolder: String) throws -> Set<String> {
    guard let file = Bytes(contentsOf: publicFolder + "/index.html") else { return [] }
    let page = String(decoding: file.array, as: UTF8.self)
    let afterwards = page.split(separator: "id=\"screens\">", maxSplits: 1).dropFirst().first
    guard let table = afterwards?.split(separator: "</script>", maxSplits: 1).first else { return [] }
    guard case .array(let lines) = try JSONParser.parse(Array(table.utf8)) else { return [] }
    return Set(lines.compactMap { firstName($0["path"]) })
  }

  private static func firstName(_ path: JSON?) -> String? {
    guard case .string(let path) = path else { return nil }
    return path.split(separator: "/").first.map(String.init)
  }
}
