import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// A row of the levels as it is read.
private struct LevelRow: Sendable {
  let at: Instant
  let before: Int
  let after: Int
  let nature: LevelItem.Nature
}

extension SitesFeature {
  /// The window with what is known of it, and the resolution that fits.
  func levelsWindow(
    of held: HeldPlant, _ from: WallMoment?, _ to: WallMoment?, _ wanted: LevelResolution?
  ) async throws -> LevelsWindow {
    let now = clock.now
    let span = try LevelsWindow.span(from, to, in: held.zone, now: now)
    let found = try await database.readFirst(
      """
      select (select min(at) from reserve_levels where plant_id = \(held.id) and at > \(Reserve.beginning)),
        (select max(at) from reserve_levels where plant_id = \(held.id)),
        (select count(*) from (
          select from reserve_levels where plant_id = \(held.id) and at between \(span.lowerBound) and \(span.upperBound)
          limit 1001) changes)
      """
    ) { row in (first: try row.next(Instant?.self), last: try row.next(Instant?.self), changes: try row.next(Int.self))
    }
    var known: ClosedRange<Instant>?
    if let first = found?.first, let last = found?.last {
      let (start, end) = (max(first, span.lowerBound), min(max(last, now), span.upperBound))
      if start <= end { known = start...end }
    }
    var window = LevelsWindow(plant: held.id, zone: held.zone, span: span, known: known)
    if let known { window.resolution = wanted ?? .chosen(for: known, changes: found?.changes ?? 0) }
    if known == nil, let wanted { window.resolution = wanted }
    return window
  }

  private static var pageLength: Int { 2000 }

  /// Hands the items over, some at a time, in order.
  func readLevels(_ window: LevelsWindow, _ take: ([LevelItem]) async throws -> Void) async throws {
    guard let known = window.known, var last = try await levelRow(before: known.lowerBound, in: window) else { return }
    var rollUp = LevelRollUp(window.resolution, in: window.zone)
    let isRaw = window.resolution == .raw
    var after = last.at
    while true {
      let rows = try await levelRows(after: after, in: window)
      var items: [LevelItem] = []
      for row in rows {
        let piece = LevelPiece(from: last.at, to: row.at, start: last.after, end: row.before)
        items += pass(piece, row, known, isRaw: isRaw, &rollUp)
        last = row
      }
      if rows.count < Self.pageLength {
        let rest = LevelPiece(from: last.at, to: max(last.at, known.upperBound), start: last.after, end: last.after)
        if !isRaw, let rest = rest.clipped(to: known) { items += rollUp.pass(rest).map { LevelItem($0) } }
        if isRaw, last.at < known.lowerBound {
          items.append(LevelItem(known.lowerBound, last.after, before: last.after, .edge))
        }
        items += rollUp.finish().map { LevelItem($0) }
        try await take(items)
        return
      }
      try await take(items)
      after = rows.last?.at ?? after
    }
  }

  /// What a row and the line before it add to the answer.
  private func pass(
    _ piece: LevelPiece, _ row: LevelRow, _ known: ClosedRange<Instant>, isRaw: Bool, _ rollUp: inout LevelRollUp
  ) -> [LevelItem] {
    guard isRaw else {
      guard let part = piece.clipped(to: known) else { return [] }
      return rollUp.pass(part).map { LevelItem($0) }
    }
    var items: [LevelItem] = []
    if piece.from < known.lowerBound, piece.to > known.lowerBound {
      let level = piece.level(at: known.lowerBound)
      items.append(LevelItem(known.lowerBound, level, before: level, .edge))
    }
    if known.contains(row.at) {
      items.append(LevelItem(row.at, row.after, before: row.before, row.nature))
    } else if piece.from < known.upperBound, piece.start != piece.end {
      let level = piece.level(at: known.upperBound)
      items.append(LevelItem(known.upperBound, level, before: level, .edge))
    }
    return items
  }

  /// The row whose line leads into the window: the beginning where there is none.
  private func levelRow(before start: Instant, in window: LevelsWindow) async throws -> LevelRow? {
    try await database.readFirst(
      """
      select l.at, whole_wh(l.before_wh), whole_wh(l.wh), l.counted_wh is not null, l.since = l.at
      from reserve_levels l where l.plant_id = \(window.plant) and l.at < \(start) order by l.at desc limit 1
      """
    ) { row in try LevelRow(&row) }
  }

  /// The next rows of the window, and the one behind its end.
  private func levelRows(after: Instant, in window: LevelsWindow) async throws -> [LevelRow] {
    try await database.read(
      """
      select l.at, whole_wh(l.before_wh), whole_wh(l.wh), l.counted_wh is not null, l.since = l.at
      from reserve_levels l
      where l.plant_id = \(window.plant) and l.at > \(after) and l.at <= coalesce((
        select min(e.at) from reserve_levels e where e.plant_id = \(window.plant) and e.at > \(window.span.upperBound)),
        'infinity')
      order by l.at limit \(Self.pageLength)
      """
    ) { row in try LevelRow(&row) }
  }

  /// What can be held from the beginning of the window on.
  func capacities(_ window: LevelsWindow) async throws -> [CapacityStep] {
    let (from, to) = (window.span.lowerBound, window.span.upperBound)
    return try await database.read(
      """
      select greatest(c.since, \(from)), c.capacity_wh from plant_capacities c
      where c.plant_id = \(window.plant) and c.since <= \(to) and c.since >= coalesce((
        select max(b.since) from plant_capacities b where b.plant_id = \(window.plant) and b.since <= \(from)), c.since)
      order by c.since limit 1000
      """
    ) { row in CapacityStep(at: try row.next(), wh: try row.next()) }
  }
}

extension LevelRow {
  init(_ row: inout Row) throws {
    (at, before, after) = (try row.next(), try row.next(), try row.next())
    let (isCount, isCapacity) = (try row.next(Bool.self), try row.next(Bool.self))
    nature = isCount ? .count : isCapacity ? .capacity : .movement
  }
}
