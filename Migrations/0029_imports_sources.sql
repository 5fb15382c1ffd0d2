-- Owner: Import. Which sources there are, the program knows: it refuses the name of any other before it comes here.
alter table imports drop constraint imports_source_known;
