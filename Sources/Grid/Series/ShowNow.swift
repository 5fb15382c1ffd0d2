import HTTP
import Postgres
import Runtime

/// GET /api/grid/now.
struct GridNow: Codable, Sendable {
  struct Consumption: Codable, Sendable {
    let at: Instant
    let watts: Int
    let nature: NatureWord
  }

  let consumption: Consumption?
  let mix: MixItem?
  let gramsPerKwh: Double?
  let tempo: TempoColour?
  var ageSeconds: Int?
  /// Older than two hours, or not there at all.
  let isStale: Bool
}

extension GridNow {
  /// Of an age in minutes: one that changed each second would spare nobody an answer.
  fileprivate var tag: EntityTag {
    get throws {
      var whole = self
      whole.ageSeconds = ageSeconds.map { $0 / 60 }
      return EntityTag(of: try JSONWriter.encode(whole))
    }
  }
}

extension GridFeature {
  private static var staleAfter: Int { 7200 }

  func showNow(_ call: Call<Nothing, Nothing, NoBody>, _: Void) async throws -> Response {
    let now = clock.now
    let latest = try await database.readFirst(
      """
      select at, consumption::bigint * 1000000, nature from grid_readings
      where perimeter = 'france' and consumption is not null and is_half_hour and at <= \(now)
      order by at desc limit 1
      """
    ) { row in
      GridNow.Consumption(at: try row.next(), watts: try row.next(), nature: try row.nature().word)
    }
    let mix = try await latestMix(at: now)
    let day = Self.tempoDay(of: now)
    let age = latest.map { Int((now - $0.at).inSeconds) }
    let shown = GridNow(
      consumption: latest, mix: mix?.item, gramsPerKwh: mix?.gramsPerKwh,
      tempo: try await tempo(from: day, to: day).first?.colour, ageSeconds: age,
      isStale: age.map { $0 > Self.staleAfter } ?? true)
    return try .json(shown, cache: .revalidated).tagged(shown.tag)
  }

  private func latestMix(at now: Instant) async throws -> MixReading? {
    try await database.readFirst(
      """
      select at, nature, rte_grams::double precision, null::bigint,
        \(sql: GridColumn.list(GridColumn.mix) { "\(sql: $0)::bigint * 1000000" })
      from grid_readings
      where perimeter = 'france' and at <= \(now) and is_half_hour and nuclear is not null
      order by at desc limit 1
      """
    ) { row in try MixReading(&row, perimeter: .france) }
  }
}
