import HTTP

/// How many points of all pages have which socket, power and operator: what a filter would leave.
struct Facets: Sendable {
  let stations: Int
  let points: Int
  /// By `SocketName.allCases`; a point with two sockets counts in both.
  let sockets: [Int]
  /// By `powers`; points whose power nobody knows are in none.
  let power: [Int]
  /// The largest, first.
  let operators: [(name: String, points: Int)]

  /// Kilowatts from which on a class begins; the next one ends it.
  static let powers = [0, 7.5, 22, 50, 150]

  /// The class of a point's power, by its place among those.
  fileprivate static func power(of watts: Int32) -> Int? {
    switch watts {
    case ...0: nil
    case ..<7_500: 0
    case ..<22_000: 1
    case ..<50_000: 2
    case ..<150_000: 3
    default: 4
    }
  }
}

/// Counts points one by one.
struct FacetCounts {
  private static let mostOperators = 50
  private static let socketBits = SocketName.allCases.map { Sockets([$0]).rawValue }

  private var stations = 0
  private var points = 0
  private var bySockets = [Int](repeating: 0, count: 32)
  private var byPower = [Int](repeating: 0, count: Facets.powers.count)
  private var byOperator: [Int]

  init(operators: Int) { byOperator = Array(repeating: 0, count: operators) }

  /// Whether one of its points is wanted.
  mutating func take(station: Int, in country: Country, _ wanted: WantedPoints) -> Bool {
    guard wanted.matches(station: station) else { return false }
    let before = points
    let (watts, sockets) = (country.columns.watts, country.columns.sockets)
    for index in country.stations[station].points.ints where wanted.matches(point: index) {
      points += 1
      bySockets[Int(sockets[index] & 31)] += 1
      if let place = Facets.power(of: watts[index]) { byPower[place] += 1 }
    }
    if points == before { return false }
    stations += 1
    byOperator[Int(country.columns.operator[station])] += points - before
    return true
  }

  func facets(_ operators: Words) -> Facets {
    var largest = (1..<max(1, byOperator.count)).filter { byOperator[$0] > 0 }
    largest.sort { first, second in
      if byOperator[first] != byOperator[second] { return byOperator[first] > byOperator[second] }
      return operators.texts[first].utf8.lexicographicallyPrecedes(operators.texts[second].utf8)
    }
    return Facets(
      stations: stations, points: points,
      sockets: Self.socketBits.map { bit in
        bySockets.indices.reduce(0) { $1 & Int(bit) != 0 ? $0 + bySockets[$1] : $0 }
      },
      power: byPower,
      operators: largest.prefix(Self.mostOperators).map { (name: operators.texts[$0], points: byOperator[$0]) })
  }
}

extension Facets {
  struct Description: Decodable {
    struct Socket: Decodable {
      let value: SocketName
      let points: Int
    }
    struct Power: Decodable {
      let from: Double
      let to: Double?
      let points: Int
    }
    struct Operator: Decodable {
      let value: String
      let points: Int
    }
    let stations, points: Int
    let sockets: [Socket]
    let power: [Power]
    let operators: [Operator]
  }

  func write(with pen: inout Pen) {
    pen.write(#"{"stations":"#)
    pen.write(stations)
    pen.write(#","points":"#)
    pen.write(points)
    writeSockets(with: &pen)
    writePower(with: &pen)
    pen.write(#","operators":["#)
    for (place, (name, count)) in operators.enumerated() {
      pen.write(place > 0 ? #",{"value":"# : #"{"value":"#)
      pen.write(quoted: name)
      pen.write(#","points":"#)
      pen.write(count)
      pen.write("}")
    }
    pen.write("]}")
  }

  private func writeSockets(with pen: inout Pen) {
    pen.write(#","sockets":["#)
    for (place, name) in SocketName.allCases.enumerated() {
      if place > 0 { pen.write(",") }
      pen.write(#"{"value":""#)
      pen.write(text: name.rawValue)
      pen.write(#"","points":"#)
      pen.write(sockets[place])
      pen.write("}")
    }
    pen.write("]")
  }

  private func writePower(with pen: inout Pen) {
    pen.write(#","power":["#)
    for (place, count) in power.enumerated() {
      if place > 0 { pen.write(",") }
      pen.write(#"{"from":"#)
      pen.write(text: Self.bounds[place])
      pen.write(#","to":"#)
      pen.write(text: Self.bounds[place + 1])
      pen.write(#","points":"#)
      pen.write(count)
      pen.write("}")
    }
    pen.write("]")
  }

  /// Of the classes, as they are written; behind the last one there is none.
  private static let bounds =
    powers.map { bound in
      var json = JSONWriter()
      json.write(bound)
      return json.finish().text
    } + ["null"]
}
