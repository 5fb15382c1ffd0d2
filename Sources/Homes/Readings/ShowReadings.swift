import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/homes/{id}/readings.
extension HomesFeature {
  private static let shortAnswer = 60

  func showReadings(_ call: Call<HomePath, ReadingsQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let home = try await home(call.path.id, of: driver, in: database)
    let window = try await window(call.query, of: home.id)
    let isCSV = call.request.wantsCSV
    let body: @Sendable (AsyncStreamedBody.Write) async throws -> Void = { write in
      let writer = ReadingWriter(window, isCSV: isCSV)
      switch window.series.kind {
      case .curve: try await self.writeCurve(writer, of: home.id, write)
      case .daily, .maxPower: try await self.writeDays(writer, of: home.id, write)
      }
    }
    let type = isCSV ? MediaType.csv : .json
    let length = window.days.upperBound.daysSince1970 - window.days.lowerBound.daysSince1970
    if window.series.kind == .curve, length > Self.shortAnswer {
      return Response(.ok, .stream(AsyncStreamedBody(body)), type: type).header("Vary", "Accept")
    }
    let pieces = Pieces()
    try await body { await pieces.add($0) }
    return Response(.ok, .bytes(Bytes(await pieces.all)), type: type).header("Vary", "Accept")
  }

  func window(_ query: ReadingsQuery, of home: Home.ID) async throws -> ReadingWindow {
    let (now, series) = (clock.now, query.series)
    guard query.to == nil, series.kind == .curve else { return try ReadingWindow(query, at: now, isLive: false) }
    let found = try await database.first(
      """
      select from curve_days
      where home_id = \(home) and direction = \(series.direction.rawValue) and day = \(Paris.zone.local(now).day) limit 1
      """
    ) { _ in true }
    return try ReadingWindow(query, at: now, isLive: found == true)
  }

  private actor Pieces {
    var all: [UInt8] = []
    func add(_ piece: [UInt8]) { all += piece }
  }

  private func writeCurve(
    _ start: ReadingWriter, of home: Home.ID, _ write: AsyncStreamedBody.Write
  ) async throws {
    var writer = start
    var (meter, means) = (CoverageMeter(writer.window.span), CurveAggregator(writer.window.resolution))
    try await write(writer.head())
    let days = kept(of: writer.window.days)
    var day = days.lowerBound
    while day < days.upperBound {
      let to = min(day.adding(Self.shortAnswer), days.upperBound)
      var items: [CurveReading] = []
      for reading in try await curve(of: home, writer.window, day..<to) {
        meter.pass(reading.startsAt..<reading.endsAt)
        if let item = means.add(reading) { items.append(item) }
      }
      if to == days.upperBound, let last = means.finish() { items.append(last) }
      try await write(writer.piece(items))
      day = to
    }
    try await write(writer.tail(meter.finish()))
  }

  /// Whoever asks for all of time is told of it, and looked for where there may be something.
  private func kept(of days: Range<CivilDay>) -> Range<CivilDay> {
    days.clamped(to: Self.firstDay..<Paris.zone.local(clock.now).day.adding(2))
  }

  private func writeDays(_ start: ReadingWriter, of home: Home.ID, _ write: AsyncStreamedBody.Write) async throws {
    var writer = start
    try await write(writer.head())
    let found = try await days(of: home, writer.window)
    var meter = CoverageMeter(writer.window.span)
    for item in found { meter.pass(item.span) }
    try await write(writer.piece(writer.window.resolution == .months ? found.months : found))
    try await write(writer.tail(meter.finish()))
  }

  /// The readings that start in the window, of some of its days, each moment once.
  func curve(of home: Home.ID, _ window: ReadingWindow, _ days: Range<CivilDay>) async throws -> [CurveReading] {
    let rows = try await database.query(
      """
      select day, quality, step, watts from curve_days
      where home_id = \(home) and direction = \(window.series.direction.rawValue) and day >= \(days.lowerBound)
        and day < \(days.upperBound)
        and (\(window.quality?.rawValue)::text is null or quality = \(window.quality?.rawValue))
      order by day
      """
    ) { row in
      let day = try row.next(CivilDay.self)
      let quality = try row.word(Quality.self)
      return (day: day, row: CurveRows.Row(quality: quality, step: try row.next(), watts: try row.next()))
    }
    return Dictionary(grouping: rows, by: \.day).sorted { $0.key < $1.key }.flatMap { day, rows in
      CurveRows(day: day, rows: rows.map(\.row)).merged().filter { window.span.contains($0.startsAt) }
    }
  }

  /// Readings of whole days, of each day the best.
  func days(of home: Home.ID, _ window: ReadingWindow) async throws -> [DayReading] {
    try await database.query(
      """
      select distinct on (day) day, value, at, quality from day_readings
      where home_id = \(home) and kind = \(window.series.kind.rawValue)
        and direction = \(window.series.direction.rawValue) and day >= \(window.days.lowerBound)
        and day < \(window.days.upperBound)
        and (\(window.quality?.rawValue)::text is null or quality = \(window.quality?.rawValue))
      order by day, array_position(array['certified', 'local', 'provisional'], quality)
      """
    ) { row in
      let span = try row.next(CivilDay.self).span
      return DayReading(span: span, value: try row.next(), at: try row.next(), quality: try row.word())
    }.filter { window.span.contains($0.at ?? $0.span.lowerBound) }
  }
}

extension CivilDay {
  /// From midnight to midnight.
  var span: Range<Instant> { Paris.zone.start(of: self)..<Paris.zone.start(of: adding(1)) }
}
