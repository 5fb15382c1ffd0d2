-- Owner: Grid. Whether a perimeter's readings are made up is asked with every answer, and is rarely so.
create index grid_readings_made_up on grid_readings (perimeter) where nature = 0;
