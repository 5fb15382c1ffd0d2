import Charts
package import HTTP
package import Postgres
package import Runtime

/// The electricity grid: how loaded it is, what feeds it, how much carbon dioxide that costs, and when to charge.
package struct GridFeature: Sendable {
  let database: Database
  let clock: WallClock
  let log: Log
  /// Whether an empty database is given a year that is made up.
  let hasDemonstration: Bool
  let outlooks = OutlookCache()

  package init(database: Database, log: Log, clock: WallClock, hasDemonstration: Bool = false) {
    self.database = database
    self.log = log
    self.clock = clock
    self.hasDemonstration = hasDemonstration
  }

  package var feature: Feature {
    Feature(
      routes: readings + judgements + pictures,
      links: Links().adding("gridConsumption", "/api/grid/consumption{?from,to,step,perimeter}")
        .adding("gridAverage", "/api/grid/consumption/average{?from,to,perimeter}")
        .adding("gridMix", "/api/grid/mix{?from,to,step,perimeter}").adding("gridNow", "/api/grid/now")
        .adding("gridOutlook", "/api/grid/outlook{?from,to}").adding("gridForecasts", "/api/grid/forecasts{?at}")
        .adding("gridScore", "/api/grid/forecasts/score{?days}").adding("gridTempo", "/api/grid/tempo{?from,to}")
        .adding("gridForecastSeries", "/api/grid/forecasts/series{?from,to}")
        .adding(
          "gridConsumptionChart",
          "/api/grid/consumption/chart.svg{?from,to,step,perimeter,kind,width,height,scale,theme}"
        )
        .adding("gridMixChart", "/api/grid/mix/chart.svg{?from,to,step,perimeter,width,height,scale,theme}")
        .adding("gridOutlookChart", "/api/grid/outlook/chart.svg{?from,to,width,height,scale,theme}")
        .adding(
          "gridConsumptionPicture",
          "/api/grid/consumption/chart.png{?from,to,step,perimeter,kind,width,height,scale,theme}"
        )
        .adding("gridMixPicture", "/api/grid/mix/chart.png{?from,to,step,perimeter,width,height,scale,theme}")
        .adding("gridOutlookPicture", "/api/grid/outlook/chart.png{?from,to,width,height,scale,theme}"),
      work: work)
  }

  private var readings: [Route] {
    [
      Route(
        .get, "/api/grid/consumption", access: .public,
        "What the country draws: readings at an instant, not means of the time after it; both ends included",
        answers: .json(SeriesShape<ConsumptionItem>.self), .media(.csv), handler: showConsumption
      ).aside,
      Route(
        .get, "/api/grid/consumption/average", access: .public,
        "The mean of the half-hourly readings, both ends included", answers: .json(ConsumptionAverage.self),
        handler: showAverage
      ).aside,
      Route(
        .get, "/api/grid/mix", access: .public, "What feeds the grid, and the rate of carbon dioxide term by term",
        answers: .json(SeriesShape<MixItem>.self), .media(.csv), handler: showMix
      ).aside,
      Route(
        .get, "/api/grid/now", access: .public, "The latest readings, and how old they are",
        answers: .json(GridNow.self), handler: showNow),
      Route(
        .get, "/api/grid/tempo", access: .public, "The colours of days, each from 06:00 to 06:00",
        answers: .json(TempoList.self), .media(.csv), handler: showTempo),
    ]
  }

  private var judgements: [Route] {
    [
      Route(
        .get, "/api/grid/outlook", access: .public,
        "The coming half-hours, and which of them are the best to charge in",
        answers: .json(Outlook.self), .media(.csv), handler: showOutlook),
      Route(
        .get, "/api/grid/forecasts", access: .public, "Every forecast that was issued for an instant",
        answers: .json(ForecastList.self), .media(.csv), handler: showForecasts),
      Route(
        .get, "/api/grid/forecasts/series", access: .public,
        "Of each half-hour what was forecast last before it began, by us and by RTE",
        answers: .json(SeriesShape<SaidItem>.self), .media(.csv), handler: showSaid
      ).aside,
      Route(
        .get, "/api/grid/forecasts/score", access: .public, "How far forecasts were off, from stored ones alone",
        answers: .json(ForecastScores.self), .media(.csv), handler: showScore
      ).aside,
    ]
  }

  private var pictures: [Route] {
    let (svg, png) = (PictureFormat.svg.type, PictureFormat.png.type)
    return [
      Route(
        .get, "/api/grid/consumption/chart.svg", access: .public, "The consumption as a picture", answers: .media(svg),
        handler: { call, _ in try await drawConsumption(call, .svg) }
      ).aside,
      Route(
        .get, "/api/grid/consumption/chart.png", access: .public, "The consumption as a picture", answers: .media(png),
        handler: { call, _ in try await drawConsumption(call, .png) }
      ).aside,
      Route(
        .get, "/api/grid/mix/chart.svg", access: .public, "The mix as a picture", answers: .media(svg),
        handler: { call, _ in try await drawMix(call, .svg) }
      ).aside,
      Route(
        .get, "/api/grid/mix/chart.png", access: .public, "The mix as a picture", answers: .media(png),
        handler: { call, _ in try await drawMix(call, .png) }
      ).aside,
      Route(
        .get, "/api/grid/outlook/chart.svg", access: .public, "The coming half-hours as a picture",
        answers: .media(svg), handler: { call, _ in try await drawOutlook(call, .svg) }
      ).aside,
      Route(
        .get, "/api/grid/outlook/chart.png", access: .public, "The coming half-hours as a picture",
        answers: .media(png), handler: { call, _ in try await drawOutlook(call, .png) }
      ).aside,
    ]
  }
}
