import Accounts
import Charts
import HTTP
import Runtime

extension HomesFeature {
  /// GET …/piggy-bank/chart.svg and .png: what is certain in one colour, what may still change in another.
  func drawPiggyBank(
    _ call: Call<HomePath, PiggyChartQuery, NoBody>, _ driver: Driver, _ format: PictureFormat
  ) async throws -> Response {
    let picture = try call.query.picture()
    let query = PiggyQuery(period: call.query.period, from: call.query.from, to: call.query.to)
    let bank = try await piggyBank(call.path.id, query, driver)
    let language = call.request.language
    let (closed, open) = (bank.steps { $0.closed }, bank.steps { !$0.closed })
    let sum = Double(bank.items.reduce(0) { $0 + $1.wh } / 100) / 10
    var chart = Chart(
      title: Text(fr: "Cagnotte solaire", en: "Solar piggy bank")(in: language),
      description: Text(
        fr: "Injecté moins soutiré, en tout \(sum) kWh.", en: "Injected less drawn, \(sum) kWh in all.")(in: language),
      time: TimeAxis(bank.from..<max(bank.to, bank.from + .seconds(1)), zone: Paris.zone),
      values: ValueAxis(unit: "kWh", around: (closed + open).map(\.value)),
      marks: [.bars(closed, .accent), .bars(open, .quiet)])
    chart.legend = [
      LegendEntry(Text(fr: "Certifié", en: "Certified")(in: language), .accent),
      LegendEntry(Text(fr: "Provisoire", en: "Provisional")(in: language), .quiet),
    ]
    return try await chart.drawn(format, picture, for: call.request)
      .header("Cache-Control", CachePolicy.personal.text)
  }
}

extension PiggyBank {
  fileprivate func steps(_ isWanted: (PiggyItem) -> Bool) -> [Step] {
    items.filter(isWanted).compactMap { item in
      guard let name = item.day ?? item.month.map({ $0 + "-01" }) ?? item.year.map({ $0 + "-01-01" }),
        let first = CivilDay(text: name)
      else { return nil }
      let days = period.days(around: first)
      return Step(days.lowerBound.span.lowerBound..<days.upperBound.span.lowerBound, Double(item.wh) / 1000)
    }
  }
}
