import HTTP
import Runtime
import Stations

/// The messages of `LiveWatcher`, for the API's documentation. `reload` means that too much has changed to be told.
struct PointsNews: Decodable {
  enum Kind: String, CaseIterable, Field { case status, reload }

  struct Point: Decodable {
    let id: ChargePoint.ID
    let stationId: Station.ID
    let status: PointStatus
    let statusAt: Instant?
  }

  let type: Kind
  let seq: Int
  let points: [Point]
}

/// The message of a client that looks elsewhere, or that was away since a number.
struct ViewNews: Decodable {
  enum Kind: String, CaseIterable, Field { case view }

  let type: Kind
  let bbox: BoundingBox
  let since: Int?
}
