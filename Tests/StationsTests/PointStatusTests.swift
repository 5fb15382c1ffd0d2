import Runtime
import Stations
import Testing

@Suite struct PointStatusTests {
  private typealias Report = PointStatus.Report
  private static let now = Instant(seconds: 1_795_248_000)

  private func status(
    _ condition: Report.Condition, _ occupancy: Report.Occupancy, minutesAgo: Int = 5, isOutOfService: Bool = false
  ) -> PointStatus {
    let report = Report(condition: condition, occupancy: occupancy, at: Self.now - .seconds(minutesAgo * 60))
    return PointStatus.of(isOutOfService: isOutOfService, report: report, at: Self.now).status
  }

  @Test func `a point of which nobody says anything is free`() {
    let (status, at) = PointStatus.of(isOutOfService: false, report: nil, at: Self.now)
    #expect(status == .free && at == nil)
  }

  @Test(
    arguments: [
      (.inService, .free, .free), (.inService, .occupied, .charging), (.inService, .reserved, .reserved),
      (.inService, .unknown, .unknown), (.unknown, .free, .unknown), (.unknown, .unknown, .unknown),
      (.unknown, .occupied, .charging), (.outOfService, .free, .outOfService),
      (.outOfService, .occupied, .outOfService),
      (.outOfService, .unknown, .outOfService),
    ] as [(PointStatus.Report.Condition, PointStatus.Report.Occupancy, PointStatus)])
  func `the dynamic feed is believed`(
    _ condition: PointStatus.Report.Condition, _ occupancy: PointStatus.Report.Occupancy, _ expected: PointStatus
  ) {
    #expect(status(condition, occupancy) == expected)
  }

  @Test func `after half an hour of silence a point counts as occupied no more`() {
    #expect(status(.inService, .occupied, minutesAgo: 30) == .charging)
    #expect(status(.inService, .occupied, minutesAgo: 31) == .free)
    #expect(status(.inService, .reserved, minutesAgo: 31) == .free)
    #expect(status(.unknown, .occupied, minutesAgo: 31) == .unknown)
    #expect(status(.outOfService, .free, minutesAgo: 60 * 24 * 400) == .outOfService)
    #expect(status(.inService, .occupied, minutesAgo: -10) == .charging, "the feed's clock is ahead of ours")
  }

  @Test func `what was switched off here is out of service, whatever the feed says`() {
    #expect(status(.inService, .free, isOutOfService: true) == .outOfService)
    #expect(PointStatus.of(isOutOfService: true, report: nil, at: Self.now).status == .outOfService)
  }

  @Test func `the moment is the feed's, and missing where the feed says nothing of now`() {
    let at = Self.now - .seconds(60)
    let fresh = Report(condition: .inService, occupancy: .free, at: at)
    #expect(PointStatus.of(isOutOfService: false, report: fresh, at: Self.now).at == at)
    let stale = Report(condition: .inService, occupancy: .occupied, at: Self.now - .seconds(7200))
    #expect(PointStatus.of(isOutOfService: false, report: stale, at: Self.now).at == nil)
  }

  @Test func `reservable is what is in service and open to everybody`() {
    for status in PointStatus.allCases {
      #expect(status.isReservable(withOpenAccess: true) == (status != .outOfService))
      #expect(!status.isReservable(withOpenAccess: false))
    }
  }
}
