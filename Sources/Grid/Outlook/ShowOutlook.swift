import HTTP
import Resources
import Runtime

struct OutlookQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
}

extension GridFeature {
  func showOutlook(_ call: Call<Nothing, OutlookQuery, NoBody>, _: Void) async throws -> Response {
    try .json(await outlook(call.query.from, call.query.to))
  }

  /// From now for a week, unless something else is asked for.
  func outlook(_ from: WallMoment?, _ to: WallMoment?) async throws -> Outlook {
    let (now, zone) = (clock.now, Paris.zone)
    let start = try from?.resolved(in: zone, "?from") ?? now
    let end = try to?.resolved(in: zone, "?to") ?? max(start, now + .seconds(7 * 86_400))
    let span = try SeriesWindow.span(.instant(start), .instant(end), at: now)
    return try await outlook(at: now).within(span)
  }
}
