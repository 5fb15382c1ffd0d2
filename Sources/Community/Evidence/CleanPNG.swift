/// A PNG with what its pixels need, and nothing else: no text, no place, no time, nothing behind its end.
struct CleanPNG: CleanPicture {
  static let start: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let needed: Set<String> = ["IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "IDAT", "IEND"]

  private(set) var kept = CleanPNG.start
  private(set) var width = 0
  private(set) var height = 0

  /// Nil for what is none.
  init?(_ bytes: [UInt8]) {
    var (rest, last, hasPixels) = (bytes.dropFirst(8), "", false)
    while last != "IEND" {
      guard let length = rest.number(at: 0, bytes: 4), length + 12 <= rest.count else { return nil }
      let name = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
      if last.isEmpty {
        guard name == "IHDR", let width = rest.number(at: 8, bytes: 4), let height = rest.number(at: 12, bytes: 4)
        else { return nil }
        (self.width, self.height) = (width, height)
      }
      hasPixels = hasPixels || name == "IDAT"
      if Self.needed.contains(name) { kept += rest.prefix(length + 12) }
      rest = rest.dropFirst(length + 12)
      last = name
    }
    guard hasPixels else { return nil }
  }
}
