import Postgres
import Resources
import Runtime
import Synchronization

/// The last outlook of this instance, for as long as nothing newer was issued and no half-hour has passed.
final class OutlookCache: Sendable {
  private struct Kept {
    let issued: Instant?
    let start: Instant
    let outlook: Outlook
  }

  private let kept = Mutex<Kept?>(nil)

  func outlook(_ issued: Instant?, _ start: Instant) -> Outlook? {
    kept.withLock { kept in kept.flatMap { $0.issued == issued && $0.start == start ? $0.outlook : nil } }
  }

  func keep(_ outlook: Outlook, _ issued: Instant?, _ start: Instant) {
    kept.withLock { $0 = Kept(issued: issued, start: start, outlook: outlook) }
  }
}

extension GridFeature {
  /// From the half-hour that runs.
  func outlook(at now: Instant) async throws -> Outlook {
    let start = now.roundedDown(to: 1800)
    let issued = try await database.readFirst("select max(issued_at) from grid_forecasts") {
      try $0.next(Instant?.self)
    }
    guard let issued = issued ?? nil else { return .none }
    if let kept = outlooks.outlook(issued, start) { return kept }
    let made = try await compute(from: start)
    outlooks.keep(made, issued, start)
    return made
  }

  private struct Issued {
    let kind: ForecastKind
    let starts: Instant
    let knownUntil: Instant
    let amounts: [Float]
    let isMadeUp: Bool
    let at: Instant

    func amount(_ at: Instant) -> Double? {
      let place = Int(((at - starts) / .seconds(1800)).rounded(.down))
      guard amounts.indices.contains(place), !amounts[place].isNaN else { return nil }
      return Double(amounts[place])
    }

    func isNear(_ at: Instant) -> Bool { at <= knownUntil + .seconds(86_400) }
  }

  private func compute(from start: Instant) async throws -> Outlook {
    let issued = try await latest()
    let levels = try await database.readFirst("select rates, loads, spreads from grid_levels") { try Levels(&$0) }
    guard let levels, !issued.isEmpty else { return .none }
    let end = start + .seconds(7 * 86_400)
    let rte = try await rteLoads(from: start, to: end)
    let days = try await tempo(
      from: Self.tempoDay(of: start), to: Self.tempoDay(of: end))
    let colours = Dictionary(days.map { ($0.date, $0.colour) }, uniquingKeysWith: { first, _ in first })
    var items = (0..<Forecasting.horizon).compactMap { place in
      item(start + .seconds(1800 * place), issued, rte, levels, colours)
    }
    let judged = rank(&items)
    return Outlook(
      items: items, days: judged,
      limits: .init(
        gramsPerKwh: levels.rates.map(\.tenths), loadWatts: levels.loads.map { Int($0.rounded()).megawatts }),
      updatedAt: issued.map(\.at).max(), nature: issued.contains(where: \.isMadeUp) ? .demonstration : .realTime)
  }

  private func latest() async throws -> [Issued] {
    try await database.read(
      """
      select distinct on (kind) kind, starts_at, known_until, amounts, demonstration, issued_at from grid_forecasts
      where source = 'ours' order by kind, issued_at desc
      """
    ) { row in
      Issued(
        kind: try row.word(), starts: try row.next(), knownUntil: try row.next(), amounts: try row.next(),
        isMadeUp: try row.next(), at: try row.next())
    }
  }

  /// RTE's forecasts of the load: that of the day before that of the day before.
  private func rteLoads(from start: Instant, to end: Instant) async throws -> [Instant: Int] {
    let rows = try await database.read(
      """
      select at, coalesce(forecast_intraday, forecast_day_ahead) from grid_readings
      where perimeter = 'france' and is_half_hour and nature > 0 and at >= \(start) and at < \(end)
        and coalesce(forecast_intraday, forecast_day_ahead) is not null
      """
    ) { row in (try row.next(Instant.self), try row.next(Int.self)) }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  /// Nil where nothing can be said.
  private func item(
    _ at: Instant, _ issued: [Issued], _ rte: [Instant: Int], _ levels: Levels, _ colours: [String: TempoColour]
  ) -> Outlook.Item? {
    let (load, carbon) = (issued.first { $0.kind == .load }, issued.first { $0.kind == .carbon })
    let grams = carbon?.amount(at)?.tenths
    let megawatts = rte[at].map(Double.init) ?? load?.amount(at)
    guard grams != nil || megawatts != nil else { return nil }
    let isNear = (load ?? carbon)?.isNear(at) == true
    return Outlook.Item(
      startsAt: at, endsAt: at + .seconds(1800), gramsPerKwh: grams,
      spread: levels.spread(isNear: carbon?.isNear(at) == true),
      loadWatts: megawatts.map { Int($0.rounded()).megawatts },
      ourLoadWatts: load?.amount(at).map { Int($0.rounded()).megawatts }, rteLoadWatts: rte[at]?.megawatts, rank: nil,
      of: 0, band: grams.flatMap(levels.band),
      stress: megawatts.map(levels.stress) ?? 0, basis: rte[at] != nil ? .rte : isNear ? .blend : .week,
      tempo: colours[Self.tempoDay(of: at).text])
  }

  /// Ranks each among those of its day, the earlier before the later where they are alike.
  private func rank(_ items: inout [Outlook.Item]) -> [Outlook.Day] {
    var days: [Outlook.Day] = []
    let byDay = Dictionary(grouping: items.indices) { Paris.zone.local(items[$0].startsAt).day }
    for day in byDay.keys.sorted() {
      let places = (byDay[day] ?? []).filter { items[$0].gramsPerKwh != nil }
      let ordered = places.sorted { (items[$0].gramsPerKwh ?? 0, $0) < (items[$1].gramsPerKwh ?? 0, $1) }
      for (rank, place) in ordered.enumerated() { items[place].rank = rank + 1 }
      for place in byDay[day] ?? [] { items[place].of = places.count }
      guard let first = ordered.first, let best = items[first].gramsPerKwh else { continue }
      let mean = (places.compactMap { items[$0].gramsPerKwh }.reduce(0, +) / Double(places.count)).tenths
      days.append(
        Outlook.Day(date: day.text, hasPreference: mean - best >= items[first].spread, best: best, mean: mean))
    }
    return days
  }
}
