-- Owner: Homes. What came back from Enedis' page with a state: a reload is known by it, and brings nothing else.
alter table home_consents add column returned text;
