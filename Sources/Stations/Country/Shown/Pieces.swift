import HTTP
import Postgres
import Runtime

/// Pieces of JSON that many rows share, one behind the other.
struct Pieces: Sendable {
  private let bytes: Bytes
  /// Where each begins, and behind them where the last one ends.
  private let places: Bytes

  init(_ bytes: [UInt8], ends: [UInt32]) {
    self.bytes = .copying(bytes)
    places = ([0] + ends).withUnsafeBytes { Bytes.copying($0) }
  }

  private init(bytes: Bytes, places: Bytes) { (self.bytes, self.places) = (bytes, places) }

  var count: Int { places.count / 4 - 1 }

  func followed(by other: Pieces) -> Pieces {
    let ends = (1...max(1, other.count)).prefix(other.count).map { number in
      UInt32(bytes.count) + other.places.raw.load(fromByteOffset: 4 * number, as: UInt32.self)
    }
    return Pieces(
      bytes: .joining(bytes, other.bytes), places: .joining(places, ends.withUnsafeBytes { Bytes.copying($0) }))
  }

  var view: View { View(bytes: bytes.raw, places: places.raw) }

  /// The pieces without a hand on them: whoever reads holds the country meanwhile, and counts no references for each piece.
  struct View {
    fileprivate let bytes, places: UnsafeRawBufferPointer

    subscript(number: Int32) -> UnsafeRawBufferPointer {
      let start = Int(places.load(fromByteOffset: 4 * Int(number), as: UInt32.self))
      let end = Int(places.load(fromByteOffset: 4 * Int(number) + 4, as: UInt32.self))
      return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }
  }
}

/// What is said of stations and points, as long as the country is held.
struct SaidView {
  let shared: Pieces.View
  let own: UnsafeRawBufferPointer
}

/// Where to find what is said of a station: by numbers what it shares, and where its own begins.
struct SaidOfStation: Sendable {
  let network, town, zone, extras: Int32
  /// irveId and name, the street, the location.
  let own: UInt32
}

/// The same for a point.
struct SaidOfPoint: Sendable {
  let days, evidence: Int32
  /// irveId, localId and a location of its own: values, without their names.
  let own: UInt32
}

/// What is said of terms: to whom they are open, their hours, and how it is paid.
struct TermsSaid: Sendable {
  let access, rest, schedule: Int32
  /// Nil where the hours of the points differ.
  let hours: Int32?
}

/// Reads one's own pieces in the order in which they were written.
struct OwnPieces {
  private let bytes: UnsafeRawBufferPointer
  private var place: Int

  init(_ bytes: UnsafeRawBufferPointer, from start: UInt32) { (self.bytes, place) = (bytes, Int(start)) }

  /// Empty for what is not there.
  mutating func next() -> UnsafeRawBufferPointer {
    var (length, shift) = (0, 0)
    while true {
      let byte = bytes[place]
      place += 1
      length |= Int(byte & 127) << shift
      shift += 7
      if byte < 128 { break }
    }
    defer { place += length }
    return UnsafeRawBufferPointer(rebasing: bytes[place..<place + length])
  }
}

extension Bytes {
  static func joining(_ first: Bytes, _ second: Bytes) -> Bytes {
    var writer = ByteWriter(capacity: first.count + second.count)
    writer.append(first.raw)
    writer.append(second.raw)
    return writer.finish()
  }

  static func copying(_ bytes: [UInt8]) -> Bytes { bytes.withUnsafeBytes { copying($0) } }

  fileprivate static func copying(_ bytes: UnsafeRawBufferPointer) -> Bytes {
    var writer = ByteWriter(capacity: bytes.count)
    writer.append(bytes)
    return writer.finish()
  }
}
