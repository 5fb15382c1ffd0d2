import Postgres

/// The columns in the order in which `CopyRows` writes them.
enum Statements {
  static let copyPoints: SQL = """
    copy charge_points (id, irve_id, local_id, power_w, sockets, cable_attached, declared_reservable, accessibility,
      opened_on, updated_on, evidence, content_hash, source_rank, terms_id, location, station_id, source, added_by)
    from stdin (format binary)
    """

  static let copyStations: SQL = """
    copy stations (id, irve_id, name, brand, operator, owner, contact, phone, placement, street, postcode, city, insee_code,
      location, time_zone, max_height_m, notes, grid_connection, declared_points, content_hash, place, evidence, source,
      added_by)
    from stdin (format binary)
    """

  static let copyIncomingPoints: SQL = """
    copy incoming_points (id, irve_id, local_id, power_w, sockets, cable_attached, declared_reservable, accessibility,
      opened_on, updated_on, evidence, content_hash, source_rank, terms_id, location, station_irve_id, station_place,
      station_hash, line, is_repeated)
    from stdin (format binary)
    """

  static let copyIncomingStations: SQL = """
    copy incoming_stations (id, irve_id, name, brand, operator, owner, contact, phone, placement, street, postcode, city,
      insee_code, location, time_zone, max_height_m, notes, grid_connection, declared_points, content_hash, place, evidence,
      first_location, line)
    from stdin (format binary)
    """

  static let copyIncomingTerms: SQL = """
    copy incoming_terms (id, access, hours_text, hours, two_wheelers_only, pay_per_use, pay_card, pay_other, free, tariff)
    from stdin (format binary)
    """

  static let copyGone: SQL = "copy incoming_gone (point_id) from stdin (format binary)"

  static let copyRejects: SQL = """
    copy import_rejects (import_id, line, code, field, value, irve_id) from stdin (format binary)
    """
}
