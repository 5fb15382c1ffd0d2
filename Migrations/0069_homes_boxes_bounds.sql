-- Owner: Homes. What a box can make its row grow to, and its rows.

-- The lowest so many ranges: with them stays the one from 1 on, so that what was said to have come stays so.
create function lowest_ranges(numbers int8multirange, most integer) returns int8multirange
  language sql immutable parallel safe
  return (select coalesce(range_agg(r), '{}') from (select r from unnest(numbers) as r order by r limit most) lowest);

update boxes set received = lowest_ranges(received, 256) where received <> lowest_ranges(received, 256);

-- 256 ranges are 5 kB. A box that sends from both ends has two; one that leaves out every other number is told less than it
-- has sent, and sends that again.
alter table boxes add constraint boxes_received_bounded check (received = lowest_ranges(received, 256));

-- What is let go of is known by its number alone, also behind a gap that nobody closes.
alter table boxes drop column purged;
create index box_rows_age on box_rows using brin (received_at);
