-- Owner: Places. A postcode says whose it is: 69003 is Lyon's, and of its third arrondissement.
create index communes_postcodes on communes using gin (postcodes);

-- As `watts-up import places` writes them from now on.
update places p set name = p.name || ' ' || k.city, insee_code = k.insee_code
from (
  select code, min(city) as city, case when count(*) = 1 then min(insee_code) end as insee_code
  from communes cross join unnest(postcodes) as code where not is_divided
  group by code having count(distinct city) = 1
) as k
where p.kind = 'postcode' and p.id = 'p' || k.code;
