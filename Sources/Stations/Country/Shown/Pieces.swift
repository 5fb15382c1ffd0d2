import HTTP
import Postgres
import Runtime

/// Pieces of JSON that many rows share, one behind the other.
struct Pieces: Sendable {
  private let bytes: Bytes
  private let ends: [UInt32]

  init(_ bytes: [UInt8], ends: [UInt32]) {
    self.bytes = .copying(bytes)
    self.ends = ends
  }

  subscript(number: Int32) -> UnsafeRawBufferPointer {
    let start = number == 0 ? 0 : Int(ends[Int(number) - 1])
    return UnsafeRawBufferPointer(rebasing: bytes.raw[start..<Int(ends[Int(number)])])
  }
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
  private var rest: Slice<UnsafeRawBufferPointer>

  init(_ bytes: Bytes, from start: UInt32) { rest = bytes.raw[Int(start)...] }

  /// Empty for what is not there.
  mutating func next() -> UnsafeRawBufferPointer {
    var (length, shift) = (0, 0)
    while let byte = rest.popFirst() {
      length |= Int(byte & 127) << shift
      shift += 7
      if byte < 128 { break }
    }
    defer { rest = rest.dropFirst(length) }
    return UnsafeRawBufferPointer(rebasing: rest.prefix(length))
  }
}

/// Collects pieces; those that were there before are found again.
struct PiecesBuilder {
  private var shared: [UInt8] = []
  private var ends: [UInt32] = []
  private var known: [String: Int32] = [:]
  private var own: [UInt8] = []
  private var knownEvidence: [[String?]: Int32] = [:]

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
  fileprivate static func copying(_ bytes: [UInt8]) -> Bytes {
    var writer = ByteWriter(capacity: bytes.count)
    bytes.withUnsafeBytes { writer.append($0) }
    return writer.finish()
  }
}
