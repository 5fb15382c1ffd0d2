import Postgres

extension StationsFeature {
  /// Brands and operators by what a filter finds of them. Of two spellings that fold alike the one with more stations stays.
  func learnNetworks(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      with named as (
        select n.name, n.filter, count(*)::integer as stations
        from stations s cross join lateral (values ('brand', s.brand), ('operator', s.operator)) as n (filter, name)
        where s.withdrawn_at is null and n.name is not null
          and exists (select from charge_points p where p.station_id = s.id and p.withdrawn_at is null)
        group by n.name, n.filter
      ), folded as (
        select *, plain_name(name) as plain from named offset 0
      ), known as materialized (
        select distinct on (plain) name, filter, stations, plain,
          coalesce(nullif(trim(regexp_replace(plain, '\\m\\w\\M ?', '', 'g')), ''), plain) as bare
        from folded where plain <> '' order by plain, stations desc, filter, name
      ), gone as (
        delete from station_networks n where not exists (select from known k where k.name = n.name)
      )
      insert into station_networks as had (name, filter, stations, plain, bare, words)
      select name, filter, stations, plain, bare, array_to_tsvector(string_to_array(plain, ' ')) from known
      on conflict (name) do update set filter = excluded.filter, stations = excluded.stations
        where (had.filter, had.stations) is distinct from (excluded.filter, excluded.stations)
      """)
  }
}
