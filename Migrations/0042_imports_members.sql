-- Owner: Import. An archive holds several files: which of them a refused row stands in.
alter table import_rejects add column file text;
