extension Demonstration {
  /// Opening hours as they are written (B).
  static let hours = Weighted([
    ("24/7", 114158),
    ("Mo-Su 00:00-23:57", 13383),
    ("Mo-Su 00:00-24:00", 8458),
    (" 24/7", 3726),
    ("Mo-Fr 08:00-12:00,Mo-Fr 14:00-18:00,Th 08:00-18:00", 1034),
    ("Mo-Fr 09:00-19:00", 738),
    ("Sa,Su,We,Th,Fr,Mo,Tu  08:00-18:00", 446),
    (
      "Mo 08:00-12:00, Mo 14:00-19:00, Tu 08:00-12:00, Tu 14:00-19:00, We 08:00-12:00, We 14:00-19:00, Th 08:00-12:00, Th 14:00-19:00, Fr 08:00-12:00, Fr 14:00-19:00, Sa 09:00-12:00, Sa 14:00-18:00",
      306
    ),
    ("Mo-Su 06:00-01:00", 194),
    (
      "Mo 00:00-23:59, Tu 00:00-23:59, We 00:00-23:59, Th 00:00-23:59, Fr 00:00-23:59, Sa 00:00-23:59, Su 00:00-23:59",
      151
    ),
    ("Mo-Fr 07:30-12:00,Mo-Fr 14:00-19:00", 148),
    ("Mo 00:00-23:59, Tu 00:00-23:59, We 00:00-23:59, Th 00:00-23:59, Fr 00:00-23:59", 146),
    ("Mo 00:00-24:00,Tu 00:00-24:00,We 00:00-24:00,Th 00:00-24:00,Fr 00:00-24:00,Sa 00:00-24:00,Su 00:00-24:00", 91),
    ("Mo 08:00-19:00, Tu 08:00-19:00, We 08:00-19:00, Th 08:00-19:00, Fr 08:00-19:00, Sa 09:00-18:00", 85),
    ("Mo 06:00-18:00,Tu 06:00-18:00,We 06:00-18:00,Th 06:00-18:00,Fr 06:00-18:00", 84),
    (
      "Mo 08:00-12:00, Mo 14:00-19:00, Tu 08:00-12:00, Tu 14:00-19:00, We 08:00-12:00, We 14:00-19:00, Th 08:00-12:00, Th 14:00-19:00, Fr 08:00-12:00, Fr 14:00-19:00, Sa 08:00-12:00, Sa 14:00-19:00",
      79
    ),
    (
      "Mo 09:00-12:00, Mo 14:00-19:00, Tu 09:00-12:00, Tu 14:00-19:00, We 09:00-12:00, We 14:00-19:00, Th 09:00-12:00, Th 14:00-19:00, Fr 09:00-12:00, Fr 14:00-19:00, Sa 09:00-12:00, Sa 14:00-18:00",
      78
    ),
    (
      "Mo 08:30-12:00, Mo 14:00-19:00, Tu 08:30-12:00, Tu 14:00-19:00, We 08:30-12:00, We 14:00-19:00, Th 08:30-12:00, Th 14:00-19:00, Fr 08:30-12:00, Fr 14:00-19:00, Sa 09:00-12:00, Sa 14:00-18:00",
      69
    ),
    ("Mo 06:00-18:30, Tu 06:00-18:30, We 06:00-18:30, Th 06:00-18:30, Fr 06:00-18:30", 56),
    ("Mo 05:00-23:00,Tu 05:00-23:00,We 05:00-23:00,Th 05:00-23:00,Fr 05:00-23:00,Sa 05:00-23:00,Su 05:00-23:00", 50),
    ("Mo 08:00-19:00, Tu 08:00-19:00, We 08:00-19:00, Th 08:00-19:00, Fr 08:00-19:00, Sa 08:00-19:00", 49),
    (
      "Mo 09:00-12:00, Mo 14:00-18:00, Tu 09:00-12:00, Tu 14:00-18:00, We 09:00-12:00, We 14:00-18:00, Th 09:00-12:00, Th 14:00-18:00, Fr 09:00-12:00, Fr 14:00-18:00, Sa 09:00-12:00, Sa 14:00-18:00",
      47
    ),
    ("Sa,We,Tu,Th,Fr,Mo,Su  08:00-18:00", 46),
    (
      "Mo 05:30-20:30, Tu 05:30-20:30, We 05:30-20:30, Th 05:30-20:30, Fr 05:30-20:30, Sa 05:30-20:30, Su 05:30-20:30",
      44
    ),
    ("Mo 07:00-18:00, Tu 07:00-18:00, We 07:00-18:00, Th 07:00-18:00, Fr 07:00-18:00", 42),
  ])

  /// Words about the size of vehicles (A).
  static let sizeLimits = Weighted([
    ("Restriction de gabarit non précisée", 20629),
    ("Aucune Restriction", 13202),
    ("inconnu", 5460),
    ("Inconnu", 4627),
    ("Aucune restriction", 2774),
    ("restriction gabarit inconnue", 2633),
    ("Aucune restriction connue", 1338),
    ("Aucune", 829),
    ("false", 740),
    ("3m", 640),
    ("Pas de restrictions", 448),
    ("Hauteur maximale 3m", 407),
    ("Hauteur maximum 2m", 327),
    ("aucune", 227),
    ("aucune restriction", 208),
    ("2", 178),
    ("Inconnue", 98),
    ("non", 83),
    ("Pas de restriction", 78),
    ("2m", 58),
    ("Pas de restriciton", 57),
    ("Non", 50),
    ("Non communiqué", 41),
    ("2M", 32),
  ])

  static let tariffs = [
    "Payant", "0,36€ TTC / kWh pour les abonnés et occasionnels, puis 0,036€ TTC par minute à compter de la 3ème heure",
    "0,54 € TTC / kWh", "0,35€/kWh + 0,03€/min entre 6h et 18h, 15€ la session entre 18h et 6h", "0.69€ / kwh",
    "0.40€ / kwh",
    "Borne lente : 3.00 € TTC. Borne accélérée : 5.00 € TTC. Borne rapide : 7.00 € TTC", "0.30", "Non communiqué",
    "Tarification au kWh plus frais de connexion éventuels en fonction de l'abonnement détenu",
  ]
  static let remarks = [
    "Conditions accès aux bornes dépendantes des accords et formules de votre EMSP",
    "Télécharger l'application de l'opérateur pour réserver et payer", "Autre paiements : compte prépayé.",
    "Authentification et paiement via l'application mobile", "Station accessible aux horaires du magasin",
    "Paiement sans contact sur la borne", "Borne située au niveau -1 du parking",
  ]
}
