import HTTP

/// A card of the carousel: something to do, what it brings, and who says so.
struct Idea: Codable, Sendable {
  struct Source: Codable, Sendable {
    let name: String
    let url: String
  }

  let id: String
  let title: String
  let text: String
  let source: Source
  /// The action of the catalogue that it leads to.
  let action: ActionID?
}

/// An idea in both languages.
struct IdeaText: Sendable {
  let id: String
  let title: Text
  let text: Text
  let source: Idea.Source
  var action: ActionID?

  func idea(in language: Language) -> Idea {
    Idea(id: id, title: title(in: language), text: text(in: language), source: source, action: action)
  }
}

extension IdeaText {
  private static let ademe = Idea.Source(
    name: "ADEME", url: "https://agirpourlatransition.ademe.fr/particuliers/maison")
  private static let ecowatt = Idea.Source(name: "RTE, ÉcoWatt", url: "https://www.monecowatt.fr")
  private static let law = Idea.Source(
    name: "Code de l’énergie, R241-26", url: "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000031748230")

  static let all = daily + together

  private static let daily = [
    IdeaText(
      id: "one-degree", title: Text(fr: "Un degré de moins", en: "One degree less"),
      text: Text(
        fr: "Baisser le chauffage d’un degré économise environ 7 % de sa consommation.",
        en: "Turning the heating down by one degree saves about 7 % of what it uses."),
      source: ademe, action: .nineteenDegrees),
    IdeaText(
      id: "nineteen", title: Text(fr: "19 °C suffisent", en: "19 °C is enough"),
      text: Text(
        fr: "En moyenne sur le logement, la loi fixe 19 °C comme limite du chauffage.",
        en: "As a mean over the home, French law sets 19 °C as the limit of heating."),
      source: law, action: .nineteenDegrees),
    IdeaText(
      id: "shutters", title: Text(fr: "Volets fermés la nuit", en: "Shutters closed at night"),
      text: Text(
        fr: "Fermez volets et rideaux le soir : la chaleur s’échappe moins par les vitres.",
        en: "Close shutters and curtains in the evening: less heat escapes through the panes."),
      source: ademe, action: .shutters),
    IdeaText(
      id: "lid", title: Text(fr: "Un couvercle sur la casserole", en: "A lid on the pot"),
      text: Text(
        fr: "Couvrir une casserole divise par quatre l’énergie qu’il faut pour garder l’eau à ébullition.",
        en: "A lid on a pot cuts the energy to keep water boiling to a quarter."),
      source: ademe),
    IdeaText(
      id: "frost", title: Text(fr: "Pas de givre", en: "No frost"),
      text: Text(
        fr: "Trois millimètres de givre dans un congélateur, et il consomme 30 % de plus.",
        en: "Three millimetres of frost in a freezer, and it uses 30 % more."),
      source: ademe, action: .freezer),
    IdeaText(
      id: "thirty", title: Text(fr: "Laver à 30 °C", en: "Wash at 30 °C"),
      text: Text(
        fr: "Une lessive à 30 °C demande trois fois moins d’énergie qu’à 90 °C.",
        en: "A wash at 30 °C takes a third of the energy of one at 90 °C."),
      source: ademe),
    IdeaText(
      id: "standby", title: Text(fr: "La nuit, on débranche", en: "At night, unplug"),
      text: Text(
        fr: "Box, télévision, console : une multiprise à bouton éteint toutes les veilles d’un geste.",
        en: "Router, television, console: one switched strip turns off all stand-by at once."),
      source: ademe, action: .strips),
  ]

  private static let together = [
    IdeaText(
      id: "peak", title: Text(fr: "Après 20 heures", en: "After 8 pm"),
      text: Text(
        fr: "Les jours tendus, le réseau souffle surtout si l’on décale de 8 h à 13 h et de 18 h à 20 h.",
        en: "On tense days it helps the grid most to avoid 8 am to 1 pm and 6 to 8 pm."),
      source: ecowatt),
    IdeaText(
      id: "sun", title: Text(fr: "Quand le soleil donne", en: "When the sun gives"),
      text: Text(
        fr: "Avec des panneaux, lancez lave-linge et chauffe-eau entre 11 h et 16 h.",
        en: "With panels, run the washing machine and the water heater between 11 am and 4 pm."),
      source: Idea.Source(name: "ADEME, l’autoconsommation", url: "https://www.ademe.fr")),
    IdeaText(
      id: "together", title: Text(fr: "À dix foyers", en: "Ten homes together"),
      text: Text(
        fr: "Des équipes d’une dizaine de foyers ont économisé 12 % en moyenne sur un hiver, par de petits gestes.",
        en: "Teams of about ten homes saved 12 % on average over a winter, by small steps."),
      source: Idea.Source(name: "Défi Déclics (Familles à énergie positive)", url: "https://defi-declics.org")),
    IdeaText(
      id: "neighbours", title: Text(fr: "Se comparer aide", en: "Comparing helps"),
      text: Text(
        fr:
          "Dans des essais sur 588 000 foyers, savoir ce que consomment des voisins semblables a suffi à économiser 2 %.",
        en: "In trials with 588,000 homes, knowing what similar neighbours use was enough to save 2 %."),
      source: Idea.Source(
        name: "Allcott, Journal of Public Economics, 2011", url: "https://doi.org/10.1016/j.jpubeco.2011.03.003")),
  ]
}
