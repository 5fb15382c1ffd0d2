-- Owner: Stations. pg_restore makes indexes with an empty search_path: a function in one brings its own along, or no dump that
-- holds a station could be restored.
alter function station_words(text, text, text, text) set search_path from current;
