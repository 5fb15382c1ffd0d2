import HTTP
import Postgres
import Resources
package import Runtime

/// An energy box, as its home sees it.
package struct Box: Codable, Sendable {
  package typealias ID = Identifier<Box>

  /// Waits for its code to be typed, or is paired.
  enum State: String, CaseIterable, Field { case waiting, paired }

  let id: ID
  let homeId: Home.ID
  let name: String
  let state: State
  let codeExpiresAt: Instant?
  let pairedAt: Instant?
  /// What the box's own page at home asks of whoever changes something.
  let pin: String?
  let lastSeenAt: Instant?
  /// All rows from 1 up to here have come.
  let sequence: Int
  let meter: BoxMeter
  let relay: BoxRelay
  /// What it warns of, the newest first.
  let alarms: [BoxAlarm]
  /// Of the last 30, days on which it and the grid's operator were too far apart.
  let divergingDays: Int
  /// Three of them: administrators look at it.
  let isFlagged: Bool
  let createdAt: Instant
  let _links: Links
}

struct BoxMeter: Codable, Sendable {
  let serial: String?
  let mode: MeterMode?
}

enum MeterMode: String, CaseIterable, Field { case historique, standard, pulses }

struct BoxRelay: Codable, Sendable {
  let declaredWatts: Int?
  let armed: Bool
  /// What the box said last.
  let state: RelayState?
}

enum RelayState: String, CaseIterable, Field { case supplied, shed }

extension Box {
  static let flaggedFrom = 3

  /// Of the table `boxes` under the name `b`.
  static func columns(at now: Instant) -> SQL {
    """
    b.id, b.home_id, b.name, b.code_until, b.paired_at, b.seen_at, b.contiguous, b.meter_serial, b.meter_mode,
    b.relay_watts, b.relay_armed, b.relay_supplied, b.key_digest,
    array(select cause from box_alarms where box_id = b.id and is_active order by said_at desc, cause),
    array(select said_at from box_alarms where box_id = b.id and is_active order by said_at desc, cause), (
      select count(*) from home_agreements a
      where a.home_id = b.home_id and a.verdict = 'diverging' and a.day > (\(now) at time zone 'Europe/Paris')::date - 30),
    b.created_at, b.version
    """
  }

  /// With the version that the API shows as its tag.
  struct Versioned: Sendable {
    let box: Box
    let version: Int

    var tag: EntityTag { EntityTag("box-\(version)") }

    init(_ row: inout Row) throws {
      let (id, home) = (try row.next(ID.self), try row.next(Home.ID.self))
      let (name, until) = (try row.next(String.self), try row.next(Instant?.self))
      let (paired, seen, sequence) = (try row.next(Instant?.self), try row.next(Instant?.self), try row.next(Int.self))
      let meter = BoxMeter(serial: try row.next(), mode: try row.wordIfAny())
      let (watts, isArmed) = (try row.next(Int?.self), try row.next(Bool.self))
      let state = try row.next(Bool?.self).map { $0 ? RelayState.supplied : .shed }
      let pin = try row.next([UInt8]?.self).map(BoxPIN.digits)
      let (causes, times) = (try row.next([String].self), try row.next([Instant].self))
      let diverging = try row.next(Int.self)
      let path = "/api/homes/\(home)/boxes/\(id)"
      box = Box(
        id: id, homeId: home, name: name, state: paired == nil ? .waiting : .paired, codeExpiresAt: until,
        pairedAt: paired, pin: pin, lastSeenAt: seen, sequence: sequence, meter: meter,
        relay: BoxRelay(declaredWatts: watts, armed: isArmed, state: state),
        alarms: zip(causes, times).map { BoxAlarm(cause: $0, since: $1) }, divergingDays: diverging,
        isFlagged: diverging >= flaggedFrom, createdAt: try row.next(),
        _links: Links().adding("self", path).adding("change", path, method: .patch)
          .adding("delete", path, method: .delete).adding("orders", path + "/orders{?cursor,limit}")
          .adding("order", path + "/orders", method: .post)
          .adding("home", "/api/homes/\(home)"))
      version = try row.next()
    }

    func response() throws -> Response { try .json(box).tagged(tag) }
  }
}
