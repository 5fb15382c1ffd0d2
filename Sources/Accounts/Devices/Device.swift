/// A device as its owner would call it: "Firefox, Windows". The words are ours, so that they may stand in a mail.
enum Device {
  private static let programs = [
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
  ]
  private static let systems = [
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
  ]

  /// Nil for what says nothing that we know.
  static func name(of userAgent: String?) -> String? {
    guard let userAgent else { return nil }
    let known = [programs, systems].compactMap { words in
      words.first { userAgent.contains($0.0) }?.1
    }
    return known.isEmpty ? nil : known.joined(separator: ", ")
  }
}
