extension Demonstration {
  /// The power of a point, and the sockets that give it.
  struct Power: Sendable {
    /// As it is written.
    let kilowatts: String
    let isFast: Bool
    let sockets: Weighted<Set<Column>>
  }

  /// Kilowatts, points (B without the 4.4 % that say 0), and the points by their sockets (A without those that have none).
  static let powers: Weighted<Power> = {
    let table = """
      1.7 106 EF:10
      3 636 EF+T2:40 EF:23 T2:15 EF+T2+CCS:12 EF+AUT:8
      3.7 2214 EF:15 T2:6 EF+T2:5 AUT:4
      4 201 EF:12 T2:3
      7 9410 T2:671 EF+T2:277 T2+CHA:1 EF:1 EF+AUT:1
      7.36 899 EF+T2:2187 T2:415 EF:2
      7.4 10746 T2:800 EF+T2:648 T2+AUT:163 EF+AUT:136 AUT:47
      11 1058 T2:272 EF+T2:167 T2+CHA:17 CHA:13 AUT:4
      11.04 136 EF+T2:19 T2:4
      12 160 T2:103 T2+AUT:2 EF+T2:1
      18 2250 EF+T2:1445 EF+T2+AUT:157 T2:30 EF+T2+CCS+AUT:15 EF+AUT:9
      22 58248 EF+T2:15273 T2:9741 EF+AUT:408 EF+T2+AUT:229 EF:184
      22.08 4789 T2:241 EF+T2:146
      22.8 521 EF+T2:15 T2:8
      24 2425 CCS+CHA:337 CCS:299 T2:173 CHA:43 EF+T2:18
      25 1316 CCS:258 CCS+CHA:133 T2+CCS+CHA:117 CHA:94 EF+T2+CCS+CHA:6
      30 194 CCS:7 T2+CCS+CHA:1 EF+CHA+AUT:1 EF+CCS+CHA+AUT:1 CHA:1
      36 463 EF+T2+AUT:192 EF+T2+CCS+AUT:28 EF+T2:22 EF+T2+CCS+CHA+AUT:18 CCS+CHA:17
      43 997 T2:338 AUT:21 EF+T2:16 CCS+CHA:6 EF+AUT:5
      44 171 T2:121 T2+CCS+CHA:12 AUT:11 EF+CHA+AUT:6 T2+CHA:4
      47 306 CCS:36 CHA:2 T2:1 EF+T2+CHA:1
      50 8290 CHA:1290 CCS:1121 T2+CCS+CHA:299 CCS+CHA:290 T2:85
      53 93 CCS:1
      60 1458 CCS:323 T2+CCS:19 CHA:11 CCS+CHA:11 EF+T2+CCS:9
      62.5 103 CCS:1
      75 171 CCS:29 CHA:3 CCS+AUT:2 CCS+CHA:1 CCS+CHA+AUT:1
      80 108 CCS:82 T2+CCS:3 AUT:2 CHA:1
      90 288 CCS:87 T2+CCS:3 CHA:2 CCS+CHA:2
      100 3379 CCS:1268 CHA:67 CCS+CHA:23 T2:7 EF+T2+CCS:6
      120 2510 CCS:470 T2+CCS:7 T2:4 EF+T2+CCS:4 CHA:3
      150 5642 CCS:2652 T2:174 CCS+CHA:64 T2+CCS+CHA:51 T2+CCS:15
      160 980 CCS:233 CHA:4 T2+CCS:1
      175 357 CCS:295 CCS+CHA:12 T2+CCS+CHA:7 T2:5 CHA:3
      180 1653 CCS:309 T2:24 CCS+CHA:12 CHA:10 EF+T2+CCS:2
      187.5 671 CCS:188
      200 2166 CCS:651 T2:20 CCS+CHA:15 CHA:9
      225 268 CCS:190 T2+CCS:18
      240 205 CCS:37 EF+CCS:1 EF+T2+CCS:1 CCS+CHA:1
      250 3714 CCS:2098
      300 7804 CCS:2049 T2+CCS+CHA+AUT:60 T2+CCS+CHA:52 CCS+CHA:48 T2+CCS:22
      320 575 CCS:24
      350 2111 CCS:955 T2+CCS+CHA:113 CCS+CHA:4
      360 148 CCS:29 T2+CCS:10
      400 1135 CCS:92 CCS+CHA:4
      """
    return Weighted(
      table.split(separator: "\n").map { line in
        let words = line.split(separator: " ", maxSplits: 2)
        let sockets = Weighted(table: String(words[2]))
        let power = Power(
          kilowatts: String(words[0]), isFast: (Double(words[0]) ?? 0) > 43.5,
          sockets: Weighted(sockets.values.indices.map { (columns(sockets.values[$0]), sockets.weight(at: $0)) }))
        return (power, Int(words[1]) ?? 0)
      })
  }()

  private static func columns(_ sockets: String) -> Set<Column> {
    let known: [Substring: Column] = [
      "EF": .domestic, "T2": .type2, "CCS": .ccs, "CHA": .chademo, "AUT": .otherSocket,
    ]
    return Set(sockets.split(separator: "+").compactMap { known[$0] })
  }
}
