import Postgres

/// Columns that an import sets, each unless an administrator has set it by hand. `n` is the row that brings the values:
/// of the stage, or of what an undone import had replaced.
enum Assignments {
  static let stationColumns: SQL = """
    id, irve_id, place, name, brand, operator, owner, contact, phone, placement, street, postcode, city, insee_code,
    location, first_location, time_zone, max_height_m, notes, grid_connection, declared_points, evidence, content_hash
    """

  /// The commune is looked up anew: where the place or the code differs, so may all that follows from it.
  static let station: SQL = """
    name = case when 'name' = any (s.manual_fields) then s.name else n.name end,
    brand = case when 'brand' = any (s.manual_fields) then s.brand else n.brand end,
    operator = case when 'operator' = any (s.manual_fields) then s.operator else n.operator end,
    owner = case when 'owner' = any (s.manual_fields) then s.owner else n.owner end,
    contact = case when 'contact' = any (s.manual_fields) then s.contact else n.contact end,
    phone = case when 'phone' = any (s.manual_fields) then s.phone else n.phone end,
    placement = case when 'placement' = any (s.manual_fields) then s.placement else n.placement end,
    street = case when 'street' = any (s.manual_fields) then s.street else n.street end,
    postcode = case when 'postcode' = any (s.manual_fields) then s.postcode else n.postcode end,
    city = case when 'city' = any (s.manual_fields) then s.city else n.city end,
    insee_code = case when 'insee_code' = any (s.manual_fields) then s.insee_code else n.insee_code end,
    location = case when 'location' = any (s.manual_fields) then s.location else n.location end,
    located_at = null,
    time_zone = case when 'time_zone' = any (s.manual_fields) then s.time_zone else n.time_zone end,
    max_height_m = case when 'max_height_m' = any (s.manual_fields) then s.max_height_m else n.max_height_m end,
    notes = case when 'notes' = any (s.manual_fields) then s.notes else n.notes end,
    grid_connection = case when 'grid_connection' = any (s.manual_fields) then s.grid_connection else n.grid_connection end,
    declared_points = n.declared_points
    """

  static let pointColumns: SQL = """
    id, irve_id, local_id, power_w, sockets, cable_attached, declared_reservable, accessibility, opened_on, updated_on,
    evidence, content_hash, source_rank
    """

  static let newPoint: SQL = """
    n.id, n.irve_id, n.local_id, n.power_w, n.sockets, n.cable_attached, n.declared_reservable, n.accessibility,
    n.opened_on, n.updated_on, n.evidence, n.content_hash, n.source_rank
    """

  /// What was noted by hand stays noted.
  static let point: SQL = """
    local_id = case when 'local_id' = any (p.manual_fields) then p.local_id else n.local_id end,
    power_w = case when 'power_w' = any (p.manual_fields) then p.power_w else n.power_w end,
    sockets = case when 'sockets' = any (p.manual_fields) then p.sockets else n.sockets end,
    cable_attached = case when 'cable_attached' = any (p.manual_fields) then p.cable_attached else n.cable_attached end,
    declared_reservable =
      case when 'declared_reservable' = any (p.manual_fields) then p.declared_reservable else n.declared_reservable end,
    accessibility = case when 'accessibility' = any (p.manual_fields) then p.accessibility else n.accessibility end,
    opened_on = case when 'opened_on' = any (p.manual_fields) then p.opened_on else n.opened_on end,
    updated_on = n.updated_on,
    evidence = nullif(
      coalesce(jsonb_path_query_array(n.evidence, '$[*] ? (@.source != "manual")'), '[]')
        || coalesce(jsonb_path_query_array(p.evidence, '$[*] ? (@.source == "manual")'), '[]'), '[]')
    """
}
