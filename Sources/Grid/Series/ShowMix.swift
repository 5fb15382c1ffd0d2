import HTTP
import Postgres
import Runtime

/// GET /api/grid/mix.
struct MixItem: Codable, Sendable {
  let at: Instant
  let nature: NatureWord
  let watts: MixWatts
  /// Recomputed since 2020 from the terms; before, and for regions, what RTE says, if anything.
  let gramsPerKwh: Double?
  let terms: [MixTerm]
}

struct MixReading: SeriesItem {
  let at: Instant
  let nature: Nature
  let watts: MixWatts
  let gramsPerKwh: Double?
  let terms: [MixTerm]
  let readings: Int

  var isHalfHourly: Bool { nature > .realTime }
  var hasValue: Bool { watts.values.contains { $0 != nil } }

  static let columns = ["at", "nature", "gramsPerKwh"] + GridColumn.mix.map { "\($0.key)" }

  var cells: [String] {
    [at.text(in: Paris.zone), nature.word.rawValue, gramsPerKwh.map { "\($0)" } ?? ""]
      + watts.values.map { $0.map { "\($0)" } ?? "" }
  }

  var item: MixItem { MixItem(at: at, nature: nature.word, watts: watts, gramsPerKwh: gramsPerKwh, terms: terms) }

  func encode(to encoder: any Encoder) throws { try item.encode(to: encoder) }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.name("at")
      json.write(at)
      json.name("nature")
      json.write(nature.word.rawValue)
      json.name("watts")
      json.object { json in
        for (column, value) in zip(GridColumn.mix, watts.values) {
          json.name(column.key)
          if let value { json.write(value) } else { json.null() }
        }
      }
      json.name("gramsPerKwh")
      if let gramsPerKwh { json.write(gramsPerKwh) } else { json.null() }
      json.name("terms")
      json.array { json in for term in terms { term.write(to: &json) } }
    }
  }
}

extension MixTerm {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.name("source")
      json.write(source)
      json.name("watts")
      json.write(watts)
      json.name("factor")
      json.write(factor)
    }
  }
}

extension MixReading {
  /// The first moment from which RTE's rate is a function of its row.
  private static let formulaBegins = Paris.zone.start(of: CivilDay(year: 2020, month: 1, day: 1))

  init(_ row: inout Row, perimeter: Perimeter) throws {
    (at, nature) = (try row.next(), try row.nature())
    let (rate, count) = (try row.next(Double?.self), try row.next(Int?.self))
    watts = try MixWatts(&row)
    let computed = perimeter == .france && at >= Self.formulaBegins ? CarbonRate(watts) : nil
    gramsPerKwh = computed?.gramsPerKwh ?? rate?.tenths
    terms = computed?.terms ?? []
    readings = count ?? (at.isHalfHour && watts.values.contains { $0 != nil } ? 1 : 0)
  }
}

extension GridFeature {
  func showMix(_ call: Call<Nothing, SeriesQuery, NoBody>, _: Void) async throws -> Response {
    let window = try SeriesWindow(call.query, at: clock.now)
    let source = try await seriesSource(window.perimeter)
    return try await answer(window, of: source, call.request, mix(window, for: call.request.party))
  }

  func mix(_ window: SeriesWindow, for party: String) -> SeriesPages<MixReading> {
    { from, limit in
      // A row has thirty numbers: a third as many take as long as others.
      let (span, rest) = window.part(from: from, steps: max(1, limit / 3))
      let sql = window.resolution.readingStep == nil ? meanMix(window, span) : mixRows(window, span)
      let items = try await database.heavily(for: party).query(sql) { row in
        try MixReading(&row, perimeter: window.perimeter)
      }
      return SeriesPart(items: items, rest: rest)
    }
  }

  private func mixRows(_ window: SeriesWindow, _ span: Range<Instant>) -> SQL {
    let isHalf: SQL = window.resolution == .halfHours ? "and is_half_hour" : ""
    return """
      select at, nature, rte_grams::double precision, null::bigint,
        \(sql: GridColumn.list(GridColumn.mix) { "\(sql: $0)::bigint * 1000000" })
      from grid_readings
      where perimeter = \(window.perimeter.rawValue) and at >= \(span.lowerBound) and at < \(span.upperBound)
        \(sql: isHalf)
      order by at
      """
  }

  private func meanMix(_ window: SeriesWindow, _ span: Range<Instant>) -> SQL {
    """
    select date_trunc(\(window.resolution.unit), at, 'Europe/Paris') as start, min(nature)::smallint,
      avg(rte_grams)::double precision, count(*),
      \(sql: GridColumn.list(GridColumn.mix) { "round(avg(\(sql: $0)) * 1000000)::bigint" })
    from grid_readings
    where perimeter = \(window.perimeter.rawValue) and at >= \(span.lowerBound) and at < \(span.upperBound)
      and is_half_hour and coalesce(nuclear, hydro, wind, solar, gas, thermal, bioenergy) is not null
    group by 1 order by 1
    """
  }
}
