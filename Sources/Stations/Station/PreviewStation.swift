import Postgres

/// What a link to a station tells before it is opened.
package struct StationPreview: Sendable {
  package let name: String
  package let street: String?
  package let postcode: String?
  package let city: String?
  package let isMadeUp: Bool
  package let points: Int
  package let maxPower: Power?
}

extension StationsFeature {
  /// nil where there is no such station, or none any more.
  package func preview(of id: Station.ID) async throws -> StationPreview? {
    try await database.readFirst(
      """
      select s.name, s.street, s.postcode, s.city, s.demonstration, count(p.id), max(p.power_w)
      from stations s left join charge_points p on p.station_id = s.id and p.withdrawn_at is null
      where s.id = \(id) and s.withdrawn_at is null
      group by s.id
      """
    ) { row in
      StationPreview(
        name: try row.next(), street: try row.next(), postcode: try row.next(), city: try row.next(),
        isMadeUp: try row.next(), points: try row.next(), maxPower: try row.next())
    }
  }
}
