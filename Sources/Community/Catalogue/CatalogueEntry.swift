import HTTP
import Runtime

enum Domain: String, CaseIterable, Field { case heating, hotWater, appliances, lighting, building, leisure }

/// A time of the year in which an action makes sense.
enum YearPart: String, CaseIterable, Field {
  case summer, winter

  init(of day: CivilDay) { self = (5...9).contains(day.month) ? .summer : .winter }
}

/// An action that the game knows.
struct CatalogueEntry: Sendable {
  let domain: Domain
  let level: Int
  let points: Int
  let label: Text
  var season: YearPart?
  /// It may be declared again after so many days; without it, in the next season of the game.
  var validDays: Int?
  var cancelledBy: ActionID?
  /// Wh a year that it saves in an ordinary home, to say what to do next; 0 where nobody can say.
  var savesWh = 0

  func isInSeason(on day: CivilDay) -> Bool { season.map { $0 == YearPart(of: day) } ?? true }
}

enum ActionID: String, CaseIterable, Field {
  case nineteenDegrees = "nineteen-degrees"
  case shutters, aerators, thermostat
  case freezer = "freezer-defrosted"
  case strips = "switched-strips"
  case noCooling = "no-air-conditioning"
  case halogens = "halogens-out"
  case centralHotWater = "central-hot-water"
  case bigApplianceRemoved = "big-appliance-removed"
  case waterHeater = "water-heater"
  case woodStove = "wood-stove"
  case attic = "attic-insulated"
  case walls = "walls-insulated"
  case windowsAlone = "windows-without-walls"
  case heatedPool = "heated-pool"
}
