-- Owner: Import. A file may have millions of rows that are refused, and the key asks for the import's own row once for each:
-- a row that tells its progress ten times a second, and of which the transaction keeps every version. Imports are never deleted.
alter table import_rejects drop constraint import_rejects_import_id_fkey;
