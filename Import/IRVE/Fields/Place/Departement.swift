import Stations

/// A département, or a part of France overseas, as the box that its communes lie in.
struct Departement {
  private let box: France.Box

  var zone: StaticString { box.zone }

  @inline(__always)
  func contains(_ longitude: Double, _ latitude: Double) -> Bool { box.contains(longitude, latitude) }

  /// The one that the code of a commune and a postcode both name: what the one says without the other is too often wrong.
  static func claimed(insee: CellText, postcode: CellText) -> Departement? {
    guard let number = number(insee), number == self.number(postcode) else { return nil }
    return all[number]
  }

  /// Two digits, Corsica as it was before it was parted; three of them overseas.
  private static func number(_ code: CellText) -> Int? {
    code.withBytes { bytes in
      guard bytes.count == 5 else { return nil }
      let (first, second, third) = (bytes[0] &- 48, bytes[1] &- 48, bytes[2] &- 48)
      if first == 2, second > 9 { return 20 }
      guard first < 10, second < 10, third < 10 else { return nil }
      let number = Int(first) * 10 + Int(second)
      return number < 97 ? number : number * 10 + Int(third)
    }
  }

  /// By number. A tenth of a degree, some ten kilometres, lies around each: addresses cross borders.
  private static let all: [Departement?] = {
    var all = [Departement?](repeating: nil, count: 1000)
    for (number, west, east, south, north) in mainland {
      all[number] = Departement(box: France.Box(west - 0.1...east + 0.1, south - 0.1...north + 0.1, "Europe/Paris"))
    }
    for (number, box) in overseas { all[number] = Departement(box: box) }
    return all
  }()

