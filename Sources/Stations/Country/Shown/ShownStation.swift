import HTTP
import Runtime

/// Stations of a country as everybody sees them: their pieces, and between them what depends on the clock and on the filter. Whoever
/// writes with it holds the moment meanwhile.
struct ShownStation {
  let moment: CountryMoment
  private let country: Country
  private let said: SaidView
  private var clock: WallHours

  init(in moment: CountryMoment, at now: Instant) {
    (self.moment, country, said) = (moment, moment.country, moment.country.said.view)
    clock = WallHours(moment.country, at: now)
  }

  /// A station of a list; those of its points are counted that are wanted.
  mutating func write(_ index: Int, _ wanted: WantedPoints, distanceM: Double?, into json: inout JSONWriter) {
    let row = country.stations[index]
    let count = Count(of: row, wanted, in: moment, &clock)
    json.object { json in
      write(row, count, distanceM, into: &json)
      row.id.writeLinks(into: &json)
    }
  }

  /// Alone, with its points.
  mutating func write(_ index: Int, into json: inout JSONWriter) {
    let row = country.stations[index]
    let all = WantedPoints(StationFilter(), in: country, moment.states, at: clock.now)
    let count = Count(of: row, all, in: moment, &clock)
    json.object { json in
      write(row, count, nil, into: &json)
      json.name("chargePoints")
      json.array { json in
        for point in row.points.ints {
          ShownPoint(moment: moment, said: said, index: point).write(at: &clock, into: &json)
        }
      }
      row.id.writeLinks(into: &json)
    }
  }

  private mutating func write(
    _ row: Country.StationRow, _ count: Count, _ distanceM: Double?, into json: inout JSONWriter
  ) {
    writePlace(row, into: &json)
    said.writeTerms(country.sharedTerms[Int(row.terms)], at: &clock, into: &json)
    json.write(rawJSON: said.shared[row.said.extras])
    json.name("points")
    json.object { json in
      json.member("total", count.total)
      json.member("free", count.free)
      json.member("maxPowerKw", watts: count.watts)
    }
    json.write(rawJSON: said.shared[row.sum.said])
    json.name("distanceM")
    if let distanceM { json.write(Int((distanceM * 10).rounded()), in: 10) } else { json.null() }
  }

  private func writePlace(_ row: Country.StationRow, into json: inout JSONWriter) {
    var own = OwnPieces(said.own, from: row.said.own)
    json.name("id")
    row.id.write(into: &json)
    json.write(rawJSON: own.next())
    json.write(rawJSON: said.shared[row.said.network])
    json.name("address")
    json.object { json in
      json.write(rawJSON: own.next())
      json.write(rawJSON: said.shared[row.said.town])
    }
    json.write(rawJSON: own.next())
    json.write(rawJSON: said.shared[row.said.zone])
  }
}

extension ShownStation {
  /// The points of a station that are wanted.
  private struct Count {
    private(set) var (total, free, watts) = (0, 0, Int32(0))

    init(
      of station: Country.StationRow, _ wanted: WantedPoints, in moment: CountryMoment, _ clock: inout WallHours
    ) {
      let (points, terms) = (moment.country.points, moment.country.terms)
      for index in station.points.ints where wanted.matches(point: index) {
        total += 1
        watts = max(watts, points[index].watts)
        let schedule = terms[Int(points[index].terms)].schedule
        if moment.states.isFree(index, at: clock.now), clock.isOpen(schedule) ?? true { free += 1 }
      }
    }
  }
}

/// Which schedules are open at one moment; neighbours mostly have the same.
struct WallHours {
  let now: Instant
  private let schedules: [Schedule]
  private var last: (schedule: Int32, isOpen: Bool?) = (-1, nil)

  init(_ country: Country, at now: Instant) { (schedules, self.now) = (country.schedules, now) }

  /// Nil when nobody can say.
  mutating func isOpen(_ schedule: Int32) -> Bool? {
    if last.schedule != schedule { last = (schedule, schedules[Int(schedule)].isOpen(at: now)) }
    return last.isOpen
  }
}

extension SaidView {
  func writeTerms(_ terms: TermsSaid, at clock: inout WallHours, into json: inout JSONWriter) {
    json.write(rawJSON: shared[terms.access])
    json.name("hours")
    if let hours = terms.hours {
      let isOpen = clock.isOpen(terms.schedule)
      json.object { json in
        json.write(rawJSON: shared[hours])
        json.member("openNow", isOpen)
      }
    } else {
      json.null()
    }
    json.write(rawJSON: shared[terms.rest])
  }
}
