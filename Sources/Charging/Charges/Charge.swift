import HTTP
import Postgres
import Reservations
import Resources
package import Runtime
import Stations

/// A charge as its driver sees it at a moment.
package struct Charge: Codable, Sendable {
  package typealias ID = Identifier<Charge>

  enum State: String, CaseIterable, Field { case charging, finished }

  struct Sample: Codable, Sendable {
    let at: Instant
    let powerKw: Double
    let soc: Double
    let energyKwh: Double
  }

  package let id: ID
  let reservationIds: [Reservation.ID]
  let point: Reservation.PointLabel
  let station: Reservation.StationLabel
  /// As its owner calls it; nil once it is gone, or where none was named.
  let vehicleName: String?
  let timeZone: String
  let state: State
  let startedAt: Instant
  let endsAt: Instant
  let bookedUntil: Instant
  let elapsedSeconds: Int
  let remainingSeconds: Int
  let soc: Double
  let startSoc: Double
  let targetSoc: Double
  let powerKw: Double
  let energyKwh: Double
  let endReason: ChargeCourse.EndReason?
  let curve: [Sample]
  /// Carbon dioxide for what it took so far, by the readings of its time; null where there are none.
  let gridGrams: Int?
  let receipt: Receipt?
  let _links: Links
}

/// The stored part of a charge: enough to compute the rest.
struct StoredCharge: Sendable {
  let id: Charge.ID
  let startedAt: Instant
  let startSoc: Double
  let targetSoc: Double
  let car: Car
  let outlet: Outlet
  let bookedUntil: Instant
  let endsAt: Instant
  let endReason: ChargeCourse.EndReason
  let reservations: [Reservation.ID]
  let tariff: String?
  let isFree: Bool?
  let vehicleName: String?
  let point: Reservation.PointLabel
  let station: Reservation.StationLabel
  let timeZone: String
  /// g/kWh while it went on.
  let gridRate: Double?

  var course: ChargeCourse? {
    Acceptance(car, at: outlet).map { ChargeCourse(car, $0, from: startSoc, to: targetSoc) }
  }
}

extension StoredCharge {
  static let columns: SQL = """
    c.id, c.started_at, c.start_soc, c.target_soc, c.usable_kwh, c.ac_kw, c.ac_phases, c.dc_kw, c.car_sockets, c.curve_soc,
    c.curve_kw, c.point_w, c.point_sockets, c.booked_until, c.ends_at, c.end_reason,
    array(select r.id::text from reservations r where r.charge_id = c.id order by lower(r.during)),
    (select terms.tariff from terms where terms.id = p.terms_id), (select terms.free from terms where terms.id = p.terms_id),
    (
      select v.name from reservations r join vehicles v on v.id = r.vehicle_id where r.charge_id = c.id
      order by lower(r.during) limit 1
    ),
    \(sql: Reservation.PointLabel.columns), \(sql: Reservation.StationLabel.columns), s.time_zone,
    grid_rate_between(c.started_at, c.ends_at)
    """

  init(_ row: inout Row) throws {
    (id, startedAt) = (try row.next(), try row.next())
    (startSoc, targetSoc) = (try row.next(), try row.next())
    car = try Car(&row) ?? .ordinary
    outlet = Outlet(power: try row.next(), sockets: try row.next([String].self).compactMap(SocketName.init))
    (bookedUntil, endsAt) = (try row.next(), try row.next())
    endReason = try row.word()
    reservations = try row.next([String].self).compactMap { Reservation.ID($0) }
    (tariff, isFree, vehicleName) = (try row.next(), try row.next(), try row.next())
    point = try Reservation.PointLabel(&row)
    (station, timeZone, gridRate) = (try Reservation.StationLabel(&row), try row.next(), try row.next())
  }
}

extension StoredCharge {
  /// A sample a minute, and the last one at the moment itself.
  private static let grain = Duration.seconds(60)

  /// The pure function: what a charge is at a moment, by what it began with.
  func charge(at now: Instant) throws -> Charge {
    guard let course else { throw Problem(.internal) }
    let isOver = now >= endsAt
    let moment = max(startedAt, min(now, endsAt))
    let sample = course.sample(after: moment - startedAt)
    var curve: [Charge.Sample] = []
    var at = startedAt
    while at < moment {
      curve.append(Charge.Sample(at, course.sample(after: at - startedAt)))
      at = at + Self.grain
    }
    curve.append(Charge.Sample(moment, sample))
    return Charge(
      id: id, reservationIds: reservations, point: point, station: station, vehicleName: vehicleName,
      timeZone: timeZone, state: isOver ? .finished : .charging, startedAt: startedAt, endsAt: endsAt,
      bookedUntil: bookedUntil, elapsedSeconds: Int((moment - startedAt).inSeconds),
      remainingSeconds: isOver ? 0 : Int((endsAt - now).inSeconds.rounded(.up)), soc: sample.soc.cut(1),
      startSoc: startSoc, targetSoc: targetSoc, powerKw: isOver ? 0 : sample.powerKw.cut(2),
      energyKwh: sample.energyKwh.cut(3), endReason: isOver ? endReason : nil, curve: curve,
      gridGrams: grams(of: sample.energyKwh),
      receipt: isOver ? receipt(sample, from: startedAt, to: moment) : nil, _links: links(at: now, isOver: isOver))
  }

  func grams(of energyKwh: Double) -> Int? { gridRate.map { Int(($0 * energyKwh).rounded()) } }

  /// One half-hour is added at a time: another one once the last has begun.
  private func mayBeExtended(at now: Instant) -> Bool { bookedUntil - now <= .seconds(1800) }

  private func links(at now: Instant, isOver: Bool) -> Links {
    let path = "/api/charges/\(id)"
    var links = Links().adding("self", path)
    if let last = reservations.last {
      links = links.adding("reservation", "/api/reservations/\(last)")
      if !isOver, mayBeExtended(at: now) {
        links = links.adding("extension", "/api/reservations/\(last)/extension", method: .post)
      }
    }
    return isOver ? links : links.adding("stop", path + "/stop", method: .post).adding("live", path + "/live")
  }
}

extension Charge.Sample {
  fileprivate init(_ at: Instant, _ sample: ChargeCourse.Sample) {
    self.init(
      at: at, powerKw: sample.powerKw.cut(2), soc: sample.soc.cut(1), energyKwh: sample.energyKwh.cut(3))
  }
}

extension Double {
  /// With so many digits, never rounded up: no limit is passed, and what grows goes on growing.
  func cut(_ digits: Int) -> Double {
    let scale = digits == 1 ? 10.0 : digits == 2 ? 100 : 1000
    return (self * scale + 1e-9).rounded(.down) / scale
  }
}
