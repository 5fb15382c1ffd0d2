extension Demonstration {
  /// A station: the facts that its points share, and the one or two kinds of them.
  struct Station: Sendable {
    struct Kind: Sendable {
      let kilowatts: String
      let sockets: Set<Column>
    }

    let number: Int
    let size: Int
    let site: Site
    let common: Row
    let kinds: [Kind]

    /// Points count from 1. Of two kinds the first has the larger half.
    func row(of point: Int) -> Row {
      let kind = kinds[kinds.count == 2 && point * 2 > size + 1 ? 1 : 0]
      var row = common
      let index = decimal(point, digits: 2)
      row[.pointID] = "FRDEME\(decimal(number, digits: 7))\(index)"
      if !row[.pointLocalID].isEmpty { row[.pointLocalID] = "FR*DEM*E\(decimal(number, digits: 7))*\(index)" }
      row[.power] = kind.kilowatts
      for socket in [Column.domestic, .type2, .ccs, .chademo, .otherSocket] {
        row[flag: socket] = kind.sockets.contains(socket)
      }
      return row
    }
  }

  /// Draws stations by the figures.
  struct Draft: Sendable {
    private let towns: Towns
    private let departements: Weighted<String>
    private let slow = Networks(isFast: false)
    private let fast = Networks(isFast: true)

    init(towns: Towns) {
      self.towns = towns
      let all = Demonstration.departements
      departements = Weighted(
        all.values.indices.filter { towns.departements.contains(all.values[$0]) }.map {
          (all.values[$0], all.weight(at: $0))
        })
    }

    /// One in fifteen stands on the spot of the one before, as the rivals on a shopping centre's car park do.
    func station(after before: Station?, _ dice: inout Dice) -> Station {
      let departement = departements.draw(&dice)
      let shared = dice.chance(0.065) ? before?.site : nil
      // The departements were filtered for having towns.
      guard let site = shared ?? towns.draw(in: departement, &dice).map({ Site($0, &dice) }) else {
        return station(after: before, &dice)
      }
      let number = (before?.number ?? 0) + 1
      let size = Int(sizes.draw(&dice)) ?? 1
      let power = powers.draw(&dice)
      let network = (power.isFast ? fast : slow).draw(in: site.town.departement, &dice)
      var kinds = [kind(power, &dice)]
      if size > 1 && dice.chance(mixing) { kinds.append(kind(powers.draw(&dice), &dice)) }
      var row = Row()
      fillWho(&row, network, site, &dice)
      fillWhere(&row, number, size, network, site, &dice)
      fillHow(&row, &dice)
      fillWhen(&row, &dice)
      for column in Column.allCases {
        if let share = missing[column], dice.chance(share) { row[column] = "" }
      }
      return Station(number: number, size: size, site: site, common: row, kinds: kinds)
    }

    private func kind(_ power: Power, _ dice: inout Dice) -> Station.Kind {
      // "22" and "22.0" are both common.
      let isPadded = !power.kilowatts.contains(".") && dice.chance(0.2)
      return Station.Kind(
        kilowatts: power.kilowatts + (isPadded ? ".0" : ""), sockets: power.sockets.draw(&dice))
    }

    /// Companies are real, their numbers and addresses are not: 000 begins no SIREN, `.example` is nobody's domain, and
    /// 01 99 00 is set aside for fiction.
    private func fillWho(_ row: inout Row, _ network: Network, _ site: Site, _ dice: inout Dice) {
      let brand = dice.pick(network.brands)
      row[.owner] = network.owner.isEmpty ? "\(site.town.name) (commune)" : network.owner
      row[.ownerSiren] = "000" + decimal(dice.below(1_000_000), digits: 6)
      row[.operator] = network.name
      row[.brand] = brand
      let domain = brand.lowercased().replacing("é", with: "e").filter { $0.isASCII && $0.isLetter }
      row[.ownerContact] = "contact@\(domain).example"
      row[.operatorContact] = "assistance@\(domain).example"
      row[.operatorPhone] =
        "tel:+33-1-99-00-\(decimal(dice.below(100), digits: 2))-\(decimal(dice.below(100), digits: 2))"
    }

    private func fillWhere(
      _ row: inout Row, _ number: Int, _ size: Int, _ network: Network, _ site: Site, _ dice: inout Dice
    ) {
      row[.stationID] = "FRDEMP" + decimal(number, digits: 7)
      row[.stationLocalID] = "FR*DEM*P" + decimal(number, digits: 7)
      row[.pointLocalID] = "?"
      row[.stationName] = site.stationName(brand: row[.brand], &dice)
      row[.setting] = settings.draw(&dice)
      row[.address] = site.address
      row[.inseeCode] = site.town.inseeCode
      row[.coordinates] = site.coordinates
      row[.pointCount] = "\(size)"
    }

    private func fillHow(_ row: inout Row, _ dice: inout Dice) {
      for column in Column.allCases {
        if let share = yes[column] { row[flag: column] = dice.chance(share) }
      }
      row[.tariff] = dice.pick(tariffs)
      row[.access] = access.draw(&dice)
      row[.hours] = hours.draw(&dice)
      row[.accessibility] = accessibility.draw(&dice)
      row[.sizeLimit] = sizeLimits.draw(&dice)
      row[.connection] = connections.draw(&dice)
      row[.meter] = "000" + decimal(dice.below(100_000_000_000), digits: 11)
      row[.remarks] = dice.pick(remarks)
    }

    private func fillWhen(_ row: inout Row, _ dice: inout Dice) {
      row[.updatedOn] = day(in: updateYears.draw(&dice), &dice)
      row[.inServiceOn] = Swift.min(day(in: serviceYears.draw(&dice), &dice), row[.updatedOn])
    }

    private func day(in year: String, _ dice: inout Dice) -> String {
      "\(year)-\(decimal(dice.number(1...12), digits: 2))-\(decimal(dice.number(1...28), digits: 2))"
    }
  }
}
