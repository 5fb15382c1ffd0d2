import Postgres

extension PlacesFeature {
  /// Gives the number of rows that are new or differ from what was stored.
  ///
  /// Repairs of what the source gets wrong: names lack their article, which `type_nom` numbers; some town halls lie in another town;
  /// young communes have no outline, but the parts they were made of do. Four have nothing at all and are left out.
  static func merge(in transaction: Transaction) async throws -> Int {
    try await transaction.execute(
      """
      with parts as (
        select commune_parent_id as id, st_multi(st_union(geometry)) as outline
        from fetched_communes where type in ('COMD', 'COMA') group by commune_parent_id
      ),
      postcodes as (
        select commune_id as id, array_agg(distinct p.code order by p.code) as codes
        from fetched_postcodes_of_communes join fetched_postcodes p on p.id = codepostal_id group by commune_id
      ),
      named as (
        select f.id, f.code, f.type, parent.code as parent_code, parent.id as parent_id, parent.nom as parent_name,
          coalesce((array['Le ', 'La ', 'Les ', 'L''', 'Aux ', 'Las ', 'Los '])[f.type_nom - 1], '') || f.nom as name,
          d.code as department, coalesce(f.population_municipale, 0) as population, coalesce(p.codes, '{}') as postcodes,
          st_setsrid(coalesce(f.geometry, parts.outline), 4326) as outline, st_setsrid(f.mairie_localisation, 4326) as hall
        from fetched_communes f
        left join fetched_communes parent on f.type = 'ARM' and parent.id = f.commune_parent_id
        join fetched_departements d on d.id = coalesce(f.departement_id, parent.departement_id)
        left join postcodes p on p.id = f.id
        left join parts on parts.id = f.id and f.geometry is null
        where f.type in ('COM', 'ARM')
      ),
      whole as (
        select parent_id as id, array_agg(distinct postcode order by postcode) as codes
        from named cross join unnest(postcodes) as postcode where parent_id is not null group by parent_id
      )
      insert into communes as stored (
        insee_code, parent_code, is_divided, name, city, department, population, postcodes, centre, outline)
      select code, parent_code, whole.id is not null, name, coalesce(parent_name, name), department, population,
        coalesce(whole.codes, postcodes),
        case when st_covers(outline, hall) then hall else st_pointonsurface(outline) end, outline
      from named left join whole on whole.id = named.id
      where outline is not null
      on conflict (insee_code) do update set
        parent_code = excluded.parent_code, is_divided = excluded.is_divided, name = excluded.name, city = excluded.city,
        department = excluded.department, population = excluded.population, postcodes = excluded.postcodes,
        centre = excluded.centre, outline = excluded.outline
      where (
        stored.parent_code, stored.is_divided, stored.name, stored.city, stored.department, stored.population,
        stored.postcodes, stored.centre, stored.outline
      ) is distinct from (
        excluded.parent_code, excluded.is_divided, excluded.name, excluded.city, excluded.department,
        excluded.population, excluded.postcodes, excluded.centre, excluded.outline)
      """)
  }

  /// Which communes reach into which square; a little further than they do, so that no place is lost to rounding.
  static func drawCells(in transaction: Transaction) async throws {
    try await transaction.execute("delete from commune_cells")
    try await transaction.execute(
      """
      insert into commune_cells (cell, insee_code)
      select x * 10000 + y as cell, insee_code
      from communes
      cross join generate_series(
        floor((st_xmin(outline) + 179.999) / 0.03)::integer, floor((st_xmax(outline) + 180.001) / 0.03)::integer) as x
      cross join generate_series(
        floor((st_ymin(outline) + 89.999) / 0.03)::integer, floor((st_ymax(outline) + 90.001) / 0.03)::integer) as y
      where not is_divided
      order by cell
      """)
  }
}
