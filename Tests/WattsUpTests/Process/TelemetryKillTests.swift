import Glibc
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

/// The real server is killed while devices send: what it has acknowledged is there.
@Suite(.serialized) struct TelemetryKillTests {
  private static let devices = 20

  @Test func `a server that is killed has stored every sample that it acknowledged`() async throws {
    let (instances, _) = try await Instances.make(1, points: 1)
    let session = try await instances.drivers(1)[0]
    let devices = try await Self.add(Self.devices, to: instances, for: session)
    try await eventually("the ring is in use") {
      try await instances.database.first("select min(hour) > 'epoch' from sample_ring") { try $0.next(Bool.self) }
        == true
    }
    for round in 0..<FuzzScale.count(3, long: 20) {
      let before = try await counts(instances)
      let acknowledged = Shared<[String: Int]>([:])
      let port = instances.ports[0]
      let senders = devices.map { device in
        Task {
          var number = 0
          while !Task.isCancelled {
            number += 1
            let at = WallClock.system().now
            let sent = "{\"samples\":[{\"metric\":\"power\",\"at\":\"\(at)\",\"value\":\(number)}]}"
            guard try await Self.accepts(sent, device.key, at: port) else { break }
            acknowledged.change { $0[device.id, default: 0] += 1 }
          }
        }
      }
      try await eventually("samples are acknowledged") { acknowledged.value.values.reduce(0, +) > 40 + 200 * round }
      try await instances.kill(0, then: [:])
      for sender in senders { sender.cancel() }
      for sender in senders { _ = await sender.result }
      let after = try await counts(instances)
      let sum = acknowledged.value.values.reduce(0, +)
      print("killed after \(sum) samples, round \(round)")
      for device in devices {
        let stored = (after[device.id] ?? 0) - (before[device.id] ?? 0)
        let told = acknowledged.value[device.id] ?? 0
        #expect(stored == told || stored == told + 1, "\(device.id): \(stored) of \(told)")
      }
    }
    try await instances.stop()
  }

  static func accepts(_ body: String, _ key: String, at port: UInt16) async throws -> Bool {
    let request = [
      "POST /api/telemetry HTTP/1.1", "Host: localhost", "Authorization: Bearer \(key)",
      "Content-Type: application/json", "Content-Length: \(body.utf8.count)", "", body,
    ].joined(separator: "\r\n")
    let answer = try? await blocking { try RawConnection(port: port).ask(request) }
    guard let answer, answer.status == 200 else { return false }
    return try JSONParser.parse(answer.body)["accepted"] == 1
  }

  /// An hour may end, and be packed, while the test runs.
  private func counts(_ instances: Instances) async throws -> [String: Int] {
    let rows = try await instances.database.query(
      """
      with waiting as (
        select * from samples_0 union all select * from samples_1 union all select * from samples_2
        union all select * from late_samples
      ), stored as (
        select metric_id, count from metric_hours
        union all
        select metric_id, 1 from waiting w where not exists (
          select from metric_hours h where h.metric_id = w.metric_id and h.hour = date_bin('1 hour', w.at, 'epoch'))
      )
      select m.device_id::text, sum(s.count) from stored s join device_metrics m on m.id = s.metric_id group by 1
      """
    ) { row in (try row.next(String.self), try row.next(Int.self)) }
    return Dictionary(rows) { first, _ in first }
  }

  static func add(
    _ count: Int, to instances: Instances, for session: String
  ) async throws -> [(id: String, key: String)] {
    let tokens = (0..<count).map { _ in Token() }
    let ids = try await instances.database.query(
      """
      with site as (
        insert into sites (id, name, time_zone, created_at) values (gen_random_uuid(), 'Ferme', 'Europe/Paris', now())
        returning id
      ), owner as (
        insert into site_people (site_id, account_id, role, created_at)
        select site.id, a.id, 'owner', now() from site, (select id from accounts limit 1) a
      ), made as (
        insert into devices (id, site_id, kind, name, created_at)
        select gen_random_uuid(), site.id, 'solar', 'Toit', now() from site, generate_series(1, \(count)) returning id
      ), metrics as (
        insert into device_metrics (device_id, key, period_seconds, precision) select id, 'power', 10, 1 from made
      ), numbered as (
        select id, row_number() over () as number from made
      ), keys as (
        insert into device_keys (id, device_id, hash, created_at)
        select gen_random_uuid(), n.id, k.hash, now()
        from numbered n join unnest(\(tokens.map(\.atRest))) with ordinality as k(hash, number) using (number)
      )
      select id::text from numbered order by number
      """
    ) { try $0.next(String.self) }
    return zip(ids, tokens).map { ($0, $1.exposed) }
  }
}
