-- Owner: Stations. Who may charge at a point, when, and how it is paid: rows of one station differ in it. A country has a few
-- thousand of such terms; each stands once and is never changed, under a name made of what it says.
create table terms (
  id uuid primary key,
  access text not null constraint terms_access_known check (access in ('open', 'restricted')),
  -- As the source writes them; `hours` in the one spelling that the program reads, null when they make no sense.
  hours_text text,
  hours text,
  open_24h boolean not null generated always as (hours is not distinct from '24/7') stored,
  two_wheelers_only boolean not null,
  pay_per_use boolean,
  pay_card boolean,
  pay_other boolean,
  free boolean,
  tariff text
);

-- The program makes the same of them (`Terms.id`).
create function terms_id(
  access text, hours_text text, hours text, two_wheelers_only boolean, pay_per_use boolean, pay_card boolean,
  pay_other boolean, free boolean, tariff text
) returns uuid language sql immutable parallel safe as $$
  select left(encode(sha256(convert_to(
    string_agg(coalesce(octet_length(said) || ':' || said, '-'), '' order by place), 'UTF8')), 'hex'), 32)::uuid
  from unnest(array[access, hours_text, hours, two_wheelers_only::text, pay_per_use::text, pay_card::text,
    pay_other::text, free::text, tariff]) with ordinality as s (said, place)
$$;

-- Stores terms, if nobody has, and tells their name.
create function terms_of(
  access text default 'open', hours_text text default null, hours text default null,
  two_wheelers_only boolean default false, pay_per_use boolean default null, pay_card boolean default null,
  pay_other boolean default null, free boolean default null, tariff text default null
) returns uuid language sql as $$
  insert into terms (id, access, hours_text, hours, two_wheelers_only, pay_per_use, pay_card, pay_other, free, tariff)
  select terms_id($1, $2, $3, $4, $5, $6, $7, $8, $9), $1, $2, $3, $4, $5, $6, $7, $8, $9
  on conflict do nothing;
  select terms_id($1, $2, $3, $4, $5, $6, $7, $8, $9)
$$;

-- What an administrator set for all points of the station: the columns named in manual_fields count.
alter table stations add column manual_terms_id uuid constraint stations_manual_terms_id_fkey references terms (id);
alter table stations_before add column manual_terms_id uuid;
create index stations_with_manual_terms on stations (id) where manual_terms_id is not null;

alter table charge_points
  add column terms_id uuid constraint charge_points_terms_id_fkey references terms (id),
  -- What the source says, where something is set by hand; null where `terms_id` is that.
  add column source_terms_id uuid constraint charge_points_source_terms_id_fkey references terms (id),
  -- What an administrator set for this point alone: the columns named in manual_fields count.
  add column manual_terms_id uuid constraint charge_points_manual_terms_id_fkey references terms (id);
alter table charge_points_before add column terms_id uuid, add column source_terms_id uuid, add column manual_terms_id uuid;
create index charge_points_with_manual_terms on charge_points (id) where manual_terms_id is not null;

-- Every point starts with what was known of its station.
create temporary table terms_now as
  select id as station_id, false as is_before,
    terms_id(access, hours_text, case when open_24h then '24/7' else hours end, two_wheelers_only, pay_per_use, pay_card,
      pay_other, free, tariff) as terms_id,
    access, hours_text, case when open_24h then '24/7' else hours end as hours, two_wheelers_only, pay_per_use, pay_card,
    pay_other, free, tariff
  from stations
  union all
  select id, true,
    terms_id(access, hours_text, case when open_24h then '24/7' else hours end, two_wheelers_only, pay_per_use, pay_card,
      pay_other, free, tariff),
    access, hours_text, case when open_24h then '24/7' else hours end, two_wheelers_only, pay_per_use, pay_card,
    pay_other, free, tariff
  from stations_before;

insert into terms (id, access, hours_text, hours, two_wheelers_only, pay_per_use, pay_card, pay_other, free, tariff)
select distinct on (terms_id) terms_id, access, hours_text, hours, two_wheelers_only, pay_per_use, pay_card, pay_other, free,
  tariff
from terms_now;

update charge_points p set terms_id = n.terms_id from terms_now n where n.station_id = p.station_id and not n.is_before;
update charge_points_before p set terms_id = n.terms_id from terms_now n
  where n.station_id = p.station_id and not n.is_before;
