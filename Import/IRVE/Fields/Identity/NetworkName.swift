/// The name of a network, as it is taken.
enum NetworkName {
  case nothing
  /// So many of its first bytes: a code of the scheme behind them (` | FR*ABC`) is no part of a name.
  case asWritten(length: Int)
  /// So many of its first bytes, which want tidying.
  case untidy(length: Int)
  /// Other letters only by size, accent and punctuation, or a country and a legal form less.
  case respelled(String)
  case renamed(String)

  init(_ cell: Record.Cell) {
    let bare = Self.withoutCode(cell)
    if bare.isEmpty || TextCell.isNothing(bare) {
      self = .nothing
      return
    }
    let key = String(decoding: folded(bare.readable), as: UTF8.self)
    if let name = Self.byKey[key] {
      self = name == bare.string ? .asWritten(length: bare.count) : .respelled(name)
    } else if let name = Self.aliases[key] {
      let isLonger = key.hasPrefix(String(decoding: folded(name), as: UTF8.self))
      self = isLonger ? .respelled(name) : .renamed(name)
    } else if case .plain = TextScan(bare) {
      self = .asWritten(length: bare.count)
    } else {
      self = .untidy(length: bare.count)
    }
  }

  private static func withoutCode(_ cell: Record.Cell) -> Record.Cell {
    guard let bar = cell.lastIndex(of: UInt8(ascii: "|")) else { return cell }
    let code = cell.part(bar + 1..<cell.count).trimmed
    let isCode = (5...8).contains(code.count) && (code[2] == UInt8(ascii: "*") || code[2] == UInt8(ascii: "-"))
    return isCode ? cell.part(0..<bar).trimmed : cell
  }

  private static let byKey = Dictionary(
    names.map { (String(decoding: folded($0), as: UTF8.self), $0) }, uniquingKeysWith: { first, _ in first })

  /// Networks that write themselves in several ways, as they write themselves today.
  private static let names = [
    "Allego", "Atlante", "Auchan", "Avia", "Belib'", "Borneco", "Bornevo", "Botanic", "Bouygues Energies & Services",
    "bp pulse", "Bump", "Car2Plug", "Carrefour", "ChargeGuru", "ChargePoint", "Chargepoly", "Driveco", "E.Leclerc",
    "e-Motum", "E-Totem", "e-Vadea", "Easycharge", "eborn", "EcoPhi Mobility", "Electra", "Electric 55 Charging",
    "Electromaps", "Energie Eure-et-Loir", "ENGIE Vianeo", "EVzen", "Fastned", "Freshmile", "GreenFlux", "Greenspot",
    "GreenYellow", "Indigo", "Intermarché", "IONITY", "IZIVIA", "IZIVIA Express", "IZIVIA FAST", "Last Mile Solutions",
    "Lidl", "Lumi'in", "Métropolis", "Mobilize Fast Charge", "Mobilize Power Solutions", "MObiVE", "Mobilygreen",
    "Modulo", "Monta", "Nexteneo", "NW IECharge", "Power Dot", "Proviridis", "Q-Park", "Qovoltis", "Qwello", "R3",
    "Révéo", "RossiniEnergy", "SAP Labs France", "Shell Recharge", "Sodetrel", "Sowatt Solutions", "SPBR1",
    "SPIE CityNetworks", "Stations-e", "Système U", "Tesla", "TotalEnergies", "TotalEnergies Charging Services",
    "TotalEnergies Marketing France", "ubitricity", "Virta", "WAAT", "WiiiZ", "ZEborne", "Zeenco", "Zephyre", "Zunder",
  ]

  /// By folded name: what differs by more than letters.
  private static let aliases = [
    "bouyguesenergiesetservices": "Bouygues Energies & Services",
    "bouyguesenergieservices": "Bouygues Energies & Services",
    "bouyguesenergieetservices": "Bouygues Energies & Services", "bouygueses": "Bouygues Energies & Services",
    "allegofrance": "Allego", "atlantefrance": "Atlante", "bumpcharge": "Bump", "drivecosas": "Driveco",
    "easychargeservices": "Easycharge", "electrasas": "Electra", "evadeafrance": "e-Vadea", "fastnedfrance": "Fastned",
    "freshmilefrance": "Freshmile", "freshmilesas": "Freshmile", "freshmileservices": "Freshmile",
    "centredexploitationfreshmile": "Freshmile", "greenfluxassetsbv": "GreenFlux", "groupeindigo": "Indigo",
    "reseauderechargedugroupeindigo": "Indigo", "ionitygmbh": "IONITY", "ionityfrance": "IONITY",
    "izivia sas": "IZIVIA", "leclerc": "E.Leclerc", "lidlfrance": "Lidl", "lidlsnc": "Lidl",
    "mobilizefastchargefrance": "Mobilize Fast Charge", "mobilizefastchargenetworkfrance": "Mobilize Fast Charge",
    "powerdotfrance": "Power Dot", "reseaueborn": "eborn", "reseauetoteminfrastructures": "E-Totem",
    "saplabsfrancesas": "SAP Labs France", "saplabs": "SAP Labs France", "teslafrance": "Tesla",
    "teslafrancesarl": "Tesla", "teslasupercharger": "Tesla", "totalmarketingfrance": "TotalEnergies Marketing France",
    "totalchargingservices": "TotalEnergies Charging Services", "ubitricitygmbh": "ubitricity",
    "ubitricityfrancenetwork": "ubitricity", "waatsas": "WAAT", "zephyresas": "Zephyre",
    "zundergrupoeasychargersa": "Zunder", "bornesiziviafast": "IZIVIA FAST",
  ]
}
