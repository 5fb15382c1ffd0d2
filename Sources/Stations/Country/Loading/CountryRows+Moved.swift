/// Rows of a country that stands behind another one now.
extension Country.StationRow {
  func moved(
    spot: Int32, points: Range<Int32>, town: (city: Int32, postcode: Int32), _ shift: Shift
  ) -> Country.StationRow {
    Country.StationRow(
      id: id, spot: spot, points: points, name: name.lowerBound + shift.names..<name.upperBound + shift.names,
      city: town.city, postcode: town.postcode, access: access, location: location, said: said.moved(shift),
      terms: terms + shift.sharedTerms, sum: Country.Sum(watts: sum.watts, said: sum.said + shift.pieces))
  }
}

extension Country.PointRow {
  func moved(to station: Int32, _ shift: Shift) -> Country.PointRow {
    Country.PointRow(
      id: id, station: station, terms: terms + shift.terms, facts: facts, said: said.moved(shift))
  }
}

extension Country.TermsRow {
  func moved(_ shift: Shift) -> Country.TermsRow {
    Country.TermsRow(traits: traits, schedule: schedule + shift.schedules, said: said.moved(shift))
  }
}

extension TermsSaid {
  func moved(_ shift: Shift) -> TermsSaid {
    TermsSaid(
      access: access + shift.pieces, rest: rest + shift.pieces, schedule: schedule + shift.schedules,
      hours: hours.map { $0 + shift.pieces })
  }
}

extension SaidOfStation {
  fileprivate func moved(_ shift: Shift) -> SaidOfStation {
    SaidOfStation(
      network: network + shift.pieces, town: town + shift.pieces, zone: zone + shift.pieces,
      extras: extras + shift.pieces,
      own: own + shift.own)
  }
}

extension SaidOfPoint {
  fileprivate func moved(_ shift: Shift) -> SaidOfPoint {
    SaidOfPoint(days: days + shift.pieces, evidence: evidence + shift.pieces, own: own + shift.own)
  }
}
