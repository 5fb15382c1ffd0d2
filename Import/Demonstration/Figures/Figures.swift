// Counted in the national file, unless it says otherwise: 149 112 rows of October 2025, whose sources are not merged (B),
// 56 507 merged rows of July 2024 (A), 75 758 points of July 2026 (Q).
extension Demonstration {
  /// Points (B). Overseas is missing there almost wholly: La Réunion and Mayotte are so weighted that its share is the 0.4 %
  /// of 2026.
  static let departements = Weighted(
    table: """
      01:1064 02:849 03:1003 04:701 05:791 06:1809 07:815 08:704 09:400 10:1052 11:1486 12:538 13:4406 14:2560
      15:309 16:762 17:1454 18:699 19:735 21:1659 22:1319 23:196 24:892 25:1135 26:2126 27:1044 28:860 29:1552
      2A:321 2B:230 30:1601 31:3856 32:348 33:4633 34:2994 35:1456 36:317 37:1551 38:3081 39:386 40:1465 41:1313
      42:2100 43:474 44:3129 45:1261 46:482 47:782 48:169 49:1956 50:1680 51:1356 52:452 53:504 54:1916 55:379
      56:1443 57:3046 58:459 59:5348 60:1653 61:339 62:2881 63:1703 64:1503 65:720 66:1295 67:2594 68:1290 69:2014
      70:264 71:1182 72:965 73:1619 74:2456 75:8125 76:2784 77:4593 78:2887 79:739 80:1323 81:741 82:819 83:2706
      84:1556 85:1389 86:953 87:684 88:1080 89:1114 90:358 91:2512 92:2570 93:1989 94:2266 95:1770 971:59 972:32
      973:5 974:534 976:20
      """)

  /// Points of a station (Q); 4.5 on average.
  static let sizes = Weighted(
    table: """
      1:611 2:6781 3:2089 4:2109 5:1339 6:1272 7:486 8:594 9:276 10:192 11:173 12:196 13:59 14:102 15:39 16:108
      17:28 18:49 19:14 20:57 21:12 22:22 23:13 24:20 25:7 26:8 27:3 28:26 29:5 30:10 32:11 33:4 34:3 35:3 36:6
      37:2 38:1 39:2 40:8 41:1 42:3 43:3 44:1 45:1 47:1 48:1 49:1 50:3 52:2 54:2 55:1 56:2 57:1 60:2 66:1 70:2
      72:1 73:2 74:1 78:2 81:1 86:2 89:1 91:2 97:1 98:1 102:2 164:1 170:1 229:1 246:1 280:1
      """)

  /// Share of the stations of several points that mix powers (A).
  static let mixing = 0.315

  /// Shares of points for whom a column says nothing (A).
  static let missing: [Column: Double] = [
    .owner: 0.0665, .ownerSiren: 0.558, .ownerContact: 0.5182, .operatorPhone: 0.4274, .stationLocalID: 0.2899,
    .inseeCode: 0.5837, .pointLocalID: 0.2456, .free: 0.0096, .payByCard: 0.4104, .payOther: 0.1003, .tariff: 0.8714,
    .connection: 0.6129, .meter: 0.8053, .inServiceOn: 0.4496, .remarks: 0.744, .attachedCable: 0.3025,
  ]

  /// The share that says yes, of the points that say something (A).
  static let yes: [Column: Double] = [
    .free: 0.001, .payPerUse: 0.7194, .payByCard: 0.4063, .payOther: 0.9097, .bookable: 0.0707, .twoWheelers: 0.0034,
    .attachedCable: 0.0162,
  ]

  static let settings = Weighted([
    ("Parking privé à usage public", 19080), ("Parking privé réservé à la clientèle", 115), ("Parking public", 8189),
    ("Voirie", 20789), ("Station dédiée à la recharge rapide", 8334),
  ])
  static let access = Weighted([("Accès libre", 52568), ("Accès réservé", 3939)])
  static let accessibility = Weighted([
    ("Accessible mais non réservé PMR", 8561), ("Accessibilité inconnue", 46729), ("Réservé PMR", 19),
    ("Non accessible", 1198),
  ])
  static let connections = Weighted([("Indirect", 1976), ("Direct", 19898)])

  /// Years of the last change and of the start of service (B).
  static let updateYears = Weighted(table: "2019:10 2020:176 2021:1049 2022:2625 2023:5435 2024:17931 2025:121878")
  static let serviceYears = Weighted(
    table: "2016:345 2017:898 2018:402 2019:2025 2020:2214 2021:10716 2022:14223 2023:20763 2024:22611 2025:10751")

  /// Decimals of a degree (A).
  static let decimals = Weighted(table: "6:69450 5:15794 9:8827 7:7099 4:6992 8:3705")
}
