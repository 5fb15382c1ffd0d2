-- Owner: Import. When a file had been read to its end, and when somebody or the program began to carry out its changes: how long
-- an import took, without the time in which it waited to be looked at.
alter table imports add column read_at timestamptz, add column applied_at timestamptz;
