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
  /// irveId and localId, and a location of its own.
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

/// Collects pieces; those that were there before are found again.
struct PiecesBuilder {
  private var shared: [UInt8] = []
  private var ends: [UInt32] = []
  private var known: [String: Int32] = [:]
  private var own: [UInt8] = []
  private var knownRests: [Rest: Int32] = [:]
  private var knownEvidence: [[String?]: Int32] = [:]

  private struct Rest: Hashable {
    let sockets: Sockets.RawValue
    let accessibility: ChargePoint.Accessibility
    let updatedOn: CivilDay?
  }

  consuming func finish() -> Country.Said {
    Country.Said(shared: Pieces(shared, ends: ends), own: .copying(own))
  }

  private mutating func share(_ write: (inout JSONWriter) -> Void) -> Int32 {
    var json = JSONWriter()
    write(&json)
    let piece = json.finish()
    let text = piece.text
    if let number = known[text] { return number }
    shared.append(contentsOf: piece.raw)
    ends.append(UInt32(shared.count))
    let number = Int32(known.count)
    known[text] = number
    return number
  }

  private mutating func keep(_ write: (inout JSONWriter) -> Void) {
    var json = JSONWriter()
    write(&json)
    let piece = json.finish()
    var length = piece.count
    while length > 127 {
      own.append(UInt8(truncatingIfNeeded: length) | 128)
      length >>= 7
    }
    own.append(UInt8(length))
    own.append(contentsOf: piece.raw)
  }

  mutating func add(_ station: Station) -> SaidOfStation {
    let start = UInt32(own.count)
    keep(station.writeNames)
    keep(station.writeStreet)
    keep(station.writeLocation)
    return SaidOfStation(
      network: share(station.writeNetwork), town: share(station.writeTown), zone: share(station.writeZone),
      extras: share(station.writeExtras), own: start)
  }

  mutating func add(_ sockets: Sockets, _ accessibility: ChargePoint.Accessibility, updatedOn: CivilDay?) -> Int32 {
    let key = Rest(sockets: sockets.rawValue, accessibility: accessibility, updatedOn: updatedOn)
    if let number = knownRests[key] { return number }
    let number = share { StationSummary.writeRest(sockets, accessibility, updatedOn, into: &$0) }
    knownRests[key] = number
    return number
  }

  mutating func add(_ terms: Terms, schedule: Int32) -> TermsSaid {
    TermsSaid(
      access: share { terms.writeAccess(into: &$0, without: []) },
      rest: share { terms.writeRest(into: &$0, without: []) }, schedule: schedule,
      hours: share(terms.writeHours))
  }

  mutating func add(_ shared: SharedTerms, schedule: Int32) -> TermsSaid {
    TermsSaid(
      access: share { shared.terms.writeAccess(into: &$0, without: shared.varying) },
      rest: share { json in
        shared.terms.writeRest(into: &json, without: shared.varying)
        shared.writeVaries(into: &json)
      },
      schedule: schedule, hours: shared.has(.hours) ? share(shared.terms.writeHours) : nil)
  }

  /// `evidence` of the station and of the point, as they are stored.
  mutating func add(
    _ point: ChargePoint, at station: Coordinates, evidence: (station: String?, point: String?)
  ) -> SaidOfPoint {
    let start = UInt32(own.count)
    keep(point.writeNames)
    keep { json in if let place = point.location(apartFrom: station) { json.write(place) } }
    return SaidOfPoint(days: share(point.writeDays), evidence: add(evidence), own: start)
  }

  private mutating func add(_ evidence: (station: String?, point: String?)) -> Int32 {
    let key = [evidence.station, evidence.point]
    if let number = knownEvidence[key] { return number }
    let entries = key.flatMap { text in
      text.flatMap { try? JSONParser.parse(Array($0.utf8)) }?.entries ?? []
    }
    let number = share { json in
      json.name("evidence")
      json.array { json in for entry in entries { json.write(Evidence.whole(entry)) } }
    }
    knownEvidence[key] = number
    return number
  }
}

extension Bytes {
  static func joining(_ first: Bytes, _ second: Bytes) -> Bytes {
    var writer = ByteWriter(capacity: first.count + second.count)
    writer.append(first.raw)
    writer.append(second.raw)
    return writer.finish()
  }

  fileprivate static func copying(_ bytes: [UInt8]) -> Bytes { bytes.withUnsafeBytes { copying($0) } }

  fileprivate static func copying(_ bytes: UnsafeRawBufferPointer) -> Bytes {
    var writer = ByteWriter(capacity: bytes.count)
    writer.append(bytes)
    return writer.finish()
  }
}
