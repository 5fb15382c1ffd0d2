import HTTP

extension CorrectionCode {
  var sentence: Text {
    let (french, english) = words
    return Text(fr: french, en: english)
  }

  private var words: (String, String) {
    switch self {
    case .coordinatesSwapped: ("La latitude était écrite avant la longitude.", "Latitude was written before longitude.")
    case .coordinatesSpelling: ("Les coordonnées étaient écrites autrement.", "The coordinates were written otherwise.")
    case .coordinatesSign: ("Il manquait un signe aux coordonnées.", "The coordinates had lost a sign.")
    case .positionDoubtful:
      ("Le code INSEE et le code postal sont d'ailleurs.", "The INSEE code and the postcode are of elsewhere.")
    case .coordinatesElsewhere: ("Coordonnées prises dans d'autres colonnes.", "Coordinates taken from other columns.")
    case .decimalComma: ("Une virgule tenait lieu de point décimal.", "A comma stood for the decimal point.")
    case .idSpelling: ("L'identifiant a été mis en forme.", "The identifier was brought into its form.")
    case .idFromLocal: ("Identifiant tiré de l'identifiant local.", "Identifier made from the local one.")
    case .stationIdSpelling:
      ("L'identifiant de la station a été mis en forme.", "The station's identifier was respelled.")
    case .stationIdFromLocal: ("Identifiant de station tiré du local.", "Station identifier made from the local one.")
    case .stationIdMade: ("Station reconnue à son nom et à son lieu.", "Station told by its name and place.")
    case .powerInWatts: ("La puissance était en watts.", "Power was in watts.")
    case .powerUnit: ("L'unité était écrite avec la puissance.", "The unit was written with the power.")
    case .powerZero: ("Une puissance nulle ne dit rien.", "A power of zero tells nothing.")
    case .powerUnreadable: ("La puissance n'est pas un nombre.", "Power is not a number.")
    case .booleanSpelling: ("« Vrai » ou « faux » écrit autrement.", "True or false written otherwise.")
    case .booleanUnreadable: ("Ni vrai ni faux : inconnu.", "Neither true nor false: unknown.")
    case .wordUnreadable: ("Cette valeur n'est pas de la liste.", "This value is not of the list.")
    case .hoursSpelling: ("Les horaires étaient écrits autrement.", "The hours were written otherwise.")
    case .hoursUnreadable: ("Les horaires n'ont pas été compris.", "The hours were not understood.")
    case .hoursDoubtful: ("Presque jamais ouverte : horaires douteux.", "Hardly ever open: doubtful hours.")
    case .dateSpelling: ("La date était écrite autrement.", "The date was written otherwise.")
    case .dateUnreadable: ("Ce n'est pas une date.", "This is not a date.")
    case .dateImplausible: ("La date est trop ancienne pour être vraie.", "The date is too old to be true.")
    case .dateInFuture: ("La date est dans l'avenir.", "The date is in the future.")
    case .countUnreadable: ("Le nombre de points n'est pas un nombre.", "The number of points is not a number.")
    case .inseeSpelling: ("Le code INSEE a été mis en forme.", "The INSEE code was brought into its form.")
    case .inseeIsPostcode: ("Le code INSEE était un code postal.", "The INSEE code was a postcode.")
    case .inseeUnreadable: ("Ce n'est pas un code INSEE.", "This is no INSEE code.")
    case .textRepaired: ("Des lettres mal décodées ont été rétablies.", "Letters badly decoded were restored.")
    case .textDamaged: ("Des lettres sont perdues.", "Letters are lost.")
    case .textCut: ("Le texte, trop long, a été coupé.", "The text, too long, was cut.")
    case .encodingWindows1252: ("La ligne n'était pas en UTF-8.", "The row was not in UTF-8.")
    case .encodingRepaired: ("Des octets illisibles ont été remplacés.", "Unreadable bytes were replaced.")
    case .nameAlias: ("Le réseau est connu sous un autre nom.", "The network is known by another name.")
    case .nameMissing: ("La station n'avait pas de nom.", "The station had no name.")
    case .phoneZero: ("Il manquait le zéro du téléphone.", "The telephone's zero was missing.")
    case .noSocket: ("Aucune prise n'est déclarée.", "No socket is declared.")
    case .directWithoutSocket: ("Forte puissance sans prise à courant continu.", "High power without a DC socket.")
    case .comboTooWeak: ("Une prise Combo de moins de 20 kW est douteuse.", "A CCS socket under 20 kW is doubtful.")
    case .socketsAsPoints: ("Les prises semblent comptées comme des points.", "Sockets seem counted as points.")
    case .outOfServiceNotFree: ("Un point hors service n'est pas libre.", "A point out of service is not free.")
    case .stationContradicted:
      ("Une ligne précédente décrit la station autrement.", "An earlier row describes the station otherwise.")
    case .stationSplit:
      (
        "Un même identifiant désigne des stations en plusieurs lieux.",
        "One identifier names stations in several places."
      )
    case .pointsMiscounted:
      ("La station n'a pas le nombre de points annoncé.", "The station has not the number of points it declares.")
    case .duplicateIdentical: ("La même ligne est répétée.", "The same row is repeated.")
    case .duplicateLesserSource:
      ("Une source moins sûre disait autre chose.", "A less trusted source said something else.")
    case .duplicateOlder: ("Une ligne plus ancienne disait autre chose.", "An older row said something else.")
    case .duplicateLaterLine:
      ("Une ligne suivante, de même date, disait autre chose.", "A later row of the same date said something else.")
    case .socketsUnited:
      ("Les prises du point étaient décrites ligne par ligne.", "The point's sockets were described row by row.")
    case .socketStateUnreadable: ("L'état d'une prise n'a pas été compris.", "A socket's state was not understood.")
    }
  }
}
