-- Owner: Telemetry. The notice of an alarm is read, like that of a booking.
alter table alarm_notices add column read_at timestamptz;