update charge_points_before p set terms_id = n.terms_id from terms_now n where n.station_id = p.station_id and n.is_before;
update stations s set manual_terms_id = n.terms_id from terms_now n
  where n.station_id = s.id and not n.is_before and (s.source = 'manual' or s.manual_fields && array['access', 'hours_text',
    'two_wheelers_only', 'pay_per_use', 'pay_card', 'pay_other', 'free', 'tariff']);
update stations_before s set manual_terms_id = t.manual_terms_id from stations t where t.id = s.id;
drop table terms_now;

alter table charge_points alter column terms_id set not null, alter column terms_id set default terms_of();

alter table stations drop column access, drop column hours_text, drop column hours, drop column open_24h,
  drop column two_wheelers_only, drop column pay_per_use, drop column pay_card, drop column pay_other, drop column free,
  drop column tariff;
alter table stations_before drop column access, drop column hours_text, drop column hours, drop column open_24h,
  drop column two_wheelers_only, drop column pay_per_use, drop column pay_card, drop column pay_other, drop column free,
  drop column tariff;

-- The terms of points, made anew of what the source says, what was set for their station, and what for them alone.
create function settle_terms(points uuid[]) returns void language sql as $$
  with said as (
    select p.id, source.id as source_id,
      case when 'access' = any (p.manual_fields) then own.access
        when 'access' = any (s.manual_fields) then here.access else source.access end as access,
      case when 'hours_text' = any (p.manual_fields) then own.hours_text
        when 'hours_text' = any (s.manual_fields) then here.hours_text else source.hours_text end as hours_text,
      case when 'hours_text' = any (p.manual_fields) then own.hours
        when 'hours_text' = any (s.manual_fields) then here.hours else source.hours end as hours,
      case when 'two_wheelers_only' = any (p.manual_fields) then own.two_wheelers_only
        when 'two_wheelers_only' = any (s.manual_fields) then here.two_wheelers_only
        else source.two_wheelers_only end as two_wheelers_only,
      case when 'pay_per_use' = any (p.manual_fields) then own.pay_per_use
        when 'pay_per_use' = any (s.manual_fields) then here.pay_per_use else source.pay_per_use end as pay_per_use,
      case when 'pay_card' = any (p.manual_fields) then own.pay_card
        when 'pay_card' = any (s.manual_fields) then here.pay_card else source.pay_card end as pay_card,
      case when 'pay_other' = any (p.manual_fields) then own.pay_other
        when 'pay_other' = any (s.manual_fields) then here.pay_other else source.pay_other end as pay_other,
      case when 'free' = any (p.manual_fields) then own.free
        when 'free' = any (s.manual_fields) then here.free else source.free end as free,
      case when 'tariff' = any (p.manual_fields) then own.tariff
        when 'tariff' = any (s.manual_fields) then here.tariff else source.tariff end as tariff
    from charge_points p join stations s on s.id = p.station_id
      join terms source on source.id = coalesce(p.source_terms_id, p.terms_id)
      left join terms here on here.id = s.manual_terms_id
      left join terms own on own.id = p.manual_terms_id
    where p.id = any (points)
  ), named as materialized (
    select *, terms_id(access, hours_text, hours, two_wheelers_only, pay_per_use, pay_card, pay_other, free, tariff) as name
    from said
  ), kept as (
    insert into terms (id, access, hours_text, hours, two_wheelers_only, pay_per_use, pay_card, pay_other, free, tariff)
    select name, access, hours_text, hours, two_wheelers_only, pay_per_use, pay_card, pay_other, free, tariff from named
    on conflict do nothing
  )
  update charge_points p set terms_id = n.name, source_terms_id = nullif(n.source_id, n.name), version = p.version + 1
  from named n
  where n.id = p.id and (p.terms_id, p.source_terms_id) is distinct from (n.name, nullif(n.source_id, n.name))
$$;

-- Owner: Import. The stage has them beside its points.
create unlogged table incoming_terms (
  id uuid not null,
  access text not null,
  hours_text text,
  hours text,
  two_wheelers_only boolean not null,
  pay_per_use boolean,
  pay_card boolean,
  pay_other boolean,
  free boolean,
  tariff text
);
truncate incoming_points, incoming_stations, incoming_gone;
delete from import_stages where exists (select from imports i where i.id = import_id and i.source = 'irve');
alter table incoming_points add column terms_id uuid not null;
alter table incoming_stations drop column access, drop column hours_text, drop column hours, drop column open_24h,
  drop column two_wheelers_only, drop column pay_per_use, drop column pay_card, drop column pay_other, drop column free,
  drop column tariff;