  private static let mainland: [(Int, Double, Double, Double, Double)] = [
    (1, 4.7, 6.2, 45.6, 46.6), (2, 2.9, 4.3, 48.8, 50.1), (3, 2.2, 4.1, 45.9, 46.9), (4, 5.4, 7.0, 43.6, 44.7),
    (5, 5.4, 7.1, 44.1, 45.2), (6, 6.6, 7.8, 43.4, 44.4), (7, 3.8, 4.9, 44.2, 45.4), (8, 4.0, 5.4, 49.2, 50.2),
    (9, 0.8, 2.2, 42.5, 43.4), (10, 3.3, 4.9, 47.9, 48.8), (11, 1.6, 3.3, 42.6, 43.5), (12, 1.8, 3.5, 43.6, 45.0),
    (13, 4.2, 5.9, 43.1, 44.0), (14, -1.2, 0.5, 48.7, 49.5), (15, 2.0, 3.4, 44.6, 45.5), (16, -0.5, 1.0, 45.1, 46.2),
    (17, -1.6, 0.1, 45.0, 46.4), (18, 1.7, 3.1, 46.4, 47.7), (19, 1.2, 2.6, 44.9, 45.8), (20, 8.5, 9.6, 41.3, 43.1),
    (21, 4.0, 5.6, 46.9, 48.1), (22, -3.7, -1.9, 48.0, 48.9), (23, 1.3, 2.7, 45.6, 46.5), (24, -0.1, 1.5, 44.5, 45.8),
    (25, 5.6, 7.1, 46.5, 47.6), (26, 4.6, 5.9, 44.1, 45.4), (27, 0.2, 1.9, 48.6, 49.5), (28, 0.7, 2.0, 47.9, 49.0),
    (29, -5.2, -3.3, 47.7, 48.8), (30, 3.2, 4.9, 43.4, 44.5), (31, 0.4, 2.1, 42.6, 44.0), (32, -0.3, 1.3, 43.3, 44.1),
    (33, -1.3, 0.4, 44.1, 45.7), (34, 2.5, 4.2, 43.2, 44.0), (35, -2.3, -1.0, 47.6, 48.8), (36, 0.8, 2.3, 46.3, 47.3),
    (37, 0.0, 1.4, 46.7, 47.8), (38, 4.7, 6.4, 44.6, 45.9), (39, 5.2, 6.3, 46.2, 47.4), (40, -1.6, 0.2, 43.4, 44.6),
    (41, 0.5, 2.3, 47.1, 48.2), (42, 3.6, 4.8, 45.2, 46.3), (43, 3.0, 4.5, 44.7, 45.5), (44, -2.7, -0.9, 46.8, 47.9),
    (45, 1.5, 3.2, 47.4, 48.4), (46, 0.9, 2.3, 44.2, 45.1), (47, -0.2, 1.1, 43.9, 44.8), (48, 2.9, 4.0, 44.1, 45.0),
    (49, -1.4, 0.3, 46.9, 47.9), (50, -2.0, -0.7, 48.4, 49.8), (51, 3.3, 5.1, 48.5, 49.5), (52, 4.6, 5.9, 47.5, 48.7),
    (53, -1.3, 0.0, 47.7, 48.6), (54, 5.4, 7.2, 48.3, 49.6), (55, 4.8, 5.9, 48.4, 49.7), (56, -3.8, -2.0, 47.2, 48.3),
    (57, 5.8, 7.7, 48.5, 49.6), (58, 2.8, 4.3, 46.6, 47.6), (59, 2.0, 4.3, 49.9, 51.1), (60, 1.6, 3.2, 49.0, 49.8),
    (61, -0.9, 1.0, 48.1, 49.0), (62, 1.5, 3.2, 50.0, 51.1), (63, 2.3, 4.0, 45.2, 46.3), (64, -1.8, 0.1, 42.7, 43.6),
    (65, -0.4, 0.7, 42.6, 43.7), (66, 1.7, 3.2, 42.3, 43.0), (67, 6.9, 8.3, 48.1, 49.1), (68, 6.8, 7.7, 47.4, 48.4),
    (69, 4.2, 5.2, 45.4, 46.4), (70, 5.3, 6.9, 47.2, 48.1), (71, 3.6, 5.5, 46.1, 47.2), (72, -0.5, 1.0, 47.5, 48.5),
    (73, 5.6, 7.2, 45.0, 46.0), (74, 5.8, 7.1, 45.6, 46.5), (75, 2.2, 2.5, 48.8, 49.0), (76, 0.0, 1.8, 49.2, 50.1),
    (77, 2.3, 3.6, 48.1, 49.2), (78, 1.4, 2.3, 48.4, 49.1), (79, -1.0, 0.3, 45.9, 47.2), (80, 1.3, 3.3, 49.5, 50.4),
    (81, 1.5, 3.0, 43.3, 44.3), (82, 0.7, 2.1, 43.7, 44.4), (83, 5.6, 7.0, 42.9, 43.9), (84, 4.6, 5.8, 43.6, 44.5),
    (85, -2.5, -0.5, 46.2, 47.1), (86, -0.2, 1.3, 46.0, 47.2), (87, 0.6, 2.0, 45.4, 46.5), (88, 5.3, 7.2, 47.8, 48.6),
    (89, 2.8, 4.4, 47.3, 48.5), (90, 6.7, 7.2, 47.4, 47.9), (91, 1.9, 2.6, 48.2, 48.8), (92, 2.1, 2.4, 48.7, 49.0),
    (93, 2.2, 2.7, 48.8, 49.1), (94, 2.3, 2.7, 48.6, 48.9), (95, 1.6, 2.6, 48.9, 49.3),
  ]

  /// Saint-Martin and Saint-Barthélemy were communes of Guadeloupe, and are in many files.
  private static let overseas: [(Int, France.Box)] = [
    (971, France.Box(-63.3 ... -60.9, 15.7...18.3, "America/Guadeloupe")),
    (972, France.Box(-61.4 ... -60.7, 14.2...15.0, "America/Martinique")),
    (973, France.Box(-54.8 ... -51.4, 1.9...6.0, "America/Cayenne")),
    (974, France.Box(55.0...56.0, -21.6 ... -20.7, "Indian/Reunion")),
    (975, France.Box(-56.7 ... -55.9, 46.5...47.4, "America/Miquelon")),
    (976, France.Box(44.8...45.5, -13.2 ... -12.4, "Indian/Mayotte")),
    (977, France.Box(-63.3 ... -62.6, 17.7...18.3, "America/Guadeloupe")),
    (978, France.Box(-63.3 ... -62.6, 17.7...18.3, "America/Guadeloupe")),
    (986, France.Box(-178.5 ... -175.9, -14.6 ... -13.0, "Pacific/Wallis")),
    (987, France.Box(-155.0 ... -134.2, -28.1 ... -7.6, "Pacific/Tahiti")),
    (988, France.Box(163.3...168.4, -23.0 ... -19.3, "Pacific/Noumea")),
  ]
}
