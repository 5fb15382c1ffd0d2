extension Demonstration {
  /// A network: the operator of a station and its names.
  struct Network: Sendable {
    let name: String
    let brands: [String]
    let owner: String
    let points: Int
    let fast: Double
    /// Departements; none for one that is everywhere.
    let home: [Substring]

    init(_ name: String, _ brands: [String], owner: String = "", points: Int, fast: Double, home: String = "") {
      self.name = name
      self.brands = brands
      self.owner = owner
      self.points = points
      self.fast = fast
      self.home = home.split(separator: " ")
    }

    func points(isFast: Bool) -> Int { Int(Double(points) * (isFast ? fast : 1 - fast)) }
  }

  /// Operators by points (B: nine points in ten are theirs) with names that go together. How much of it is fast is a guess
  /// that leaves both the operators' shares and those of the powers as counted.
  private static let networks = [
    Network(
      "Bouygues Energies & Services", ["Bouygues Energies & Services", "Recharge de la ville"], points: 12787, fast: 0.1
    ),
    Network("Power Dot France", ["Power Dot France"], owner: "Power Dot France", points: 10315, fast: 0.38),
    Network("Freshmile | FR*FR1", ["Freshmile France"], owner: "Freshmile SAS", points: 8561, fast: 0.08),
    Network("GROUPE INDIGO", ["INDIGO"], owner: "INDIGO", points: 6687, fast: 0.03),
    Network("DRIVECO", ["DRIVECO"], owner: "DRIVECO", points: 6526, fast: 0.42),
    Network(
      "TotalEnergies Marketing France", ["TotalEnergies"], owner: "TotalEnergies Marketing France", points: 5954,
      fast: 0.2),
    Network("Lidl", ["LIDL", "Lidl France"], owner: "LIDL", points: 5211, fast: 0.4),
    Network("Electra", ["ELECTRA"], owner: "ELECTRA", points: 4950, fast: 0.97),
    Network("", ["Recharge publique", "Parking relais"], points: 4236, fast: 0.4),
    Network(
      "TotalEnergies Charging Services", ["TotalEnergies Charge Rapide"], owner: "TotalEnergies Charging Services",
      points: 4042, fast: 0.55),
    Network("Greenflux", ["EASY CHARGE", "GreenYellow Shift Mobility"], points: 3792, fast: 0.15),
    Network(
      "TESLA France SARL", ["Tesla Supercharger", "TESLA SUPERCHARGER"], owner: "Tesla", points: 3712, fast: 0.97),
    Network(
      "SPBR1 | FR*EBN", ["Réseau eborn"], owner: "SPBR1", points: 3412, fast: 0.15,
      home: "04 05 07 26 38 42 43 73 74 83"),
    Network("Allego", ["Allego", "CARREFOUR"], owner: "Allego", points: 3378, fast: 0.6),
    Network("SPBR1", ["eborn"], owner: "SPBR1", points: 3373, fast: 0.12, home: "04 05 07 26 38 42 43 73 74 83"),
    Network("IZIVIA", ["IZIVIA FAST", "EDF-EV100", "SYSTEME U", "AUCHAN"], points: 3132, fast: 0.25),
    Network("Izivia", ["IZIVIA EXPRESS", "IZIVIA"], points: 2874, fast: 0.25),
    Network("E.Leclerc | FR*LE2", ["Leclerc"], owner: "SOC D'IMPORTATION LECLERC (SIPLEC)", points: 2812, fast: 0.3),
    Network("E-TOTEM", ["Réseau e-Totem Infrastructures"], points: 2533, fast: 0.15),
    Network("SPIE CITYNETWORKS", ["SPIE CityNetworks"], points: 2340, fast: 0.1),
    Network("ELECTRA", ["ELECTRA"], owner: "ELECTRA", points: 2050, fast: 0.97),
    Network("STATIONS-E", ["Stations-e"], owner: "STATIONS-E", points: 2046, fast: 0.2),
    Network("ENGIE Vianeo", ["ENGIE Vianeo"], owner: "Engie Mobilités Electriques", points: 2039, fast: 0.75),
    Network("IONITY", ["IONITY"], owner: "IONITY GmbH", points: 1740, fast: 0.99),
    Network("SPIE CityNetworks", ["SPIE CityNetworks"], points: 1718, fast: 0.08),
    Network("Ionity", ["Ionity"], owner: "IONITY GmbH", points: 1581, fast: 0.99),
    Network("Modulo", ["Modulo"], points: 1567, fast: 0.1),
    Network("WAAT SAS | FR*WA2", ["WAAT"], owner: "WAAT sas", points: 1556, fast: 0.08),
    Network("E-Totem", ["e-Totem"], points: 1440, fast: 0.12),
    Network("GreenFlux Assets B.V. | FR*EVZ", ["EVzen"], owner: "JANEC EVS", points: 1332, fast: 0.15),
    Network(
      "REVEO SYADEN | FR*RVE", ["REVEO"], owner: "SYADEN", points: 1239, fast: 0.1,
      home: "09 11 12 30 32 34 46 48 65 66"),
    Network("QOVOLTIS", ["QOVOLTIS"], owner: "QOVOLTIS", points: 1200, fast: 0.05),
    Network("NW IECharge", ["IECharge"], owner: "NW IECharge", points: 1161, fast: 0.97),
    Network("ELECTRIC 55 CHARGING", ["ELECTRIC 55 CHARGING"], owner: "ELECTRIC 55 CHARGING", points: 1083, fast: 0.1),
    Network("Atlante | FR*ATL", ["Atlante"], owner: "ATLANTE SRL", points: 1056, fast: 0.95),
    Network("Road | FR*EFL", ["Road"], points: 1032, fast: 0.05),
    Network(
      "Syndicat Mixte Départemental d'Énergies du Calvados (SDEC Énergie) | FR*S14", ["MobiSDEC"],
      owner: "Syndicat Départemental d'Énergies du Calvados (SDEC Énergie)", points: 997, fast: 0.08, home: "14"),
    Network("ChargePoint Austria GmbH | FR*CG0", ["ChargePoint"], points: 985, fast: 0.15),
    Network("ChargeGuru", ["ChargeGuru"], points: 984, fast: 0.05),
    Network("EVzen", ["EVzen"], owner: "SMEG Développement", points: 911, fast: 0.15),
    Network("Easy Charge Services", ["Easycharge services"], points: 842, fast: 0.2),
    Network("Easy Charge | FR*ECH", ["Easy Charge"], points: 840, fast: 0.2),
    Network("Fastned France", ["Fastned"], owner: "Fastned France", points: 810, fast: 0.99),
    Network("RossiniEnergy", ["RossiniEnergy"], owner: "RossiniEnergy", points: 803, fast: 0.02),
    Network("Enerstock | FR*ENT", ["Enerstock"], points: 797, fast: 0.15),
    Network("Ze-Watt", ["Ze-Watt"], points: 768, fast: 0.05),
    Network("bp pulse", ["bp pulse"], owner: "bp France", points: 576, fast: 0.95),
    Network(
      "Morbihan énergies | FR*S56", ["Morbihan Energies", "Mobilité électrique 56"], owner: "Morbihan énergies",
      points: 575, fast: 0.1, home: "56"),
    Network("Bump", ["Bump"], owner: "Bump", points: 534, fast: 0.4),
    Network("R3", ["R3"], points: 517, fast: 0.05),
    Network(
      "Fédération Départementale d'Énergie de la Somme (FDE80) | FR*S80", ["FDE 80"],
      owner: "Fédération Départementale d'Énergie de la Somme (FDE80)", points: 410, fast: 0.08, home: "80"),
    Network("Plenitude On The Road S.r.l.", ["Plenitude"], points: 409, fast: 0.95),
    Network("SOWATT SOLUTIONS", ["SOWATT SOLUTIONS"], owner: "SOWATT SOLUTIONS", points: 394, fast: 0.1),
    Network("Mobilize Fast Charge", ["Mobilize Fast Charge"], owner: "Mobilize", points: 382, fast: 0.97),
    Network("Qwello", ["Qwello"], owner: "Qwello", points: 276, fast: 0.05),
  ]

  struct Networks: Sendable {
    private let everywhere: Weighted<Network>
    /// By departement, each with its share of the points there.
    private let local: [String: [(network: Network, share: Double)]]

    init(isFast: Bool) {
      everywhere = Weighted(networks.filter(\.home.isEmpty).map { ($0, $0.points(isFast: isFast)) })
      let shareOfClass =
        Double(networks.reduce(0) { $0 + $1.points(isFast: isFast) })
        / Double(networks.reduce(0) { $0 + $1.points })
      var local: [String: [(network: Network, share: Double)]] = [:]
      for network in networks {
        let points = departements.values.indices.filter { network.home.contains(departements.values[$0][...]) }
          .reduce(0) { $0 + departements.weight(at: $1) }
        let share = Double(network.points(isFast: isFast)) / (Double(points) * shareOfClass)
        for home in network.home { local[String(home), default: []].append((network, share)) }
      }
      self.local = local
    }

    func draw(in departement: String, _ dice: inout Dice) -> Network {
      for (network, share) in local[departement] ?? [] where dice.chance(share) { return network }
      return everywhere.draw(&dice)
    }
  }
}
