import Accounts
import Charts
import HTTP
import Resources
import Runtime

/// GET /api/plants/{id}/levels/chart.svg and .png: the level, and the line of the capacity above it.
struct LevelChartQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let resolution: LevelsQuery.Resolution?
  let width: Int?
  let height: Int?
  let scale: Int?
  let theme: Theme?

  func picture() throws -> Picture { try Picture(width: width, height: height, scale: scale, theme: theme) }
}

extension SitesFeature {
  func drawLevels(
    _ call: Call<PlantPath, LevelChartQuery, NoBody>, _ format: PictureFormat, _ driver: Driver
  ) async throws -> Response {
    let picture = try call.query.picture()
    let held = try await visible(call.path.id, for: driver)
    try held.requireReserve()
    var window = try await levelsWindow(of: held, call.query.from, call.query.to, call.query.resolution?.wanted)
    // A picture has no use for more points than it has room for.
    if window.most > 4000, let known = window.known {
      window.resolution = .chosen(for: known, changes: 1001)
    }
    let items = Shared()
    try await readLevels(window) { await items.add($0) }
    let chart = chart(
      of: held.before.plant.name, window, await items.all, try await capacities(window), picture, call.request.language)
    var response = try await chart.drawn(format, picture, for: call.request)
    response.headers.set("Cache-Control", CachePolicy.personal.text)
    return response
  }

  private actor Shared {
    var all: [LevelItem] = []
    func add(_ items: [LevelItem]) { all += items }
  }

  private func chart(
    of name: String, _ window: LevelsWindow, _ items: [LevelItem], _ capacities: [CapacityStep], _ picture: Picture,
    _ language: Language
  ) -> Chart {
    let drawn = window.span.lowerBound..<max(window.span.upperBound, window.span.lowerBound + .seconds(60))
    let steps = LevelSteps(window, items, fineness: (drawn.upperBound - drawn.lowerBound) / Double(picture.width))
    let limits = capacities.enumerated().map { index, step in
      let end = index + 1 < capacities.count ? capacities[index + 1].at : drawn.upperBound
      return Step(step.at..<max(end, step.at), Double(step.wh) / 1000)
    }.filter { !$0.during.isEmpty }
    let words = LevelWords(name: name, language: language)
    var chart = Chart(
      title: words.title, description: words.description(window, items, capacities),
      time: TimeAxis(drawn, zone: window.zone),
      values: ValueAxis(unit: "kWh", around: steps.all.map(\.value) + limits.map(\.value)),
      marks: steps.marks + [.steps(limits, .warning, isDashed: true)])
    chart.legend = [LegendEntry(words.level, .accent), LegendEntry(words.capacity, .warning)]
    return chart
  }
}

/// Levels as a chart draws them: even flows in steps as fine as a pixel.
private struct LevelSteps {
  var level: [Step] = []
  var least: [Step] = []
  var most: [Step] = []

  var all: [Step] { level + least + most }
  var marks: [Mark] {
    (least.isEmpty ? [] : [.steps(least, .second), .steps(most, .third)]) + [.steps(level, .accent)]
  }

  init(_ window: LevelsWindow, _ items: [LevelItem], fineness: Duration) {
    guard let known = window.known else { return }
    for (index, item) in items.enumerated() {
      let next = index + 1 < items.count ? items[index + 1] : nil
      let end = min(next?.at ?? known.upperBound, known.upperBound)
      let start = max(item.at, known.lowerBound)
      guard start < end else { continue }
      if let low = item.min, let high = item.max {
        least.append(Step(start..<end, Double(low) / 1000))
        most.append(Step(start..<end, Double(high) / 1000))
        level.append(Step(start..<end, Double(item.wh) / 1000))
      } else {
        let piece = LevelPiece(from: start, to: end, start: item.wh, end: next?.beforeWh ?? item.wh)
        level += LevelSteps.fine(piece, fineness)
      }
    }
  }

  private static func fine(_ piece: LevelPiece, _ fineness: Duration) -> [Step] {
    let length = piece.to - piece.from
    let count =
      piece.start == piece.end ? 1 : min(2000, max(1, Int((length / max(fineness, .microseconds(1))).rounded(.up))))
    return (0..<count).compactMap { number in
      let start = piece.from + length * number / count
      let end = piece.from + length * (number + 1) / count
      let share = (Double(number) + 0.5) / Double(count)
      let level = count == 1 ? Double(piece.start) : Double(piece.start) + Double(piece.end - piece.start) * share
      return start < end ? Step(start..<end, level / 1000) : nil
    }
  }
}

/// What the picture says, in the language of whoever asks.
private struct LevelWords {
  let name: String
  let language: Language

  private func say(_ french: String, _ english: String) -> String { Text(fr: french, en: english)(in: language) }

  var title: String { say("Réserve de \(name)", "Reserve of \(name)") }
  var level: String { say("Niveau", "Level") }
  var capacity: String { say("Capacité", "Capacity") }

  func description(_ window: LevelsWindow, _ items: [LevelItem], _ capacities: [CapacityStep]) -> String {
    let (from, to) = (
      window.span.lowerBound.text(in: window.zone).prefix(16), window.span.upperBound.text(in: window.zone).prefix(16)
    )
    let span = say("Du \(from) au \(to)", "From \(from) to \(to)")
    let levels = items.flatMap { [$0.wh, $0.beforeWh ?? $0.wh, $0.min ?? $0.wh, $0.max ?? $0.wh] }
    guard let least = levels.min(), let most = levels.max() else {
      return span + say(" : rien n'est déclaré.", ": nothing is declared.")
    }
    let capacity = capacities.last.map { say(" Capacité : \($0.wh) Wh.", " Capacity: \($0.wh) Wh.") } ?? ""
    return span + say(" : de \(least) à \(most) Wh.", ": from \(least) to \(most) Wh.") + capacity
  }
}
