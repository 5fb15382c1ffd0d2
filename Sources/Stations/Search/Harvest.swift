import Runtime

/// What is gathered of the stations that lie where they are asked for: the first ones of a page, and what there is of what in all.
struct Harvest {
  private let country: Country
  private let points: WantedPoints
  private let start: PageStart
  private var first: FirstStations
  private var counts: FacetCounts?

  init(of country: Country, _ points: WantedPoints, from start: PageStart, _ count: Int, wantsFacets: Bool) {
    (self.country, self.points, self.start, first) = (country, points, start, FirstStations(count))
    counts = wantsFacets ? FacetCounts(operators: country.operators.texts.count) : nil
  }

  var page: [FoundStation] { first.found }
  /// Below which key something that has a higher rank than all before can change it. No key is below 0.
  var bar: Double { counts == nil ? first.bar : .infinity }
  var facets: Facets? { counts?.facets(country.operators) }

  /// Only what is wanted of it counts.
  mutating func take(_ found: FoundStation) {
    let rank = country.ranks[found.index]
    let isNext = start.isBefore(found.key, rank) && first.isWanted(found.key, rank)
    if counts == nil, !isNext { return }
    let isWanted = counts?.take(station: found.index, in: country, points) ?? points.hasAny(ofStation: found.index)
    if isNext, isWanted { first.take(found, rank) }
  }
}
