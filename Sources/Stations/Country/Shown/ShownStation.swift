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

  /// About as many bytes as stations of a list take. What differs most is read of all at once: memory answers twenty questions about
  /// as fast as one, and is asked again soon.
  func size(of stations: some Sequence<Int>) -> Int {
    stations.reduce(0) { $0 + 900 + Int(said.own[Int(country.stations[$1].said.own)]) }
  }

  /// A station of a list; those of its points are counted that are wanted.
  mutating func write(_ index: Int, _ wanted: WantedPoints, distanceM: Double?, with pen: inout Pen) {
    pen.write("{")
    write(country.stations[index], wanted, distanceM, with: &pen)
    pen.write(#","_links":{"self":{"href":"/api/stations/"#)
    pen.write(country.stations[index].id)
    pen.write(#""}}}"#)
  }

  /// Alone, with its points.
  mutating func write(_ index: Int, into json: inout JSONWriter) {
    let row = country.stations[index]
    let all = WantedPoints(StationFilter(), in: country, moment.states, at: clock.now)
    var pen = Pen()
    json.object { json in
      write(row, all, nil, with: &pen)
      json.write(rawJSON: pen.written)
      json.name("chargePoints")
      json.array { json in
        for point in row.points.ints {
          ShownPoint(moment: moment, said: said, index: point).write(at: &clock, with: &pen, into: &json)
        }
      }
      row.id.writeLinks(into: &json)
    }
  }

  /// The members of a station.
  private mutating func write(
    _ row: Country.StationRow, _ wanted: WantedPoints, _ distanceM: Double?, with pen: inout Pen
  ) {
    writePlace(row, with: &pen)
    pen.write(",")
    said.writeTerms(country.sharedTerms[Int(row.terms)], at: &clock, with: &pen)
    pen.write(",")
    pen.write(said.shared[row.said.extras])
    writeCount(Count(of: row, wanted, in: moment, &clock), with: &pen)
    pen.write(said.shared[row.sum.said])
    pen.write(#","distanceM":"#)
    if let distanceM { pen.write(Int((distanceM * 10).rounded()), in: 10) } else { pen.write("null") }
  }

  private func writePlace(_ row: Country.StationRow, with pen: inout Pen) {
    var own = OwnPieces(said.own, from: row.said.own)
    pen.write(#""id":""#)
    pen.write(row.id)
    pen.write(#"","#)
    pen.write(own.next())
    pen.write(",")
    pen.write(said.shared[row.said.network])
    pen.write(#","address":{"#)
    pen.write(own.next())
    pen.write(",")
    pen.write(said.shared[row.said.town])
    pen.write("},")
    pen.write(own.next())
    pen.write(",")
    pen.write(said.shared[row.said.zone])
  }

  private func writeCount(_ count: Count, with pen: inout Pen) {
    pen.write(#","points":{"total":"#)
    pen.write(count.total)
    pen.write(#","free":"#)
    pen.write(count.free)
    pen.write(#","maxPowerKw":"#)
    pen.write(kilowattsOf: count.watts)
    pen.write("},")
  }
}

extension ShownStation {
  /// The points of a station that are wanted.
  private struct Count {
    private(set) var (total, free, watts) = (0, 0, Int32(0))

    init(
      of station: Country.StationRow, _ wanted: WantedPoints, in moment: CountryMoment, _ clock: inout WallHours
    ) {
      let shared = moment.country.sharedTerms[Int(station.terms)]
      if wanted.isEverything, shared.hours != nil {
        // Most stations: the rows of their points need not be read.
        (total, watts) = (station.points.count, station.sum.watts)
        guard clock.isOpen(shared.schedule) ?? true else { return }
        for index in station.points.ints where moment.states.isFree(index, at: clock.now) { free += 1 }
        return
      }
      let (points, terms) = (moment.country.points, moment.country.terms)
      for index in station.points.ints where wanted.matches(point: index) {
        total += 1
        watts = max(watts, moment.country.columns.watts[index])
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
  func writeTerms(_ terms: TermsSaid, at clock: inout WallHours, with pen: inout Pen) {
    pen.write(shared[terms.access])
    if let hours = terms.hours {
      pen.write(#","hours":{"#)
      pen.write(shared[hours])
      pen.write(#","openNow":"#)
      pen.write(clock.isOpen(terms.schedule))
      pen.write("},")
    } else {
      pen.write(#","hours":null,"#)
    }
    pen.write(shared[terms.rest])
  }
}
