import Accounts
import Postgres
import Runtime
import Stations

extension CrowdFeature {
  /// A point by chance where the driver's car fits and nobody is: stations stand close in towns, and so do drivers.
  func freePoint(for driver: Driver, from start: Instant) async throws -> ChargePoint.ID? {
    let place = Int32(truncatingIfNeeded: random.number(0...Int(UInt32.max)))
    for least in [place, .min] {
      if let point = try await freePoint(for: driver, from: start, least) { return point }
    }
    return nil
  }

  private func freePoint(for driver: Driver, from start: Instant, _ least: Int32) async throws -> ChargePoint.ID? {
    let (now, end) = (clock.now, start + .seconds(1800))
    return try await database.first(
      """
      select p.id
      from (
          select id, hashtext(irve_id) as place from stations
          where demonstration and withdrawn_at is null and hashtext(irve_id) >= \(least) order by 2 limit 40
        ) s join charge_points p on p.station_id = s.id join terms on terms.id = p.terms_id
        join vehicles v on v.account_id = \(driver.id) and v.is_default and v.sockets && socket_names(p.sockets)
        left join point_status t on t.point_id = p.id
      where p.withdrawn_at is null and not p.out_of_service and terms.access = 'open' and terms.open_24h
        and (t.point_id is null or t.condition = 'inService'
          and (t.occupancy = 'free' or t.at < \(now - PointStatus.Report.lifetime)))
        and not exists (
          select from reservations r where r.point_id = p.id and r.state in \(sql: OpenReservation.states)
            and r.during && tstzrange(\(start), \(end)))
      order by s.place limit 1
      """
    ) { try $0.next(ChargePoint.ID.self) }
  }
}
