package import Postgres
import Runtime

extension ChargingFeature {
  /// How many charges have an end in the database that is not the one that their course gives: none, whatever was killed when.
  package static func deviations(in database: some Querying) async throws -> Int {
    let rows = try await database.query(
      """
      select \(sql: StoredCharge.columns), c.end_soc, c.energy_kwh
      from charges c join charge_points p on p.id = c.point_id join stations s on s.id = p.station_id
      """
    ) { row in (charge: try StoredCharge(&row), soc: try row.next(Double.self), energy: try row.next(Double.self)) }
    return rows.count { !$0.charge.ends(with: $0.soc, $0.energy) }
  }
}

extension StoredCharge {
  fileprivate func ends(with soc: Double, _ energy: Double) -> Bool {
    guard let course else { return false }
    let last = course.sample(after: endsAt - startedAt)
    let planned = course.end(startedAt: startedAt, until: bookedUntil)
    return last.soc == soc && last.energyKwh == energy && (endReason == .stopped || planned == (endsAt, endReason))
  }
}
