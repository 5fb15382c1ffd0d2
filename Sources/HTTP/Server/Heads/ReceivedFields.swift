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

  /// Where fields lie: those of most heads within the object itself, which is one allocation less for each.
  struct Places: Sendable {
    private static let most = 16
    private var first = InlineArray<16, Place>(repeating: Place(name: 0..<0, value: 0..<0))
    private var more: [Place] = []
    private(set) var count = 0

    mutating func append(_ place: Place) {
      if count < Self.most { first[count] = place } else { more.append(place) }
      count += 1
    }

    subscript(number: Int) -> Place { number < Self.most ? first[number] : more[number - Self.most] }
  }

  private let bytes: [UInt8]
  private let places: Places

  /// `bytes` are copied.
  init(_ bytes: UnsafeRawBufferPointer, _ places: consuming Places) {
    self.bytes = Array(bytes)
    self.places = places
  }

  var all: [(name: String, value: String)] {
    bytes.withUnsafeBytes { bytes in
      (0..<places.count).map { number in
        let place = places[number]
        return (HeadLines.text(bytes.part(place.name)), HeadLines.text(bytes.part(place.value)))
      }
    }
  }

  func first(_ name: String) -> String? {
    bytes.withUnsafeBytes { bytes in
      for number in 0..<places.count where bytes.part(places[number].name).isSame(as: name) {
        return HeadLines.text(bytes.part(places[number].value))
      }
      return nil
    }
  }

  func all(_ name: String) -> [String] {
    bytes.withUnsafeBytes { bytes in
      (0..<places.count).filter { bytes.part(places[$0].name).isSame(as: name) }
        .map { HeadLines.text(bytes.part(places[$0].value)) }
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
