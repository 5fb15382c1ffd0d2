import HTTP
import Postgres
import Resources
import Runtime

@testable import Stations

/// A point as everybody sees it, from a row.
struct StoredPoint {
  let point: ChargePoint
  let number: Int
  let status: PointStatus
  let statusAt: Instant?
  let busyUntil: Instant?

  /// A half-hour that somebody has booked, or charges in.
  struct CurrentReservation {
    let status: PointStatus
    let since: Instant
    let until: Instant

    /// The reservation of the point `p` at a moment, to be joined laterally; what is over but not written down as such is over. Half-hours
    /// that follow without a gap, an extension or somebody else's, keep the point busy.
    static func current(at now: Instant) -> SQL {
      """
      with recursive chain as (
        select r.state, lower(r.during) as since, \(sql: end) as until from reservations r
        where r.point_id = p.id and r.state in \(sql: OpenReservation.states) and r.during @> \(now) and r.lapses_at > \(now)
        union all
        select chain.state, chain.since, \(sql: end) from chain join reservations r
          on r.point_id = p.id and r.state in \(sql: OpenReservation.states) and r.during @> chain.until
            and lower(r.during) = chain.until and r.lapses_at > \(now)
            and (r.state = 'reserved' or r.lapses_at > chain.until)
      )
      select state, since, until from chain order by until desc limit 1
      """
    }

    /// A charge may end within its half-hour.
    private static let end: SQL =
      "case r.state when 'charging' then least(upper(r.during), r.lapses_at) else upper(r.during) end"

    /// Nil for the nulls of an outer join.
    init?(_ row: inout Row) throws {
      let status = try row.wordIfAny(PointStatus.self)
      let (since, until) = (try row.next(Instant?.self), try row.next(Instant?.self))
      guard let status, let since, let until else { return nil }
      (self.status, self.since, self.until) = (status, since, until)
    }
  }

  init(
    _ point: ChargePoint, _ report: PointStatus.Report?, _ booking: CurrentReservation?, _ number: Int, at now: Instant,
    in timeZone: String
  ) {
    (self.point, self.number) = (point, number)
    let told = PointStatus.of(isOutOfService: point.isOutOfService, report: report, at: now)
    let isThere = told.status != .outOfService
    let (found, since) = isThere ? booking.map { ($0.status, $0.since) } ?? told : told
    status = point.terms.isOpen(at: now, in: timeZone) == false ? found.outsideHours : found
    statusAt = status == .closed ? nil : since
    busyUntil = isThere ? booking?.until : nil
  }

  func write(into json: inout JSONWriter, of station: Station, at now: Instant) {
    json.object { json in
      json.member("id", point.id.description)
      json.member("number", number)
      point.writeNames(into: &json)
      json.member("powerKw", point.power?.kilowatts)
      json.name("sockets")
      json.write(point.sockets)
      json.member("cableAttached", point.cableAttached)
      json.member("status", status.word)
      json.member("statusAt", statusAt?.description)
      json.member("reservable", status.isReservable(withOpenAccess: point.terms.access == .open))
      json.member("declaredReservable", point.declaredReservable)
      json.member("busyUntil", busyUntil?.description)
      json.member("accessibility", point.accessibility.rawValue)
      TermsView(terms: point.terms, timeZone: station.timeZone, now: now).write(into: &json)
      json.name("location")
      if let place = point.location(apartFrom: station.location) { json.write(place) } else { json.null() }
      point.writeDays(into: &json)
      json.name("evidence")
      json.array { json in
        for entry in station.evidence.entries + point.evidence.entries { json.write(Evidence.whole(entry)) }
      }
    }
  }
}
