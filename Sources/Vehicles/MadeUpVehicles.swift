package import Postgres
package import Runtime

extension VehiclesFeature {
  /// Gives each driver who does not exist a car of some model, always the same.
  package static func furnish(madeUpAt now: Instant, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into vehicles (id, account_id, name, model_id, usable_kwh, ac_kw, ac_phases, dc_kw, sockets, curve_soc, curve_kw,
        is_default, created_at)
      select gen_random_uuid(), a.id, left(m.name, 100), m.id, m.usable_kwh, m.ac_kw, m.ac_phases, m.dc_kw, m.sockets,
        m.curve_soc, m.curve_kw, true, \(now)
      from accounts a cross join lateral (
        select * from vehicle_models where kind = 'car' and dc_kw is not null
        order by made_up_chance(id::text, hashtext(a.email)) limit 1
      ) m
      where a.demonstration and not exists (select from vehicles v where v.account_id = a.id)
      """)
  }
}
