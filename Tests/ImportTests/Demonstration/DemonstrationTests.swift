import HTTP
import Runtime
import TestSupport
import Testing

@testable import Import

@Suite struct DemonstrationTests {
  @Test func `the same seed gives the same bytes, another seed others`() async throws {
    let bytes = GeneratedCountry.bytes(try await GeneratedCountry.make(points: 2000, seed: 7, dirty: 0.1))
    #expect(bytes == GeneratedCountry.bytes(try await GeneratedCountry.make(points: 2000, seed: 7, dirty: 0.1)))
    #expect(bytes != GeneratedCountry.bytes(try await GeneratedCountry.make(points: 2000, seed: 8, dirty: 0.1)))
  }

  /// The demonstration that everybody sees: a change of it is meant.
  @Test func `the bytes are those of every other machine`() async throws {
    let country = try await GeneratedCountry.make(points: 500, seed: 1, dirty: 0.2)
    let sum = GeneratedCountry.bytes(country).reduce(into: UInt64(0xCBF2_9CE4_8422_2325)) { sum, byte in
      sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    #expect(sum == 6_372_628_845_165_706_524)
  }

  @Test(arguments: [0, 1, 2, 999, 5000])
  func `there are as many rows as points, each of 40 columns under the official header`(points: Int) async throws {
    let records = GeneratedCountry.records(GeneratedCountry.bytes(try await GeneratedCountry.make(points: points)))
    #expect(records.count == points + 1)
    #expect(records.allSatisfy { $0.count == 40 })
    #expect(records[0].first == "nom_amenageur" && records[0].last == "cable_t2_attache")
    #expect(records[0][Demonstration.Column.coordinates.rawValue] == "coordonneesXY")
    #expect(records[0][Demonstration.Column.power.rawValue] == "puissance_nominale")
    #expect(records[0][Demonstration.Column.accessibility.rawValue] == "accessibilite_pmr")
  }

  @Test func `pieces are small, however large the country`() async throws {
    var iterator = try await GeneratedCountry.make(points: 3000).makeIterator()
    var count = 0
    while let piece = iterator.next() {
      #expect(piece.count < 70_000)
      count += 1
    }
    #expect(count > 10)
  }

  @Test func `a clean country has unique ids that say what they are`() async throws {
    var rows = Demonstration.Rows(of: try await GeneratedCountry.make(points: 20_000))
    var (points, size): (Set<String>, [String: Int]) = ([], [:])
    while let row = rows.next() {
      #expect(points.insert(row[.pointID]).inserted)
      size[row[.stationID], default: 0] += 1
      #expect(row[.pointID].hasPrefix("FRDEME") && row[.stationID].hasPrefix("FRDEMP"))
      #expect(row[.pointID].utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) })
    }
    #expect(size.count > 4000)
  }

  @Test func `points of a station stand together in their commune, and some stations share a spot`() async throws {
    let country = try await GeneratedCountry.make(points: 20_000)
    var draft = Demonstration.Dice(seed: 3)
    let station = Demonstration.Draft(towns: country.towns).station(after: nil, &draft)
    #expect(station.row(of: 1)[.coordinates] == station.row(of: station.size)[.coordinates])
    var places: [String: String] = [:]
    for row in Demonstration.Rows(of: country) {
      #expect(places[row[.stationID], default: row[.coordinates]] == row[.coordinates])
      places[row[.stationID]] = row[.coordinates]
    }
    let shared = places.count - Set(places.values).count
    #expect((0.04...0.1).contains(Double(shared) / Double(places.count)), "\(shared) of \(places.count)")
    #expect(places.values.filter { $0.hasPrefix("[55.") && $0.contains("-2") }.count > 3, "La Réunion")
  }

  @Test func `stations stand on the ground of their commune`() async throws {
    let draft = Demonstration.Draft(towns: try await GeneratedCountry.towns.value)
    var dice = Demonstration.Dice(seed: 11)
    var station: Demonstration.Station?
    var outside = 0
    for _ in 0..<1000 {
      let next = draft.station(after: station, &dice)
      station = next
      let numbers = next.site.coordinates.split { "[], ".contains($0) }.compactMap { Float($0) }
      try #require(numbers.count == 2)
      if !next.site.town.outline.contains(Outline.Corner(numbers[0], numbers[1])) { outside += 1 }
    }
    // Few decimals put some across a border.
    #expect(outside < 10, "\(outside)")
  }

  @Test func `it can be read as the body of an upload`() async throws {
    let country = try await GeneratedCountry.make(points: 500)
    let workers = Workers(name: "country", threads: 1, queueLimit: 4)
    defer { workers.stop() }
    var bytes: [UInt8] = []
    for try await piece in country.body(on: workers) { bytes += piece }
    #expect(bytes == GeneratedCountry.bytes(country))
  }
}
