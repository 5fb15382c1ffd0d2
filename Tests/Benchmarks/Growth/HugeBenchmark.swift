import Foundation
import Postgres
import Runtime

/// A hundred countries in one: whether that many points load and are served, and what each weighs. `BENCH_POINTS` says how many,
/// in steps of 136 000; by default 13.6 million, for which there should be 20 GB of disk and 12 GiB of memory.
enum HugeBenchmark {
  private static let part = 136_000

  @Sendable
  static func run() async throws -> [Line] {
    let wanted = ProcessInfo.processInfo.environment["BENCH_POINTS"].flatMap { Int($0) } ?? 100 * part
    let country = try await StoredCountry.make("bench_huge", points: part)
    try await country.repeatEverything(wanted / part)
    let empty = try await Server.start()
    let bare = empty.running.residentMiB
    empty.stop()
    let started = ContinuousClock.now
    let server = try await Server.start("DATABASE_URL=\(country.url)", patience: 600)
    let ready = (ContinuousClock.now - started).inSeconds
    // What loading took for a while is given back.
    try await Task.sleep(for: .seconds(5))
    let bytes = (server.running.residentMiB - bare) * 1_048_576 / Double(wanted)
    let filter = try await CountryFigures.milliseconds(server, "filters", CountryFigures.filters)
    let tiles = try Wrk.rate(
      of: try await Program.run("wrk", "-t1", "-c64", "-d3", server.url("tiles/6/32/22.mvt")))
    server.stop()
    await country.close()
    return [
      Line("huge: start to ready, \(wanted) points", ours: ready, limit: 120, unit: "s", aim: .atMost(1)),
      Line("huge: a point", ours: bytes, limit: 350, unit: "bytes", aim: .atMost(1)),
      Line("huge: a new filter's first tile", ours: filter, limit: 1000, unit: "ms", aim: .atMost(1)),
      Line("huge: warm tiles", ours: tiles, limit: 10_000, unit: "requests/s", aim: .atLeast(1)),
    ]
  }
}

extension StoredCountry {
  /// So many of every station within some ten kilometres, where an import would take hours: what only keeps order among changes
  /// is left out.
  fileprivate func repeatEverything(_ times: Int) async throws {
    for statement in [
      """
      alter table charge_points drop constraint charge_points_pkey cascade,
        drop constraint charge_points_irve_id_key cascade, drop constraint charge_points_station_id_fkey
      """, "alter table stations drop constraint stations_irve_id_key cascade", "drop index stations_location",
      "drop index charge_points_station_id",
      """
      insert into stations (id, irve_id, name, brand, operator, street, postcode, city, location, located_at, source)
      select md5(id::text || n)::uuid, irve_id || 'N' || n, name, brand, operator, street, postcode, city,
        st_translate(location, (random() - 0.5) / 5, (random() - 0.5) / 5), now(), source
      from stations, generate_series(2, \(times)) n where withdrawn_at is null
      """,
      """
      insert into charge_points (id, station_id, irve_id, power_w, sockets, accessibility, updated_on, source, terms_id)
      select md5(id::text || n)::uuid, md5(station_id::text || n)::uuid, irve_id || 'N' || n, power_w, sockets,
        accessibility, updated_on, source, terms_id
      from charge_points, generate_series(2, \(times)) n where withdrawn_at is null
      """, "vacuum analyze stations", "vacuum analyze charge_points",
    ] {
      _ = try await Program.run("psql", url, "-qXc", statement)
    }
  }
}
