/// A JPEG without what applications wrote into it: no place, no time, no make of camera, no small picture of the whole one, and
/// nothing behind its end. Which way is up stays.
struct CleanJPEG: CleanPicture {
  static let start: [UInt8] = [0xFF, 0xD8, 0xFF]

  private(set) var kept: [UInt8] = [0xFF, 0xD8]
  private(set) var width = 0
  private(set) var height = 0
  private var hasScan = false
  private var turned: UInt8?

  /// Nil for what is none.
  init?(_ bytes: [UInt8]) {
    var rest = bytes.dropFirst(2)
    while let marker = Self.marker(&rest) {
      if marker == 0xD9 { break }
      guard let segment = Self.segment(&rest), take(marker, segment) else { return nil }
      if marker == 0xDA { takeScan(&rest) }
    }
    guard hasScan, width > 0 else { return nil }
    kept += [0xFF, 0xD9]
    if let turned { kept.insert(contentsOf: Self.direction(turned), at: 2) }
  }

  /// Any number of 0xFF may stand before a marker.
  private static func marker(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
    guard rest.popFirst() == 0xFF else { return nil }
    while let byte = rest.popFirst() { if byte != 0xFF { return byte } }
    return nil
  }

  /// What follows a marker, without its length.
  private static func segment(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let length = rest.number(at: 0, bytes: 2), length >= 2, length <= rest.count else { return nil }
    defer { rest = rest.dropFirst(length) }
    return rest.dropFirst(2).prefix(length - 2)
  }

  private mutating func take(_ marker: UInt8, _ segment: ArraySlice<UInt8>) -> Bool {
    switch marker {
    case 0xE1: turned = turned ?? Self.direction(in: segment)
    // Adobe's says how the colours are written.
    case 0xEE where segment.starts(with: Array("Adobe".utf8)): keep(marker, segment)
    case 0xE0...0xEF, 0xFE: break
    case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
      guard let height = segment.number(at: 1, bytes: 2), let width = segment.number(at: 3, bytes: 2) else {
        return false
      }
      (self.width, self.height) = (width, height)
      keep(marker, segment)
    case 0xC4, 0xDA, 0xDB, 0xDD: keep(marker, segment)
    default: return false
    }
    return true
  }

  private mutating func keep(_ marker: UInt8, _ segment: ArraySlice<UInt8>) {
    let length = segment.count + 2
    kept += [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + segment
  }

  /// Up to the next marker that is none of the scan's own.
  private mutating func takeScan(_ rest: inout ArraySlice<UInt8>) {
    hasScan = true
    var end = rest.startIndex
    while end + 1 < rest.endIndex {
      let next = rest[end + 1]
      if rest[end] == 0xFF, next != 0, next != 0xFF, !(0xD0...0xD7).contains(next) { break }
      end += 1
    }
    if end + 1 >= rest.endIndex { end = rest.endIndex }
    kept += rest[..<end]
    rest = rest[end...]
  }
}

// MARK: Which way is up

extension CleanJPEG {
  /// 1 to 8, of an Exif segment in either order of bytes.
  private static func direction(in segment: ArraySlice<UInt8>) -> UInt8? {
    guard segment.starts(with: Array("Exif".utf8) + [0, 0]) else { return nil }
    let tiff = segment.dropFirst(6)
    let isLittle = tiff.starts(with: Array("II".utf8))
    func number(_ place: Int, _ count: Int) -> Int? {
      guard let number = tiff.number(at: place, bytes: count) else { return nil }
      guard isLittle else { return number }
      return (0..<count).reduce(0) { $0 | (number >> (8 * $1) & 0xFF) << (8 * (count - 1 - $1)) }
    }
    guard let list = number(4, 4), let count = number(list, 2) else { return nil }
    let entry = (0..<min(count, 100)).lazy.map { list + 2 + 12 * $0 }.first { number($0, 2) == 0x0112 }
    return entry.flatMap { number($0 + 8, 2) }.flatMap { (2...8).contains($0) ? UInt8($0) : nil }
  }

  /// A segment that says this and no more.
  private static func direction(_ turned: UInt8) -> [UInt8] {
    [0xFF, 0xE1, 0, 34] + Array("Exif".utf8) + [0, 0] + Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1]
      + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turned, 0, 0] + [0, 0, 0, 0]
  }
}
