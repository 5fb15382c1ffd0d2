import Runtime
import Stations

/// One point's news, ready to be told.
struct PointNews: Sendable {
  let id: ChargePoint.ID
  let station: Station.ID
  let place: WorldPlace
  let status: PointStatus
  let since: Instant?

  init(_ point: Int, at moment: CountryMoment) {
    let row = moment.country.points[point]
    let station = moment.country.stations[Int(row.station)]
    id = row.id
    self.station = station.id
    place = moment.country.spots[Int(station.spot)].place
    status = moment.states.status[point]
    since = moment.states.since(point)
  }

  /// The news of those points that are on the map, each once.
  static func of(_ points: [ChargePoint.ID], at moment: CountryMoment) -> [PointNews] {
    Set(points).compactMap { moment.country.index(of: $0) }.map { PointNews($0, at: moment) }
  }
}
