import Postgres
import Runtime

/// The stored part of one point's state.
struct StoredPointState: Sendable {
  let id: ChargePoint.ID
  let isOutOfService: Bool
  let report: PointStatus.Report?

  static func of(_ points: [ChargePoint.ID], in database: Database) async throws -> [StoredPointState] {
    try await database.query(
      """
      select p.id, p.out_of_service, t.condition, t.occupancy, t.at
      from charge_points p left join point_status t on t.point_id = p.id
      where p.id = any(\(points)) and p.withdrawn_at is null
      """
    ) { row in try StoredPointState(id: row.next(), &row) }
  }
}

extension StoredPointState {
  init(id: ChargePoint.ID, _ row: inout Row) throws {
    self.init(id: id, isOutOfService: try row.next(), report: try PointStatus.Report(&row))
  }

  static func nothing(of id: ChargePoint.ID) -> StoredPointState {
    StoredPointState(id: id, isOutOfService: false, report: nil)
  }
}

/// A point as somebody finds it, whatever its hours.
struct ToldState: Sendable {
  var status: PointStatus
  var since: Instant?
  var busyUntil: Instant?
}

/// What is known of all points of a country, a byte each; when they were reported is kept once anything was.
struct KnownFacts: Sendable {
  private var bits: [UInt8]
  private var reportedAt: [Int64] = []

  init(of count: Int) { bits = Array(repeating: 0, count: count) }

  var indices: Range<Int> { bits.indices }

  /// Free, as far as anybody knows.
  func isNothing(_ point: Int) -> Bool { bits[point] == 0 }

  subscript(point: Int) -> PointFacts {
    get { PointFacts(bits: bits[point], reportedAt: reportedAt.isEmpty ? 0 : reportedAt[point]) }
    set {
      bits[point] = newValue.bits
      if reportedAt.isEmpty, newValue.reportedAt == 0 { return }
      if reportedAt.isEmpty { reportedAt = Array(repeating: 0, count: bits.count) }
      reportedAt[point] = newValue.reportedAt
    }
  }
}

/// What is known of a point, packed: nothing at all of most.
struct PointFacts: Sendable {
  fileprivate let bits: UInt8
  fileprivate let reportedAt: Int64

  fileprivate init(bits: UInt8, reportedAt: Int64) { (self.bits, self.reportedAt) = (bits, reportedAt) }

  init(isOutOfService: Bool, _ report: PointStatus.Report?, hasBookings: Bool) {
    let told = report.map { 8 | $0.condition.code << 4 | $0.occupancy.code << 6 } ?? 0
    bits = (isOutOfService ? 1 : 0) | (hasBookings ? 2 : 0) | told
    reportedAt = report?.at.microseconds ?? 0
  }

  var isOutOfService: Bool { bits & 1 != 0 }
  var hasBookings: Bool { bits & 2 != 0 }

  var report: PointStatus.Report? {
    guard bits & 8 != 0 else { return nil }
    return PointStatus.Report(
      condition: .allCases[Int(bits >> 4 & 3)], occupancy: .allCases[Int(bits >> 6)],
      at: Instant(microseconds: reportedAt))
  }

  /// When the report will count for less than it does now.
  func fades(after now: Instant) -> Instant? {
    guard let report, report.occupancy == .occupied || report.occupancy == .reserved else { return nil }
    let end = report.at + PointStatus.Report.lifetime + .microseconds(1)
    return end > now ? end : nil
  }

  func told(with bookings: [LiveReservation], at now: Instant) -> ToldState {
    let (status, since) = PointStatus.of(isOutOfService: isOutOfService, report: report, at: now)
    guard status != .outOfService, let (booking, until) = bookings.current(at: now) else {
      return ToldState(status: status, since: since)
    }
    return ToldState(
      status: booking.isCharging ? .charging : .reserved, since: booking.during.lowerBound, busyUntil: until)
  }

  /// When that may change without anybody saying so.
  func turns(with bookings: [LiveReservation], after now: Instant) -> Instant? {
    (bookings.flatMap(\.edges).filter { $0 > now } + [fades(after: now)].compactMap { $0 }).min()
  }
}

extension CaseIterable where Self: Equatable, AllCases == [Self] {
  fileprivate var code: UInt8 { UInt8(Self.allCases.firstIndex(of: self) ?? 0) }
}
