import Accounts
import Charts
import HTTP
import Runtime

extension HomesFeature {
  /// GET …/agreement/chart.svg and .png: both figures a day, and the days on which they are too far apart.
  func drawAgreement(
    _ call: Call<HomePath, DaysChartQuery, NoBody>, _ driver: Driver, _ format: PictureFormat
  ) async throws -> Response {
    let picture = try call.query.picture()
    let home = try await home(call.path.id, of: driver, in: database)
    let window = try DayWindow(call.query.from, call.query.to, back: 30, at: clock.now)
    let items = try await agreement(of: home.id, window).items.filter { $0.direction == .drawn }
    let language = call.request.language
    let (local, certified) = (items.steps(\.localWh), items.steps(\.certifiedWh))
    let apart = items.filter { $0.verdict == .diverging }.compactMap { CivilDay(text: $0.day)?.span }
    var chart = Chart(
      title: Text(fr: "Boîtier et Enedis", en: "Box and Enedis")(in: language),
      description: Text(
        fr: "Énergie soutirée par jour. Jours en désaccord : \(apart.count).",
        en: "Energy drawn by day. Days that do not agree: \(apart.count).")(in: language),
      time: TimeAxis(window.span, zone: Paris.zone),
      values: ValueAxis(unit: "kWh", around: (local + certified).map(\.value)),
      marks: [.bands(apart, .warning), .bars(certified, .accent), .steps(local, .second, isDashed: true)])
    chart.legend = [
      LegendEntry("Enedis", .accent), LegendEntry(Text(fr: "Boîtier", en: "Box")(in: language), .second),
      LegendEntry(Text(fr: "En désaccord", en: "Too far apart")(in: language), .warning),
    ]
    return try await chart.drawn(format, picture, for: call.request)
      .header("Cache-Control", CachePolicy.personal.text)
  }
}

extension [AgreementDay] {
  fileprivate func steps(_ wh: (AgreementDay) -> Int?) -> [Step] {
    compactMap { day in
      guard let value = wh(day), let span = CivilDay(text: day.day)?.span else { return nil }
      return Step(span, Double(value) / 1000)
    }
  }
}
