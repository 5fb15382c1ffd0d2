-- Owner: Homes. What a box has made of an order.
alter table box_orders
  add column answered_at timestamptz,
  -- Why it was not followed, in the box's word; null where it was.
  add column refused_because text collate "C" constraint box_orders_reason check (refused_because ~ '^[a-z][a-z-]{0,39}$'),
  add constraint box_orders_answer_is_whole check (refused_because is null or answered_at is not null);
