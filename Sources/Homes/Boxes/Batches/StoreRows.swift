import HTTP
import Postgres
import Resources
import Runtime

/// A register's reading that is new, or whose time is.
struct WrittenRegister: Sendable {
  let kind: RowKind
  let at: Instant
}

extension HomesFeature {
  /// The registers among them that have a time, and had none before. A number that has come, and whose row was let go of, is
  /// not taken again.
  func store(
    _ rows: [BoxRow], of caller: BoxCaller, _ meter: Int, in transaction: Transaction
  ) async throws -> [WrittenRegister] {
    guard !rows.isEmpty else { return [] }
    return try await transaction.query(
      """
      with written as (
        insert into box_rows as r (box_id, sequence, boot, monotonic_ms, at, clock, kind, value, meter, received_at)
        select \(caller.id), g.sequence, g.boot, g.monotonic_ms, g.at, g.clock, g.kind, g.value, \(meter), \(clock.now)
        from unnest(\(rows.map(\.sequence)), \(rows.map(\.boot)), \(rows.map(\.monotonicMs)), \(rows.map(\.at)),
          \(rows.map(\.clock.rawValue)), \(rows.map(\.kind.rawValue)), \(rows.map(\.value)))
          as g(sequence, boot, monotonic_ms, at, clock, kind, value) join boxes b on b.id = \(caller.id)
        where not b.received @> g.sequence
          or exists (select from box_rows k where k.box_id = b.id and k.sequence = g.sequence)
        on conflict (box_id, sequence) do update set at = excluded.at, clock = excluded.clock
          where r.at is null and excluded.at is not null and r.kind = excluded.kind and r.value = excluded.value
        returning kind, at
      )
      select kind, at from written where at is not null and kind in ('drawn', 'injected', 'produced')
      """
    ) { row in WrittenRegister(kind: try row.word(), at: try row.next()) }
  }

  /// More than any wall has had; each costs a row.
  private static let mostMeters = 1000

  /// The number of a meter among those of a box; 0 while nobody has said which it is.
  func meter(_ serial: String?, of caller: BoxCaller, in transaction: Transaction) async throws -> Int {
    guard let serial else { return 0 }
    let number = try await transaction.first(
      """
      with known as (select number from box_meters where box_id = \(caller.id) and serial = \(serial)), added as (
        insert into box_meters (box_id, number, serial)
        select \(caller.id), coalesce(max(number), 0) + 1, \(serial) from box_meters where box_id = \(caller.id)
        having not exists (select from known) and count(*) < \(Self.mostMeters)
        returning number
      )
      select number from known union all select number from added
      """
    ) { try $0.next(Int.self) }
    guard let number else {
      let fault = FieldFault(
        "too-many-meters", fr: "Ce boîtier a lu plus de compteurs qu'un mur n'en porte.",
        en: "This box has read more meters than a wall has.")
      throw Problem(.validation, faults: [Problem.Fault("/meter/serial", fault)])
    }
    return number
  }

  /// What the wire says of itself. Its usage point needs no confirmation within 48 hours, and is not proven either: a
  /// wire is a wire.
  func noteMeter(_ meter: GivenMeter?, of caller: BoxCaller, in transaction: Transaction) async throws {
    guard let meter else { return }
    try await transaction.execute(
      """
      update boxes set meter_serial = coalesce(\(meter.serial?.text), meter_serial),
        meter_mode = coalesce(\(meter.mode?.rawValue), meter_mode)
      where id = \(caller.id)
      """)
    guard let point = meter.usagePointId, meter.mode == .standard else { return }
    try await transaction.execute(
      """
      update homes h set usage_point = \(point), point_state = 'reserved', typed_at = null, version = version + 1
      where h.id = \(caller.home) and (h.usage_point is null or h.usage_point = \(point))
        and (h.point_state is null or h.point_state = 'lost' or h.point_state = 'reserved' and h.typed_at is not null)
        and not exists (select from homes o where o.usage_point = \(point) and o.point_state = 'owned')
      """)
  }

  func noteRelay(_ rows: [BoxRow], of caller: BoxCaller, in transaction: Transaction) async throws {
    let said = rows.filter { $0.kind == .relay && $0.at != nil }.max { ($0.at ?? clock.now) < ($1.at ?? clock.now) }
    guard let said else { return }
    try await transaction.execute(
      """
      update boxes set relay_supplied = \(said.value == 1), relay_said_at = \(said.at)
      where id = \(caller.id) and (relay_said_at is null or relay_said_at <= \(said.at))
      """)
  }
}
