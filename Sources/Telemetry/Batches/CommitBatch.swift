import Postgres
import Runtime
import Sites

/// Writes a batch: one statement that stores the samples, moves the newest values on, and says which samples were there.
struct CommitBatch: Sendable {
  static let foreignKeyViolation = "23503"
  /// Older than this is late, whatever came since.
  private static let late = Duration.seconds(3 * 3600)

  let database: Database
  let history: any HistoryStore
  let clock: WallClock
  let news: News

  struct Written {
    var parties: Set<Int> = []
    var known: Set<Int> = []
    var latest: [SeriesNumber: Instant] = [:]
  }

  func callAsFunction(_ batch: [Submission]) async throws -> [Stored?] {
    let now = clock.now
    var rows = BatchRows(batch, at: now)
    let lateHours = rows.lateHours
    // A history that is away keeps nobody from sending: what it has already, it takes once all the same.
    if !lateHours.isEmpty { rows.remove((try? await history.samples(in: lateHours)) ?? [:]) }
    let written = try await write(rows.rows, batch, at: now)
    news.tell()
    return verdicts(rows, written, batch.count, at: now)
  }

  private func verdicts(_ rows: BatchRows, _ written: Written, _ count: Int, at now: Instant) -> [Stored?] {
    var stored = (0..<count).map { party in
      written.parties.contains(party) ? Stored(duplicates: rows.duplicates[party]) : nil
    }
    var latest = written.latest
    for (place, row) in rows.rows.enumerated().sorted(by: { $0.element.order < $1.element.order }) {
      guard stored[row.party] != nil else { continue }
      if written.known.contains(place) {
        stored[row.party]?.duplicates += 1
        continue
      }
      let newest = latest[row.series]
      stored[row.party]?.accepted += 1
      if row.sample.at < now - Self.late || newest.map({ row.sample.at < $0 }) == true { stored[row.party]?.late += 1 }
      latest[row.series] = max(newest ?? row.sample.at, row.sample.at)
    }
    return stored
  }

  /// Again where another server was in the way, a device has just gone, or the answer was lost: it does no harm.
  private func write(_ rows: [BatchRows.Row], _ batch: [Submission], at now: Instant) async throws -> Written {
    for pause in [20, 60] {
      do {
        return try await attempt(rows, batch, at: now)
      } catch let error as PostgresError where error.mayRetryBatch {
        try await Task.sleep(for: .milliseconds(pause))
      } catch is ConnectionLost {
        try await Task.sleep(for: .milliseconds(pause))
      }
    }
    return try await attempt(rows, batch, at: now)
  }

  private func attempt(_ rows: [BatchRows.Row], _ batch: [Submission], at now: Instant) async throws -> Written {
    if let written = try await copy(rows, batch, at: now) { return written }
    let found = try await database.first(statement(rows, batch, at: now)) { row in
      (
        parties: try row.next([Int]?.self), known: try row.next([Int]?.self),
        series: try row.next([SeriesNumber]?.self),
        at: try row.next([Instant]?.self)
      )
    }
    var written = Written()
    written.parties = Set((found?.parties ?? []).map { $0 - 1 })
    written.known = Set((found?.known ?? []).map { $0 - 1 })
    written.latest = Dictionary(zip(found?.series ?? [], found?.at ?? [])) { first, _ in first }
    return written
  }

  /// The numbers of submissions that count: only if their device is as it was when the samples were checked, and their key
  /// has not ended.
  static func parties(of batch: [Submission]) -> SQL {
    let nobody = Identifier<DeviceKey>(high: 0, low: 0)
    return """
      select p.number from unnest(\(batch.map(\.device.id)), \(batch.map(\.device.version)),
        \(batch.map { $0.key ?? nobody })) with ordinality as p(device_id, version, key_id, number)
      join devices d on d.id = p.device_id and d.version = p.version
      where p.key_id = \(nobody) or exists (
        select from device_keys k where k.id = p.key_id and k.device_id = d.id and k.revoked_at is null)
      """
  }

  /// The plan that PostgreSQL keeps expects a few rows: what is looked up among many is said so that it is a table of hashes
  /// all the same.
  private func statement(_ rows: [BatchRows.Row], _ batch: [Submission], at now: Instant) -> SQL {
    """
    with party as materialized (
      \(sql: Self.parties(of: batch))
    ), input as materialized (
      select i.metric_id, i.at, i.value, i.slot, i.number
      from unnest(\(rows.map(\.series)), \(rows.map(\.sample.at)), \(rows.map(\.sample.value)),
        \(rows.map { $0.slot?.rawValue ?? 3 }), \(rows.map { $0.party + 1 }))
        with ordinality as i(metric_id, at, value, slot, party, number)
      where (i.party in (select number from party)) is true
    ), known as materialized (
      select l.metric_id, l.at from metric_latest l where l.metric_id in (select metric_id from input)
    ), ring_0 as (
      insert into samples_0 select metric_id, at, value from input where slot = 0 on conflict do nothing returning metric_id, at
    ), ring_1 as (
      insert into samples_1 select metric_id, at, value from input where slot = 1 on conflict do nothing returning metric_id, at
    ), ring_2 as (
      insert into samples_2 select metric_id, at, value from input where slot = 2 on conflict do nothing returning metric_id, at
    ), late as (
      insert into late_samples select i.metric_id, i.at, i.value from input i
      where i.slot = 3 and not exists (select from samples_0 r where r.metric_id = i.metric_id and r.at = i.at)
        and not exists (select from samples_1 r where r.metric_id = i.metric_id and r.at = i.at)
        and not exists (select from samples_2 r where r.metric_id = i.metric_id and r.at = i.at)
      on conflict do nothing returning metric_id, at
    ), newest as (
      insert into metric_latest as l (metric_id, at, value, received_at)
      select distinct on (i.metric_id) i.metric_id, i.at, i.value, \(now)
      from input i join device_metrics m on m.id = i.metric_id order by i.metric_id, i.at desc
      on conflict (metric_id) do update set at = excluded.at, value = excluded.value, received_at = excluded.received_at
        where excluded.at > l.at
    ), new as (
      select * from ring_0 union all select * from ring_1 union all select * from ring_2 union all select * from late
    )
    select (select array_agg(number) from party),
      (select array_agg(i.number) from input i where (i.metric_id, i.at) not in (select n.metric_id, n.at from new n)),
      (select array_agg(metric_id order by metric_id) from known), (select array_agg(at order by metric_id) from known)
    """
  }
}

extension PostgresError {
  fileprivate var mayRetryBatch: Bool {
    ["40001", "40P01", CommitBatch.foreignKeyViolation].contains(sqlState)
  }
}
