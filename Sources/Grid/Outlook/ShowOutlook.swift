import HTTP
import Resources
import Runtime

struct OutlookQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
}

extension GridFeature {
  func showOutlook(_ call: Call<Nothing, OutlookQuery, NoBody>, _: Void) async throws -> Response {
    let outlook = try await outlook(call.query.from, call.query.to)
    if call.request.wantsCSV { return .csv(Outlook.Item.columns, outlook.items.map(\.cells)) }
    return try .json(outlook, cache: .revalidated).header("Vary", "Accept")
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

extension Outlook.Item {
  fileprivate static let columns = [
    "startsAt", "endsAt", "gramsPerKwh", "spread", "loadWatts", "ourLoadWatts", "rteLoadWatts", "rank", "of", "band",
    "stress", "basis", "tempo",
  ]

  fileprivate var cells: [String?] {
    [
      startsAt.onTheWall, endsAt.onTheWall, gramsPerKwh?.description, spread.description, loadWatts?.description,
      ourLoadWatts?.description, rteLoadWatts?.description, rank?.description, of.description, band?.rawValue,
      stress.description, basis.rawValue, tempo?.rawValue,
    ]
  }
}
