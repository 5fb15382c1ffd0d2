import HTTP
import Postgres
import Runtime

/// Collects pieces; those that were there before are found again.
struct PiecesBuilder {
  private var shared: [UInt8] = []
  private var ends: [UInt32] = []
  private var known: [String: Int32] = [:]
  private var own: [UInt8] = []
  private var rests = Numbered<Rest>()
  private var evidence = Numbered<EvidenceOfBoth>()
  private var days = Numbered<Days>()
  private var zones = Numbered<String>()
  private var extras = Numbered<Extras>()

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
    let zone = zones.number(of: station.timeZone) ?? zones.note(share(station.writeZone))
    let key = Extras(maxHeightM: station.maxHeightM, notes: station.notes, isDemonstration: station.isDemonstration)
    let extras = extras.number(of: key) ?? self.extras.note(share(station.writeExtras))
    return SaidOfStation(
      network: share(station.writeNetwork), town: share(station.writeTown), zone: zone, extras: extras, own: start)
  }

  mutating func add(_ sockets: Sockets, _ accessibility: ChargePoint.Accessibility, updatedOn: CivilDay?) -> Int32 {
    let key = Rest(sockets: sockets.rawValue, accessibility: accessibility, updatedOn: updatedOn)
    return rests.number(of: key)
      ?? rests.note(share { StationSummary.writeRest(sockets, accessibility, updatedOn, into: &$0) })
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
    keep(point.irveId)
    keep(point.localId)
    if let place = point.location(apartFrom: station) { keep { $0.write(place) } } else { own.append(0) }
    let key = Days(openedOn: point.openedOn, updatedOn: point.updatedOn)
    let days = days.number(of: key) ?? self.days.note(share(point.writeDays))
    return SaidOfPoint(days: days, evidence: add(EvidenceOfBoth(evidence.station, evidence.point)), own: start)
  }

  private mutating func add(_ both: EvidenceOfBoth) -> Int32 {
    if let number = evidence.number(of: both) { return number }
    let entries = [both.station, both.point].flatMap { text in
      text.flatMap { try? JSONParser.parse(Array($0.utf8)) }?.entries ?? []
    }
    return evidence.note(
      share { json in
        json.name("evidence")
        json.array { json in for entry in entries { json.write(Evidence.whole(entry)) } }
      })
  }

  /// A text as JSON has it, empty for none. Most need no escape.
  private mutating func keep(_ text: String?) {
    guard var text else { return own.append(0) }
    let isKept = text.withUTF8 { bytes in
      guard bytes.count < 126, bytes.allSatisfy({ $0 >= 32 && $0 != 34 && $0 != 92 }) else { return false }
      own.append(UInt8(bytes.count + 2))
      own.append(34)
      own.append(contentsOf: bytes)
      own.append(34)
      return true
    }
    if !isKept { keep { $0.write(text) } }
  }
}
