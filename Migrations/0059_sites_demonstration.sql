-- Owner: Sites. A site that does not exist, for everybody to look at; at most one.
alter table sites add column demonstration boolean not null default false;
create unique index sites_demonstration on sites (demonstration) where demonstration;
