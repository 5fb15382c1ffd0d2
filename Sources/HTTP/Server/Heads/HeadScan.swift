import Glibc

/// Finds where a request's head ends, without taking it apart.
enum HeadScan {
  /// The longest head that is read.
  static let longest = 20_480

  /// The count of bytes up to and with the empty line; nil while that has not come. `scanned` is where to go on looking.
  static func end(of bytes: UnsafeRawBufferPointer, from scanned: inout Int) -> Int? {
    while let line = newline(in: bytes, from: scanned) {
      let next = line + 1
      guard next < bytes.count else { break }
      if bytes[next] == lineFeed { return next + 1 }
      if bytes[next] == carriageReturn {
        guard next + 1 < bytes.count else { break }
        if bytes[next + 1] == lineFeed { return next + 2 }
      }
      scanned = next
    }
    return nil
  }

  /// Empty lines before a request are forgiven (RFC 9112, 2.2).
  static func emptyLines(before bytes: UnsafeRawBufferPointer) -> Int {
    var count = 0
    while count < bytes.count {
      if bytes[count] == lineFeed {
        count += 1
      } else if bytes[count] == carriageReturn, count + 1 < bytes.count, bytes[count + 1] == lineFeed {
        count += 2
      } else {
        break
      }
    }
    return count
  }

  /// Why a head that is longer than the longest is refused: for its target, where that alone is too long.
  static func fault(ofLong bytes: UnsafeRawBufferPointer) -> RequestHead.Fault {
    let line = newline(in: bytes, from: 0) ?? bytes.count
    return line >= longest ? .targetTooLong : .tooLarge
  }

  static func newline(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + start, Int32(lineFeed), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }

  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
