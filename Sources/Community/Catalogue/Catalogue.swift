import HTTP

extension ActionID {
  private static let lasting = 3650

  /// The list of the game: four levels, and what costs points.
  var entry: CatalogueEntry {
    switch self {
    case .nineteenDegrees:
      CatalogueEntry(
        domain: .heating, level: 1, points: 10,
        label: Text(
          fr: "Chauffer à 19 °C, et à 15 °C quand personne n’est là",
          en: "Heat to 19 °C, and to 15 °C when nobody is there"),
        season: .winter, savesWh: 900_000)
    case .shutters:
      CatalogueEntry(
        domain: .heating, level: 1, points: 10,
        label: Text(fr: "Fermer les volets la nuit", en: "Close the shutters at night"), season: .winter,
        savesWh: 250_000)
    case .aerators:
      CatalogueEntry(
        domain: .hotWater, level: 1, points: 10,
        label: Text(fr: "Poser des mousseurs sur les robinets", en: "Fit aerators to the taps"),
        validDays: Self.lasting, savesWh: 300_000)
    case .freezer:
      CatalogueEntry(
        domain: .appliances, level: 1, points: 10,
        label: Text(fr: "Dégivrer le congélateur", en: "Defrost the freezer"), validDays: 365, savesWh: 90_000)
    case .strips:
      CatalogueEntry(
        domain: .appliances, level: 1, points: 10,
        label: Text(
          fr: "Couper les veilles avec des multiprises à bouton", en: "Switch off stand-by with switched strips"),
        validDays: Self.lasting, savesWh: 250_000)
    case .noCooling:
      CatalogueEntry(
        domain: .appliances, level: 1, points: 10,
        label: Text(fr: "Passer l’été sans climatisation", en: "Spend the summer without air conditioning"),
        season: .summer, savesWh: 300_000)
    case .halogens:
      CatalogueEntry(
        domain: .lighting, level: 1, points: 10,
        label: Text(fr: "Remplacer les halogènes par des LED", en: "Replace halogen lamps by LEDs"),
        validDays: Self.lasting, savesWh: 150_000)
    default: heavier
    }
  }

  private var heavier: CatalogueEntry {
    switch self {
    case .thermostat:
      CatalogueEntry(
        domain: .heating, level: 2, points: 50,
        label: Text(fr: "Installer un thermostat programmable", en: "Fit a programmable thermostat"),
        validDays: Self.lasting, savesWh: 900_000)
    case .centralHotWater:
      CatalogueEntry(
        domain: .hotWater, level: 2, points: 50,
        label: Text(
          fr: "Brancher lave-linge ou lave-vaisselle sur l’eau chaude centrale",
          en: "Connect the washing machine or dishwasher to the central hot water"),
        validDays: Self.lasting, savesWh: 120_000)
    case .bigApplianceRemoved:
      CatalogueEntry(
        domain: .appliances, level: 2, points: 50,
        label: Text(fr: "Se passer d’un appareil de plus de 1 000 W", en: "Do without an appliance above 1,000 W"),
        validDays: Self.lasting, savesWh: 200_000)
    case .waterHeater:
      CatalogueEntry(
        domain: .hotWater, level: 3, points: 200,
        label: Text(
          fr: "Chauffer l’eau au solaire, au gaz ou par thermodynamique",
          en: "Heat water by the sun, by gas or by a heat pump"),
        validDays: Self.lasting, savesWh: 1_200_000)
    case .woodStove:
      CatalogueEntry(
        domain: .heating, level: 3, points: 200,
        label: Text(fr: "Installer un poêle à bois", en: "Install a wood stove"), validDays: Self.lasting,
        savesWh: 2_500_000)
    case .attic:
      CatalogueEntry(
        domain: .building, level: 4, points: 500,
        label: Text(
          fr: "Isoler les combles au niveau BBC rénovation", en: "Insulate the attic to the BBC renovation standard"),
        validDays: Self.lasting, savesWh: 3_000_000)
    default: renovation
    }
  }

  private var renovation: CatalogueEntry {
    switch self {
    case .windowsAlone:
      CatalogueEntry(
        domain: .building, level: 4, points: -100,
        label: Text(
          fr: "Changer les fenêtres sans isoler les murs", en: "Change the windows without insulating the walls"),
        validDays: Self.lasting, cancelledBy: .walls)
    case .heatedPool:
      CatalogueEntry(
        domain: .leisure, level: 1, points: -300, label: Text(fr: "Chauffer une piscine", en: "Heat a pool"))
    default:
      CatalogueEntry(
        domain: .building, level: 4, points: 500,
        label: Text(
          fr: "Isoler les murs au niveau BBC rénovation", en: "Insulate the walls to the BBC renovation standard"),
        validDays: Self.lasting, savesWh: 3_000_000)
    }
  }
}
