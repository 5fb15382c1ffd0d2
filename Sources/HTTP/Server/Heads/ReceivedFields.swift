/// The fields of a request as they came: their bytes, and where each lies. Most are never asked for, and a String for each
/// would cost more than all else of reading a head.
final class ReceivedFields: Sendable {
  /// Offsets into the bytes; heads are shorter than 64 KiB.
  struct Place: Sendable {
    let name: Range<UInt16>
    let value: Range<UInt16>

    init(name: Range<Int>, value: Range<Int>) {
      self.name = UInt16(name.lowerBound)..<UInt16(name.upperBound)
      self.value = UInt16(value.lowerBound)..<UInt16(value.upperBound)
    }
  }

  private let bytes: [UInt8]
  private let places: [Place]

  /// `bytes` are copied.
  init(_ bytes: UnsafeRawBufferPointer, _ places: [Place]) {
    self.bytes = Array(bytes)
    self.places = places
  }

  var all: [(name: String, value: String)] {
    bytes.withUnsafeBytes { bytes in
      places.map { (HeadLines.text(bytes.part($0.name)), HeadLines.text(bytes.part($0.value))) }
    }
  }

  func first(_ name: String) -> String? {
    bytes.withUnsafeBytes { bytes in
      places.first { bytes.part($0.name).isSame(as: name) }.map { HeadLines.text(bytes.part($0.value)) }
    }
  }

  func all(_ name: String) -> [String] {
    bytes.withUnsafeBytes { bytes in
      places.filter { bytes.part($0.name).isSame(as: name) }.map { HeadLines.text(bytes.part($0.value)) }
    }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func part(_ place: Range<UInt16>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[Int(place.lowerBound)..<Int(place.upperBound)])
  }

  /// Without case.
  func isSame(as text: String) -> Bool {
    guard count == text.utf8.count else { return false }
    var text = text
    return text.withUTF8 { other in
      for index in 0..<count where Headers.lowercase(self[index]) != Headers.lowercase(other[index]) { return false }
      return true
    }
  }
}
