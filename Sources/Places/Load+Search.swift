import Postgres

/// Makes of the communes places to find, land and borders to draw.
extension PlacesFeature {
  static func listPlaces(in transaction: Transaction) async throws {
    try await transaction.run(script: Script(literal: "delete from places; delete from departements"))
    try await transaction.execute("insert into departements (code, name) select code, nom from fetched_departements")
    try await transaction.execute(
      """
      with towns as (
        select insee_code, parent_code, name, city, department, population, postcodes, centre, box2d(outline) as box from communes
      ), found as (
        select insee_code as id, case when parent_code is null then 'town' else 'arrondissement' end as kind, name,
          insee_code, department, postcodes, population, centre, box, name as called,
          array_to_string(postcodes, ' ') as others
        from towns
        union all
        select 'd' || d.code, 'departement', d.name, null, d.code, '{}', sum(population),
          st_setsrid(st_point(avg(st_x(centre)), avg(st_y(centre))), 4326), st_extent(box::geometry)::box2d, d.name,
          d.code
        from departements d join towns t on t.department = d.code where parent_code is null group by d.code
        union all
        select 'p' || code, 'postcode', concat_ws(' ', code, case when count(distinct city) = 1 then min(city) end),
          case when count(*) = 1 then min(insee_code) end, min(department), array[code], sum(population),
          st_setsrid(st_point(avg(st_x(centre)), avg(st_y(centre))), 4326), st_extent(box::geometry)::box2d, code, ''
        from towns t cross join unnest(postcodes) as code
        where not exists (select from towns part where part.parent_code = t.insee_code) group by code
      )
      insert into places (
        id, kind, name, plain, bare, words, insee_code, department, postcodes, population, centre, west, south, east,
        north)
      select id, kind, name, plain, regexp_replace(plain, '^(le|la|les|l|aux|las|los) ', ''),
        array_to_tsvector(string_to_array(trim(plain || ' ' || lower(others)), ' ')),
        insee_code, department, postcodes, population, centre, st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box)
      from (select *, plain_name(called) as plain from found offset 0) as named
      """)
  }

  /// The outlines fit together to the last digit, so that an edge which two communes share is in both; seconds sooner than
  /// a union of areas. Communes without an outline leave holes in the land, which are filled.
  static func drawGround(in transaction: Transaction) async throws {
    try await transaction.run(script: Script(literal: "delete from basemap_ground; set local work_mem = '128MB'"))
    try await transaction.execute(
      """
      with edges as materialized (
        select edge, count(*) as sides, min(department) <> max(department) as is_border
        from (
          select department, st_normalize((st_dumpsegments(outline)).geom) as edge from communes where parent_code is null
        ) as sides
        group by edge
      ), areas as materialized (
        select st_makepolygon(st_exteriorring((st_dump(st_polygonize(array(
          select (st_dump(st_unaryunion(st_collect(edge)))).geom from edges where sides = 1)))).geom)) as shape
      )
      insert into basemap_ground (kind, shape)
      select 'land', shape from areas where not exists (
        select from areas around where st_area(around.shape) > st_area(areas.shape) and st_contains(around.shape, areas.shape))
      union all
      select 'border', (st_dump(st_linemerge(st_collect(edge)))).geom from edges where is_border
      """)
  }
}
