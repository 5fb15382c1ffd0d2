import Charts
import HTTP
import Runtime
import Synchronization

/// Today's half-hours by the registers, as figures and as a picture.
struct ShowToday: Sendable {
  let box: Box

  private struct Day {
    let start: Instant
    let end: Instant
    let halfHours: [HalfHour]
  }

  /// Nil while no clock is known.
  private func day() throws -> Day? {
    let now = box.machine.monotonic()
    guard let instant = box.state.withLock({ $0.clock.instant(at: now) }), let zone = Box.zone else { return nil }
    let today = zone.local(instant).day
    let (start, end) = (zone.start(of: today), zone.start(of: today.adding(1)))
    let ended = (instant.milliseconds - start.milliseconds) / 1_800_000
    return Day(
      start: start, end: end, halfHours: try box.store.halfHours(from: start, to: start + .seconds(1800 * ended)))
  }

  func figures() throws -> Response {
    let day = try day()
    let items = day?.halfHours.map { half -> JSON in
      .object([
        ("startsAt", .string("\(half.start)")), ("endsAt", .string("\(half.start + .seconds(1800))")),
        ("drawnWh", half.drawn.map { .integer($0) } ?? .null),
        ("injectedWh", half.injected.map { .integer($0) } ?? .null),
      ])
    }
    return .json(
      .object([
        ("from", .orNull(day.map { "\($0.start)" })), ("unit", "Wh"), ("resolution", "PT30M"),
        ("items", .array(items ?? [])),
      ]))
  }

  struct Look: Decodable, Sendable {
    let width: Int?
    let height: Int?
    let theme: Theme?
  }

  /// Watts, as a curve shows them: a half-hour's energy twice.
  func picture(_ look: Look, _ request: Request) async throws -> Response {
    guard let day = try day(), let zone = Box.zone else { throw Problem(.notFound) }
    let language = request.language
    let drawn = steps(day.halfHours, \.drawn)
    let injected = steps(day.halfHours, \.injected).map { Step($0.during, -$0.value) }
    var chart = Chart(
      title: Text(fr: "Aujourd'hui", en: "Today")(in: language),
      description: Text(
        fr: "Puissance moyenne par demi-heure : soutirée vers le haut, injectée vers le bas.",
        en: "Mean power by half-hour: drawn upwards, injected downwards.")(in: language),
      time: TimeAxis(day.start..<day.end, zone: zone),
      values: ValueAxis(unit: "W", around: (drawn + injected).map(\.value)),
      marks: [.bars(drawn, .accent), .bars(injected, .solar)])
    chart.legend = [
      LegendEntry(Text(fr: "Soutirée", en: "Drawn")(in: language), .accent),
      LegendEntry(Text(fr: "Injectée", en: "Injected")(in: language), .solar),
    ]
    return try await chart.drawn(
      .svg, Picture(width: look.width, height: look.height, theme: look.theme), for: request)
  }

  private func steps(_ halves: [HalfHour], _ energy: (HalfHour) -> Int?) -> [Step] {
    halves.compactMap { half in
      energy(half).map { Step(half.start..<half.start + .seconds(1800), Double($0 * 2)) }
    }
  }
}
